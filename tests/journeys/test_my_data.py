"""Own data at any step of any talk: seen, copied, taken back, erased, cleared; by chat and by code."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.post.message import Arrival, Message
from bot.store import talks
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.state import Talk
from tests import tables
from tests.journeys.scene import RECEIPT, REVIEW, TOWN, Scene, at_desk, sent, words

OF_LANE = [table for table in tables.metadata.sorted_tables if "lane" in table.c and table.name != "person"]
_chats = count(1)


class Walker:
    """Somebody who presses whatever there is, and remembers every button they ever saw."""

    def __init__(self, scene: Scene, chat: str) -> None:
        self.scene, self.chat, self.numbers = scene, chat, count(1)
        self.seen: list[Chose] = []
        self.last: list[Message] = []
        self.code = ""

    async def does(self, *events: Event) -> str:
        """Do these; all that is shown."""
        shown: list[Message] = []
        for event in events:
            number = None if isinstance(event, Chose) else str(next(self.numbers))
            arrival = Arrival("telegram", f"walk{next(_chats)}", self.chat, event, "en", number)
            await self.scene.office.take([arrival])
            rows = await self.scene.office.pulled("telegram", self.chat)
            shown += [message for _, message in rows]
            if rows:
                await self.scene.office.drop("telegram", self.chat, rows[-1][0])
        self.last = shown
        self.seen += [one for message in shown for one in presses(message)]
        if found := RECEIPT.search(words(shown)):
            self.code = found[0]
        return words(shown)

    async def steps(self, choices: list[int]) -> None:
        """A step for each number: one of the buttons shown, a word, a command."""
        for choice in choices:
            open_ones = [one for message in self.last for one in presses(message)]
            others: list[Event] = [
                Wrote("a word or two"),
                Asked("danger"),
                Asked("back"),
                Asked("skip"),
                Asked("words"),
            ]
            pool: list[Event] = [*open_ones, *open_ones, *others]
            await self.does(pool[choice % len(pool)])

    async def talk(self) -> Talk | None:
        """The talk as it is kept."""
        lane = self.scene.office.lane("telegram", self.chat)
        async with self.scene.office.store.read() as tx:
            row = await tx.one(select(tables.talk).where(tables.talk.c.lane == lane))
            return Talk.from_json(tx.unseal(row.payload, "talk", "payload", lane)) if row else None

    async def rows(self) -> dict[str, int]:
        """How many rows of each table belong to this chat."""
        lane = self.scene.office.lane("telegram", self.chat)
        async with self.scene.office.store.read() as tx:
            found = {table.name: len(await tx.rows(select(table).where(table.c.lane == lane))) for table in OF_LANE}
        return {name: number for name, number in found.items() if number}

    async def signals(self) -> list[str]:
        """Every signal there is."""
        return [str(row[1]) for row in (await self.scene.state(tables.signal))["signal"]]


def presses(message: Message) -> list[Chose]:
    """The buttons of a message, as presses."""
    buttons = [button for button in message.buttons if not button.command]
    wish = {None: "set", False: "add", True: "drop"}
    found = [Chose(one.key, (one.option,), message.talk, wish[one.on], message.etag) for one in buttons]  # type: ignore[arg-type]
    return found + ([Chose(message.key, (), message.talk, "done")] if message.kind == "many" else [])


async def begun(scene: Scene, start: str) -> Walker:
    """Somebody at the beginning of a talk, at the review of a signal, or at the desk."""
    if start == "desk":
        walker = Walker(scene, scene.address("coordinator"))
        await walker.does(Asked("desk"))
        return walker
    walker = Walker(scene, f"9{next(_chats)}")
    if start == "review":
        talk = Talk(f"r{next(_chats):05d}"[-6:], "signal", "en", dict(REVIEW))
        await keep(scene, walker.chat, talk)
        await walker.does(Asked("signal"))
    elif start != "nothing":
        await walker.does(Asked(start))
    return walker


async def keep(scene: Scene, chat: str, talk: Talk) -> None:
    """Put a talk into the store."""
    until = scene.office.clock.now() + timedelta(hours=1)
    kept = talks.StoredTalk(scene.office.lane("telegram", chat), talk.id, "signal", talk.to_json(), until)
    async with scene.office.store.write() as tx:
        await talks.save_talks(tx, [kept])


STARTS = ("nothing", "start", "signal", "life_map", "phone", "review", "review", "desk", "danger")
walks = given(start=st.sampled_from(STARTS), choices=st.lists(st.integers(0, 1000), max_size=12))
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@walks
@quick
async def test_delete_leaves_nothing_at_any_step(scene: Scene, start: str, choices: list[int]) -> None:
    walker = await begun(scene, start)
    await walker.steps(choices)
    others = set(await walker.signals()) - await of_chat(walker)
    text = await walker.does(Asked("delete"))
    assert "Erased on" in text
    assert await walker.rows() == {}
    assert set(await walker.signals()) == others
    shown = await walker.does(*walker.seen[-15:])
    assert await walker.rows() == {}, shown
    assert set(await walker.signals()) == others
    await walker.does(Asked("mydata"))
    held = copy_of(walker.last)
    assert held is not None
    assert (held["talk"], held["signals"], held["message_numbers"]) == (None, [], 1)  # the number of this very question


async def of_chat(walker: Walker) -> set[str]:
    """The signals that answer into this chat."""
    handle, lane = tables.reply_handle, walker.scene.office.lane("telegram", walker.chat)
    async with walker.scene.office.store.read() as tx:
        return {row.signal for row in await tx.rows(select(handle.c.signal).where(handle.c.lane == lane))}


@walks
@quick
async def test_mydata_shows_all_of_the_talk_and_changes_nothing(scene: Scene, start: str, choices: list[int]) -> None:
    walker = await begun(scene, start)
    await walker.steps(choices)
    talk, before = await walker.talk(), await walker.signals()
    await walker.does(Asked("mydata"))
    after = await walker.talk()
    assert await walker.signals() == before
    held = copy_of(walker.last)
    if talk is None:
        assert held is None or held["talk"] is None
        return
    assert after is not None
    assert after.answers == talk.answers
    assert held is not None
    if talk.flow != "desk":
        assert held["talk"]["answers"] == {key: list(values) for key, values in talk.answers.items()}
    assert len(held["signals"]) == len(await of_chat(walker))


def copy_of(shown: list[Message]) -> dict[str, Any] | None:
    """The machine-readable copy among these messages."""
    files = [json.loads(file.sheet) for message in shown for file in message.files if file.kind == "json"]
    return files[0] if files else None


@walks
@quick
async def test_withdraw_takes_one_signal_and_leaves_the_talk(scene: Scene, start: str, choices: list[int]) -> None:
    walker = await begun(scene, start)
    await walker.steps(choices)
    signal = await sent(scene, "one more", f"77{next(_chats)}", TOWN)
    talk, before = await walker.talk(), set(await walker.signals())
    assert "Withdrawn" in await walker.does(Asked("withdraw", signal.code))
    after = await walker.talk()
    assert set(await walker.signals()) == before - {signal.key}
    assert (after and after.answers) == (talk and talk.answers)
    assert "do not know that code" in await walker.does(Asked("receipt", signal.code))


@walks
@quick
async def test_clear_sweeps_the_chat_and_keeps_the_talk(scene: Scene, start: str, choices: list[int]) -> None:
    walker = await begun(scene, start)
    await walker.steps(choices)
    talk, before = await walker.talk(), await walker.signals()
    await walker.does(Asked("clear"))
    after = await walker.talk()
    assert walker.last[0].sweeps == "all"
    assert (after and after.answers) == (talk and talk.answers)
    assert await walker.signals() == before


async def test_all_by_code_from_another_chat_without_any_link(scene: Scene) -> None:
    """Unlinked: nothing of the chat is kept with the signal, and the code alone is enough from anywhere."""
    walker = await begun(scene, "review")
    await walker.does(Chose("review", ("contact_me",)), Chose("contact_me", ("code",)), Chose("review", ("send",)))
    assert walker.code
    await walker.does(Chose("how_are_you", ("ok",)))
    assert await of_chat(walker) == set()
    for command, words_there in (("receipt", "Received."), ("mydata", "Signals you sent: 1")):
        elsewhere = await begun(scene, "nothing")
        assert words_there in await elsewhere.does(Asked(command, walker.code))
        if command == "mydata":
            held = copy_of(elsewhere.last)
            assert held is not None
            assert held["signals"][0]["answers"]["noticed_text"] == ["own words"]
            assert held["signals"][0]["deleted_at_the_latest"] == "2027-11-23"
            assert "Nov 23, 2027" in words(elsewhere.last) or "November" in words(elsewhere.last)
            assert (held["talk"], held["message_numbers"], held["signals"][0]["answered_by"]) == (None, 0, "code")
    elsewhere = await begun(scene, "nothing")
    assert "Withdrawn" in await elsewhere.does(Asked("delete", walker.code))
    assert "do not know that code" in await elsewhere.does(Asked("mydata", walker.code))


async def test_who_has_read_it_hears_that_it_was_taken_back_and_nothing_else(scene: Scene) -> None:
    own = scene.signals["own"]
    await at_desk(scene, "coordinator", own.key, "case", "back")
    await scene.does("sender", Asked("withdraw", own.code))
    heard = await scene.does("coordinator", Asked("help"))
    (notice,) = [message for message in heard if "taken something back" in message.text]
    assert own.canary not in words(heard)
    assert notice.sweeps == "secret"
    other = scene.signals["another"]
    await at_desk(scene, "coordinator", other.key, "case", "back")
    await scene.does("another sender", Asked("delete"))
    (again,) = [one for one in await scene.does("coordinator", Asked("help")) if "taken something back" in one.text]
    assert again.to_json() == notice.to_json()


async def test_a_question_of_a_signal_that_was_withdrawn_is_not_asked_any_more(scene: Scene) -> None:
    own = scene.signals["own"]
    await scene.does("sender", Asked("receipt", own.code))
    shown = await scene.does("sender", Asked("withdraw", own.code))
    assert "Withdrawn" in words(shown)
    assert not any(message.kind for message in shown)


async def test_erasing_and_more_in_one_batch(scene: Scene) -> None:
    """What came before in the same batch is gone as well; what comes after begins anew."""
    walker = await begun(scene, "nothing")
    events: tuple[Event, ...] = (Asked("signal"), Chose("role", ("school",)), Asked("delete"))
    await scene.office.take([Arrival("telegram", f"batch{n}", walker.chat, one) for n, one in enumerate(events)])
    rows = await scene.office.pulled("telegram", walker.chat)
    assert len(rows) == 1
    assert "Erased on" in rows[0][1].text
    await scene.office.drop("telegram", walker.chat, rows[-1][0])
    assert await walker.rows() == {}


async def test_what_shows_a_signal_is_not_queued_when_the_same_batch_erases_it(scene: Scene) -> None:
    own = scene.signals["own"]
    talk = await scene.seated("coordinator", "desk", {})
    opened = scene.arrival("coordinator", Chose("desk", (own.key,), talk))
    await scene.office.take([opened, scene.arrival("sender", Asked("withdraw", own.code))])
    waiting = [message for _, message in await scene.waiting()]
    assert own.canary not in words(waiting)
    assert "taken something back" in words(waiting)


async def test_erasing_oneself_takes_no_notice_from_others_in_the_same_batch(scene: Scene) -> None:
    talk = await scene.seated("new sender", "signal", REVIEW | {"contact_me": ("code",)})
    pressed = scene.arrival("new sender", Chose("review", ("send",), talk))
    await scene.office.take([pressed, scene.arrival("new sender", Asked("delete"))])
    assert scene.address("coordinator") in {chat for chat, _ in await scene.waiting()}


async def test_after_midnight_the_day_is_that_of_the_place(scene: Scene) -> None:
    scene.office.clock.move(timedelta(hours=14, minutes=30))  # 23:30 in UTC
    await scene.unlocked("coordinator")
    shown = await at_desk(scene, "coordinator", scene.signals["own"].key, "close", "no_action", "close")
    assert "1 December 2026" in words(shown)
    assert "Erased on 24 November 2026" in words(await scene.does("sender", Asked("delete")))
