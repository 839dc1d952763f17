"""A town at work, made once by real presses and copied for every try: who may do what to which signal is asked here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zlib import crc32

import pyotp
from sqlalchemy import Table, delete, select

from bot.clock import Clock
from bot.features import FEATURES
from bot.features.staff import records as people
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.post.message import Arrival, Message, unpack_payload
from bot.store import counters, talks
from bot.store.engine import Store
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Towns
from tests import tables
from tests.conftest import NOW

TOWN, OTHER, THIRD = "be:23088", "be:21012", "fr:84007"
RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
KEPT = (tables.signal, tables.contribution, tables.reply_handle, tables.consent, tables.person, tables.person_area)
PASSING = (tables.talk, tables.outbox, tables.limit, tables.ended, tables.effect, tables.message_number)
STAFF = {
    "coordinator": (TOWN, "coordinator"),
    "deputy": (TOWN, "deputy"),
    "second person": (THIRD, "deputy"),
    "coordinator of another town": (THIRD, "coordinator"),
    "their coordinator": (OTHER, "coordinator"),
    "region": (TOWN, "region"),
    "auditor": (TOWN, "auditor"),
}
# The answers of a worker who has come to the review of a signal.
REVIEW: dict[str, tuple[str, ...]] = {
    **{"role": ("school",), "about": ("pupil",), "age": ("teen",), "place": (TOWN,), "law": ("understood",)},
    **{"allowed": ("yes",), "consent": ("yes",), "areas": ("peers",), "noticed[peers]": ("drops",)},
    **{"noticed_text": ("own words",), "how_known": ("seen",), "since": ("months3",), "strengths": ("adult",)},
    **{"other_reasons": ("grief",), "informed": ("will",), "contact_me": ("chat",), "child_channel": ("done",)},
}
_numbers = count(1)


class Still(Clock):
    """A clock that moves only when it is told to."""

    def now(self) -> datetime:
        """The moment of the scene, and what was added."""
        return NOW + self.ahead


@dataclass
class Signal:
    """One of the scene's signals: what the sender wrote into it, and what they were given."""

    name: str
    key: str
    code: str
    canary: str
    area: str


class Scene:
    """An office, and everything that a test may know of it."""

    def __init__(
        self, office: Office, signals: dict[str, Signal], secrets: dict[str, str], channel: str = "line"
    ) -> None:
        self.office, self.signals, self.secrets, self.channel = office, signals, secrets, channel

    def address(self, chat: str) -> str:
        """What the channel calls somebody: the name itself, or in Telegram a number made of it."""
        return chat if self.channel == "line" else str(crc32(chat.encode()))

    def lane(self, chat: str) -> str:
        """The pseudonym somebody is kept under."""
        return self.office.lane(self.channel, self.address(chat))

    def arrival(self, chat: str, event: Event) -> Arrival:
        """Something somebody does, under an update id of its own."""
        return Arrival(self.channel, f"scene.{next(_numbers)}", self.address(chat), event)

    async def does(self, chat: str, *events: Event) -> list[Message]:
        """What somebody is shown after these events; it is fetched, as a page does."""
        shown: list[Message] = []
        for event in events:
            await self.office.take([self.arrival(chat, event)])
            rows = await self.office.pulled(self.channel, self.address(chat))
            shown += [message for _, message in rows]
            if rows:
                await self.office.drop(self.channel, self.address(chat), rows[-1][0])
        return shown

    async def seated(self, chat: str, flow: str, answers: Mapping[str, tuple[str, ...]], etag: str = "") -> str:
        """Put somebody into a talk as if they had come there; its id."""
        talk = Talk(f"t{next(_numbers):05d}"[-6:], flow, "en", dict(answers), marks={"etag": etag} if etag else {})
        lane, now = self.lane(chat), self.office.clock.now()
        async with self.office.store.write() as tx:
            await talks.save_talks(
                tx, [talks.StoredTalk(lane, talk.id, "advice", talk.to_json(), now + timedelta(hours=1))]
            )
        return talk.id

    async def unlocked(self, chat: str) -> None:
        """Open somebody's desk with the digits of their app."""
        shown = await self.does(chat, Wrote(pyotp.TOTP(self.secrets[chat]).at(self.office.clock.now())))
        assert any("Unlocked" in message.text for message in shown), words(shown)

    async def state(self, *kept: Table) -> dict[str, list[tuple[object, ...]]]:
        """Every row of these tables (without them: of all that nobody may change unasked)."""
        async with self.office.store.read() as tx:
            return {
                table.name: [tuple(row) for row in await tx.rows(select(table).order_by(*table.primary_key))]
                for table in kept or KEPT
            }

    async def cleaned(self) -> None:
        """Forget talks, messages and limits, so that the next try begins anew."""
        async with self.office.store.write() as tx:
            for table in PASSING:
                await tx.run(delete(table))

    async def version(self, key: str) -> int:
        """The version of a signal as it is now; 1 when it is gone."""
        async with self.office.store.read() as tx:
            row = await tx.one(select(tables.signal.c.version).where(tables.signal.c.id == key))
        return row.version if row else 1

    async def etag(self, key: str) -> str:
        """What a message about a signal carries now."""
        return f"{key}-{await self.version(key)}"

    async def waiting(self) -> list[tuple[str, Message]]:
        """Everything in the outbox: to whom, and what."""
        async with self.office.store.read() as tx:
            rows = await tx.rows(select(tables.outbox.c.id, tables.outbox.c.payload))
            return [unpack_payload(tx.unseal(row.payload, "outbox", "payload", row.id)) for row in rows]


def words(messages: list[Message]) -> str:
    """All that can be read in messages and their files."""
    return "\n".join(part for one in messages for part in (one.text, *(file.sheet for file in one.files)))


async def sent(scene: Scene, name: str, chat: str, area: str) -> Signal:
    """A signal of a worker in this town, sent by pressing Send at the review."""
    canary = f"canary-{name.replace(' ', '-')}"
    answers = REVIEW | {"place": (area,), "noticed_text": (canary,)}
    talk = await scene.seated(chat, "signal", answers)
    before = {row[1] for row in (await scene.state(tables.signal))["signal"]}
    shown = await scene.does(chat, Chose("review", ("send",), talk))
    (key,) = {str(row[1]) for row in (await scene.state(tables.signal))["signal"]} - before
    code = RECEIPT.search(words(shown))
    assert code, words(shown)
    return Signal(name, key, code[0], canary, area)


async def at_desk(scene: Scene, chat: str, key: str, step: str, option: str, case: str = "") -> list[Message]:
    """Press an option with this signal open, and `case` chosen before where the step needs it."""
    etag = await scene.etag(key)
    answers = {"desk": (key,)} | ({"case": (case,)} if case else {})
    talk = await scene.seated(chat, "desk", answers, etag)
    return await scene.does(chat, Chose(step, (option,), talk, etag=etag))


async def person(scene: Scene, chat: str) -> people.Person:
    """Somebody enrolled."""
    async with scene.office.store.read() as tx:
        found = await people.person_by_lane(tx, scene.lane(chat))
    assert found
    return found


async def staffed(scene: Scene) -> None:
    """Invite, enrol and unlock everybody."""
    for chat, (area, role) in STAFF.items():
        async with scene.office.store.write() as tx:
            code = await people.make_invitation(tx, [area], role, scene.office.clock.now())
        shown = await scene.does(chat, Asked("invite", code))
        scene.secrets[chat] = shown[-1].text.rsplit("\n", 1)[-1]
        await scene.unlocked(chat)


async def built(scene: Scene) -> None:
    """The whole scene: four signals of one sender, one of which lies in another town, is closed, is erased."""
    await staffed(scene)
    last_month = scene.office.clock.now() - timedelta(days=31)
    async with scene.office.store.write() as tx:
        for area, number in ((TOWN, 7), (OTHER, 9)):
            await counters.add_count(tx, "signal", f"{area}/received", last_month, number)
    plan = (("own", "sender", TOWN), ("other area", "sender elsewhere", OTHER), ("closed", "sender", TOWN))
    for name, chat, area in (*plan, ("erased", "sender", TOWN), ("another", "another sender", TOWN)):
        scene.signals[name] = await sent(scene, name, chat, area)
    second = (await person(scene, "second person")).id
    for name in ("own", "closed", "erased"):
        await at_desk(scene, "coordinator", scene.signals[name].key, "case", "back")
        shown = await at_desk(scene, "coordinator", scene.signals[name].key, "colleague", second, "second")
        assert "Your colleague can look now" in words(shown)
    await at_desk(scene, "coordinator", scene.signals["own"].key, "ask_back", "often", "ask")
    await at_desk(scene, "coordinator", scene.signals["closed"].key, "close", "done", "close")
    await scene.does("sender", Asked("withdraw", scene.signals["erased"].code))
    await scene.cleaned()


@asynccontextmanager
async def opened(library: Library, database: Path, ring: Ring) -> AsyncIterator[Office]:
    """An office in practice on this file."""
    store = await Store.open(f"sqlite:///{database}", ring, migrate=True)
    try:
        yield Office(library, FEATURES, store, Towns.pretend(), Still())
    finally:
        await store.close()


@dataclass
class Stage:
    """Where the scene is set up once; `copy` gives it anew."""

    library: Library
    folder: Path
    ring: Ring = field(default_factory=lambda: Ring.new(NOW))
    known: str = ""
    channel: str = "line"

    @property
    def original(self) -> Path:
        """The file that is copied."""
        return self.folder / "scene.db"

    async def prepare(self) -> None:
        """Build the scene; what tests know of it is kept as plain data."""
        async with opened(self.library, self.original, self.ring) as office:
            scene = Scene(office, {}, {}, self.channel)
            await built(scene)
            await office.store.erase_traces()
            self.known = json.dumps(
                {"signals": [vars(one) for one in scene.signals.values()], "secrets": scene.secrets}
            )

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[Scene]:
        """The scene as it was built."""
        path = self.folder / f"copy-{next(_numbers)}.db"
        shutil.copyfile(self.original, path)
        known = json.loads(self.known)
        async with opened(self.library, path, self.ring) as office:
            signals = {one["name"]: Signal(**one) for one in known["signals"]}
            yield Scene(office, signals, known["secrets"], self.channel)
        for left in self.folder.glob(f"{path.name}*"):
            left.unlink()
