"""Forged, foreign, stale and broken buttons, pressed by people who may not: what may not change does not change.

Codes are taken from real keyboards and then bent: pressed by others, moved into the presser's own talk, given other
steps, options, items, versions, signals, cut, lengthened, mixed with other scripts. Each goes the real way, from the
raw update to the commit; some go over HTTP. Whether one was accepted is read from the database and the outbox.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy import update as sql_update

from bot.app import open_library, phrase_lookup
from bot.channels.telegram.draw import keyboard
from bot.channels.telegram.parse import see_update
from bot.features.staff import records as people
from bot.intake.rounds import Rounds
from bot.post.message import Message
from bot.service import connect_telegram, stand_for_lead
from bot.settings import Settings
from bot.talk.event import Asked, Chose
from bot.words.library import Library
from tests import tables
from tests.botapi import TOKEN, BotApi
from tests.journeys.scene import KEPT, Scene, Stage, at_desk, words

GOAL = "forged, foreign, stale and broken buttons accepted: 0"
SMALL, FULL = 1_000, 50_000
BATCH = 100
OVER_HTTP = 50  # one in so many goes over HTTP as well
WORKER = {"role": ("school",), "about": ("pupil",), "age": ("teen",), "place": ("be:23088",), "law": ("understood",)}
ODD = (
    "\u202e", "\u200f", "\x00", "🆘", "ß", "٣", "%00", "../", "' OR 1=1 --", "{0}", "<b>", "\ud83d", "\n", "~", ".",
    "[", "]",
)  # fmt: skip
STEPS = (
    "desk", "case", "close", "ask_back", "answer", "colleague", "next", "review", "consent", "place", "guard",
    "language",
)  # fmt: skip
OPTIONS = (
    "take", "ask", "answer", "close", "print", "second", "done", "send", "often", "ok", "more", "refresh",
    "delete",
)  # fmt: skip
PRESSERS = (
    *("nobody", "worker", "relative", "another sender", "sender elsewhere", "coordinator of another town"),
    *("their coordinator", "region", "auditor", "coordinator", "second person"),
)
SEES = {"second person": {"canary-own"}, "their coordinator": {"canary-other-area"}}
UNTIL = list(tables.person.c).index(tables.person.c.unlocked_until)
MUST_STAY = ("own", "closed", "another")  # whose signals nobody of the pressers may touch


class Forger:
    """Makes codes. `real` are codes of others, by where they were shown; `ids` everything that names something."""

    def __init__(self, seed: int, real: dict[str, list[str]], ids: list[str]) -> None:
        self.chance, self.ids = random.Random(seed), ids
        self.real = [code for codes in real.values() for code in codes]
        self.kinds: Counter[str] = Counter()

    def code(self, own: str) -> str:
        """One forged code for who sits in the talk `own`."""
        kind = self.chance.choice(
            ("foreign", "moved", "moved", "other step", "other option", "version", "broken", "long")
        )
        self.kinds[kind] += 1
        return str(getattr(self, f"_{kind.replace(' ', '_')}")(self.chance.choice(self.real), own))

    def _foreign(self, code: str, own: str) -> str:
        return code

    def _moved(self, code: str, own: str) -> str:
        return f"1.{own or 'aaaaaa'}." + code.split(".", 2)[-1]

    def _other_step(self, code: str, own: str) -> str:
        step, option = self.chance.choice(STEPS), self.chance.choice((*OPTIONS, *self.ids))
        return f"1.{self.chance.choice((own, 'aaaaaa')) or 'bbbbbb'}.{step}.{option}" + self._some_version()

    def _other_option(self, code: str, own: str) -> str:
        head = self._moved(code, own).partition("~")[0].rpartition(".")[0]
        return f"{head}.{self.chance.choice((*OPTIONS, *self.ids))}{self._some_version()}"

    def _version(self, code: str, own: str) -> str:
        version = self.chance.choice((0, 1, 2, 3, 9, 999_999_999))
        return self._moved(code, own).partition("~")[0] + f"~{self.chance.choice(self.ids)}-{version}"

    def _some_version(self) -> str:
        end = self.chance.choice(("", "1", "2", "3", "4", "0", "-1", "99999999999"))
        return f"~{self.chance.choice((*self.ids, ''))}-{end}" if end else ""

    def _broken(self, code: str, own: str) -> str:
        at, odd = self.chance.randrange(len(code)), self.chance.choice(ODD)
        return self.chance.choice(
            (code[:at] + odd + code[at:], code[:at], code[at:] or odd, odd, code.upper(), code[::-1])
        )

    def _long(self, code: str, own: str) -> str:
        return code + self.chance.choice(("a", "~", ".x", "é", "\u200d")) * self.chance.randrange(1, 5_000)


def harvested(scene: Scene, library: Library, shown: list[Message]) -> list[str]:
    """The codes on the buttons of these messages, as Telegram gets them."""
    keyboards = [keyboard(message, phrase_lookup(library)) or {} for message in shown]
    buttons = [one for board in keyboards for row in board.get("inline_keyboard", []) for one in row]
    return [one["callback_data"] for one in buttons if not one["callback_data"].startswith("/")]


async def real_codes(scene: Scene, library: Library) -> dict[str, list[str]]:
    """Codes of coordinators and senders at every step that matters, before the desk is locked."""
    own = scene.signals["own"].key
    steps = [("case", "back", ""), ("case", "ask", ""), ("case", "close", ""), ("case", "second", "")]
    found = {
        f"desk {option}": await at_desk(scene, "coordinator", own, step, option, case) for step, option, case in steps
    }
    talk = await scene.seated("coordinator", "desk", {})
    found["list"] = await scene.does("coordinator", Chose("desk", ("refresh",), talk))
    talk = await scene.seated("worker", "signal", {**WORKER, "allowed": ("yes",)})
    found["consent"] = await scene.does("worker", Chose("allowed", ("yes",), talk))
    await scene.seated("coordinator", "desk", {"desk": (own,)})
    return {name: harvested(scene, library, shown) for name, shown in found.items()}


async def sit(scene: Scene, chance: random.Random) -> dict[str, str]:
    """Everybody anew in a talk of their own, staff with a signal open that is not theirs; the talks' ids."""
    await scene.cleaned()
    wanted = {name: signal.key for name, signal in scene.signals.items()}
    talks = {"nobody": "", "worker": await scene.seated("worker", "signal", {**WORKER, "allowed": ("yes",)})}
    talks["relative"] = await scene.seated("relative", "where_to_turn", {"danger": ("no",), "role": ("family",)})
    for chat in PRESSERS[3:]:
        open_one = {"desk": (wanted[chance.choice(("own", "closed", "erased", "another"))],)}
        chosen = chance.choice(({}, {"case": (chance.choice(OPTIONS[:6]),)}))
        flow = "desk" if chat in scene.secrets else "where_to_turn"
        etag = f"{open_one['desk'][0]}-{chance.randrange(5)}"
        talks[chat] = await scene.seated(chat, flow, {**open_one, **chosen} if flow == "desk" else {}, etag)
    return talks


_updates = count(10**9)  # apart from those of the server, which begin at 1


def update(chat: str, code: str) -> dict[str, object]:
    """A callback query as Telegram sends it."""
    message = {"message_id": 1, "date": 0, "chat": {"id": int(chat), "type": "private"}}
    query = {"id": "q", "from": {"id": int(chat), "language_code": "en"}, "message": message, "data": code}
    return {"update_id": next(_updates), "callback_query": query}


async def truth(scene: Scene) -> dict[str, list[str]]:
    """What none of these people may change: enrolments, and every row of the signals that are not theirs."""
    keys = {scene.signals[name].key for name in MUST_STAY}
    rows = await scene.state(*KEPT, tables.invite, tables.contact)
    about = {"signal", "contribution", "reply_handle", "consent"}
    rows["person"] = [row[:UNTIL] + row[UNTIL + 1 :] for row in rows["person"]]  # that is asked of `desks`
    kept = {name: [str(row) for row in those if name not in about or keys & set(row)] for name, those in rows.items()}
    return kept | {"how many": [str(len(rows["signal"]))]}


async def desks(scene: Scene) -> dict[str, datetime | None]:
    """Until when the desk of each person is open."""
    async with scene.office.store.read() as tx:
        return {row.id: row.unlocked_until for row in await tx.rows(select(tables.person))}


async def reopened(scene: Scene, as_they_were: Mapping[str, datetime | None]) -> None:
    """Put the desks back: who presses Leave locks their own, and would be harmless from then on."""
    async with scene.office.store.write() as tx:
        for key, until in as_they_were.items():
            await tx.run(sql_update(tables.person).where(tables.person.c.id == key).values(unlocked_until=until))


async def told(scene: Scene) -> list[str]:
    """Whatever stands in the outbox that its reader may not see."""
    names = {scene.address(name): name for name in PRESSERS}
    found = []
    for chat, message in await scene.waiting():
        shown = {one.canary for one in scene.signals.values() if one.canary in words([message])}
        wrong = shown - SEES.get(names.get(chat, ""), set())
        found += [f"{names.get(chat, chat)} saw {one}" for one in sorted(wrong)]
    return found


async def pressed(scene: Scene, forger: Forger, size: int) -> list[str]:
    """Press so many forged codes, batch by batch; what any of them changed or made somebody see."""
    before, done, found = await truth(scene), 0, list[str]()
    open_ones = await desks(scene)
    while done < size:
        await reopened(scene, open_ones)
        talks = await sit(scene, forger.chance)
        seen = []
        for _ in range(min(BATCH, size - done)):
            chat = forger.chance.choice(PRESSERS)
            seen.append(see_update(update(scene.address(chat), forger.code(talks[chat]))))
            done += 1
        await scene.office.take([one.arrival for one in seen if one.arrival])
        found += await accepted(scene, before)
        opened = {key for key, until in (await desks(scene)).items() if until not in (None, open_ones[key])}
        found += [f"the desk of {key} was opened" for key in opened]
    return found


async def accepted(scene: Scene, before: dict[str, list[str]]) -> list[str]:
    """What changed, and what was shown, that may not."""
    after = await truth(scene)
    return [f"{name} changed" for name in before if before[name] != after[name]] + await told(scene)


async def over_http(scene: Scene, forger: Forger, size: int) -> tuple[int, list[str]]:
    """Press forged codes in Telegram: how many presses were answered, and what any of them changed or showed."""
    await scene.cleaned()
    await Rounds(scene.office).once()  # else the clock's own first look would count as a change
    before, answered = await truth(scene), 0
    async with BotApi() as api:
        api.promises.remove("pace")  # this sender has none
        settings = Settings(telegram_token=TOKEN, telegram_api=api.base)
        async with (
            connect_telegram(settings, scene.office) as channel,
            stand_for_lead(scene.office, channel, paced=False),
        ):
            chats = [api.person(int(scene.address(name))) for name in PRESSERS]
            numbers = []
            for person in chats:
                person.writes("/start")
                await person.sees("can someone get hurt soon?", patience=60)
                numbers.append(max(person.chat.messages))
            for _ in range(size):
                at = forger.chance.randrange(len(chats))
                code = forger.code("").encode("utf-8", "ignore").decode()[:4096] or "x"
                await chats[at].is_answered(chats[at].presses_code(numbers[at], code), patience=60)
                answered += 1
            shown = "\n".join(text for person in chats for text in person.texts())
        assert not api.violations, api.violations[:3]
    seen = [f"HTTP: {one.canary} was shown" for one in scene.signals.values() if one.canary in shown]
    return answered, seen + await accepted(scene, before)


async def locked(scene: Scene, chat: str) -> None:
    """Close somebody's desk; their old buttons stay on their screen."""
    async with scene.office.store.write() as tx:
        await people.lock_person(tx, scene.lane(chat), scene.office.clock.now())


async def noticed(scene: Scene) -> bool:
    """Whether a press that counts would have been seen: one of the coordinator's own, with the desk open."""
    await scene.cleaned()
    scene.office.clock.move(timedelta(minutes=1))  # digits open a desk once
    await scene.does("coordinator", Asked("desk"))
    await scene.unlocked("coordinator")
    before = await truth(scene)
    await at_desk(scene, "coordinator", scene.signals["own"].key, "case", "take")
    return await accepted(scene, before) != []


async def refusals(scene: Scene) -> int:
    """How many presses of enrolled people stand in the log as refused."""
    async with scene.office.store.read() as tx:
        return len(await tx.rows(select(tables.audit.c.seq).where(tables.audit.c.what == "refused")))


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Press `size` forged codes. Raises AssertionError when one of them does anything, or shows anything of a case."""
    library, began = open_library(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="passerelle-forgery-") as folder:
        stage = Stage(library, Path(folder), channel="telegram")
        await stage.prepare()
        async with stage.copy() as scene:
            ids = [part for one in scene.signals.values() for part in (one.key, one.code)] + ["be:23088", "EU", "none"]
            forger = Forger(seed, await real_codes(scene, library), ids)
            await locked(scene, "coordinator")
            found = await pressed(scene, forger, size)
            answered, more = await over_http(scene, forger, max(20, size // OVER_HTTP))
            refused = await refusals(scene)
            assert await noticed(scene), "a press that counts was not seen either: the search is blind"
    took, wrong = time.monotonic() - began, found + more
    assert not wrong, f"forged codes were accepted: {'; '.join(wrong[:5])}"
    return {
        "forged codes": sum(forger.kinds.values()),
        "over HTTP, each answered": answered,
        "accepted": len(wrong),
        "kinds": len(forger.kinds),
        "refused presses in the log": refused,
        "seconds": round(took, 1),
    }
