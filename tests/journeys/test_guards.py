"""Stolen phones, shared invitations, double taps: the story of each, through the real chat or on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram.parse import see_update
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.staff import records as people
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring
from bot.operations.people import remove_enrolled
from bot.post.message import Arrival, Message
from bot.service import connect_telegram, stand_for_lead
from bot.settings import Settings
from bot.store import limits, outbox
from bot.store.engine import Store
from bot.talk.event import Asked, Chose, Wrote
from bot.words.library import Library
from bot.words.operators import Towns
from tests import tables
from tests.botapi import TOKEN, BotApi, Person
from tests.botapi.fixtures import botapi
from tests.journeys.scene import REVIEW, TOWN, Scene, Stage, at_desk, person, words
from tests.person import coordinator, office_at
from tests.store.people import a_signal

__all__ = ["botapi"]


@asynccontextmanager
async def reached(scene: Scene, api: BotApi, name: str) -> AsyncIterator[Person]:
    """The scene through Telegram; somebody's phone."""
    settings = Settings(telegram_token=TOKEN, telegram_api=api.base)
    async with connect_telegram(settings, scene.office) as channel, stand_for_lead(scene.office, channel, paced=False):
        yield api.person(int(scene.address(name)))


def shows(person: Person, text: str) -> bool:
    """Whether this stands in the chat at the moment."""
    return any(text in message.get("text", "") for message in person.chat.messages.values())


async def gone(person: Person, text: str) -> None:
    """Wait until it does not."""
    async with asyncio.timeout(30):
        while shows(person, text):
            await asyncio.sleep(0.02)


async def opened(scene: Scene, person: Person) -> None:
    """Open a signal on the desk."""
    person.writes("/desk")
    await person.sees("Which situation", patience=60)
    person.presses(next(label for label in person.labels() if label.startswith(scene.signals["own"].key[:4].upper())))
    await person.sees("canary-own", patience=60)


@pytest.mark.threat(4)
async def test_the_chat_keeps_no_case_longer_than_the_desk_is_open(stage: Stage, botapi: BotApi) -> None:
    async with stage.copy() as scene, reached(scene, botapi, "coordinator") as boss:
        await opened(scene, boss)
        case = [given for given in botapi.called("sendMessage") if "canary-own" in given["text"]]
        assert [given["protect_content"] for given in case] == [True] * len(case)
        codes = [
            (number, button["callback_data"])
            for number, message in boss.chat.messages.items()
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
        ]
        scene.office.clock.move(timedelta(minutes=9))
        await Rounds(scene.office).once()
        assert shows(boss, "canary-own")
        scene.office.clock.move(timedelta(minutes=1))
        await Rounds(scene.office).once()
        scene.office.woken()
        await gone(boss, "canary-own")
        for number, code in codes:
            if not code.startswith("/") and number in boss.chat.messages:
                await boss.is_answered(boss.presses_code(number, code))
        assert not shows(boss, "canary-own")


@pytest.mark.threat(4)
async def test_lock_all_from_the_deputy_s_phone_clears_the_stolen_one(stage: Stage, botapi: BotApi) -> None:
    async with stage.copy() as scene, reached(scene, botapi, "coordinator") as boss:
        await opened(scene, boss)
        deputy = botapi.person(int(scene.address("deputy")))
        deputy.writes("/lock all")
        await deputy.sees("Locked.", patience=60)
        await gone(boss, "canary-own")
        boss.writes("/desk")
        await boss.sees("six digits", patience=60)


@pytest.mark.threat(4)
async def test_who_is_removed_keeps_nothing_in_the_chat_and_nothing_opens_it(stage: Stage, botapi: BotApi) -> None:
    async with stage.copy() as scene, reached(scene, botapi, "coordinator") as boss:
        await opened(scene, boss)
        await remove_enrolled(scene.office, (await person(scene, "coordinator")).id)
        await gone(boss, "canary-own")
        boss.writes("/desk")
        await boss.sees("This page is for coordinators", patience=60)


@pytest.mark.threat(4)
async def test_what_is_on_its_way_to_a_phone_never_arrives_once_it_is_locked(scene: Scene) -> None:
    own = scene.signals["own"].key
    talk = await scene.seated("coordinator", "desk", {})
    await scene.office.take([scene.arrival("coordinator", Chose("desk", (own,), talk))])
    assert "canary-own" in words([message for _, message in await scene.waiting()])
    await scene.office.take([scene.arrival("deputy", Asked("lock", "all"))])
    assert "canary-own" not in words([message for _, message in await scene.waiting()])


async def test_who_is_enrolled_gets_the_desk_s_commands(stage: Stage, botapi: BotApi) -> None:
    async with stage.copy() as scene, reached(scene, botapi, "newcomer") as person:
        async with scene.office.store.write() as tx:
            code = await people.make_invitation(tx, [TOWN], "deputy", scene.office.clock.now())
        person.writes(f"/invite {code}")
        await person.sees("You are enrolled", patience=60)
        async with asyncio.timeout(30):
            while not (mine := [one for one in botapi.called("setMyCommands") if one["scope"]["type"] == "chat"]):
                await asyncio.sleep(0.02)
        assert [one["command"] for one in mine[0]["commands"]][:2] == ["desk", "lock"]


@pytest.mark.threat(9)
async def test_twenty_taps_on_send_are_one_signal_and_twenty_answers(stage: Stage, botapi: BotApi) -> None:
    async with stage.copy() as scene, reached(scene, botapi, "quick worker") as worker:
        await scene.seated("quick worker", "signal", REVIEW)
        before = len((await scene.state(tables.signal))["signal"])
        worker.writes("/signal")
        await worker.sees("[Send]", patience=60)
        presses = [worker.presses("Send") for _ in range(20)]
        for press in presses:
            assert await worker.is_answered(press, patience=60) < 60
        await worker.sees("Your code is", patience=60)
        assert len((await scene.state(tables.signal))["signal"]) == before + 1


@asynccontextmanager
async def replicas(library: Library, url: str, ring: Ring) -> AsyncIterator[tuple[Office, Office]]:
    """Two processes' offices on one database; on SQLite, which has one process, both are the same store."""
    first = await Store.open(url, ring)
    second = first if first.sqlite else await Store.open(url, ring)
    try:
        yield tuple(Office(library, FEATURES, store, Towns.pretend(), Clock()) for store in (first, second))  # type: ignore[misc]
    finally:
        await first.close()
        await second.close()


def came(chat: str, number: object, event: Asked | Chose | Wrote) -> Arrival:
    return Arrival("telegram", f"{chat}.{number}", chat, event)


@pytest.mark.threat(9)
async def test_twenty_acts_at_once_on_two_replicas_have_one_effect(
    library: Library, database_url: str, ring: Ring
) -> None:
    async with replicas(library, database_url, ring) as offices:
        office = offices[0]
        scene = Scene(office, {}, {}, "telegram")
        async with office.store.write() as tx:
            code = await people.make_invitation(tx, [TOWN], "coordinator", office.clock.now())
        shown = await scene.does("boss", Asked("invite", code))
        scene.secrets["boss"] = shown[-1].text.rsplit("\n", 1)[-1]
        await scene.unlocked("boss")
        async with office.store.write() as tx:
            key = await a_signal(tx, office.clock.now(), content='{"answers": {}}')
        await at_desk(scene, "boss", key, "case", "back")
        etag = await scene.etag(key)
        talk = await scene.seated("boss", "desk", {"desk": (key,), "case": ("close",)}, etag)
        press, chat = Chose("close", ("done",), talk, etag=etag), scene.address("boss")
        await asyncio.gather(*(offices[n % 2].take([came(chat, n, press)]) for n in range(20)))
        async with office.store.read() as tx:
            log = await tx.rows(select(tables.audit.c.what).where(tables.audit.c.what == "close"))
            waiting = await outbox.pulled_messages(tx, scene.lane("boss"), 0, office.clock.now())
        assert len(log) == 1
        assert len(waiting) >= 20


@pytest.mark.threat(5)
async def test_an_invitation_is_good_for_one_of_those_who_race_for_it(
    library: Library, database_url: str, ring: Ring
) -> None:
    async with replicas(library, database_url, ring) as offices:
        office = offices[0]
        async with office.store.write() as tx:
            code = await people.make_invitation(tx, [TOWN], "coordinator", office.clock.now())
        claim = Asked("invite", code)
        await asyncio.gather(*(offices[n % 2].take([came(f"70{n}", "claim", claim)]) for n in range(10)))
        await office.take([came("701", "again", claim), came("900", "replay", claim)])
        async with office.store.read() as tx:
            assert len(await tx.rows(select(tables.person.c.id))) == 1
            assert await tx.rows(select(tables.invite)) == []


@pytest.mark.threat(5)
async def test_an_invitation_ends_after_a_day_and_guessing_one_after_five_tries(scene: Scene) -> None:
    async with scene.office.store.write() as tx:
        old, new = [await people.make_invitation(tx, [TOWN], "deputy", scene.office.clock.now()) for _ in range(2)]
    for number in range(limits.WRONG_CODES[1]):
        await scene.does("guesser", Asked("invite", f"0000-0000-0000-000{number}"))
    assert "used, too old, or not known" in words(await scene.does("guesser", Asked("invite", new)))
    scene.office.clock.move(timedelta(hours=24))
    assert "used, too old, or not known" in words(await scene.does("late", Asked("invite", old)))


@pytest.mark.threat(16)
async def test_an_edited_or_deleted_message_alters_no_signal(scene: Scene) -> None:
    before = await scene.state()
    chat = {"id": int(scene.address("sender")), "type": "private"}
    edited = {"message_id": 1, "date": 1, "edit_date": 2, "chat": chat}
    for number, text in enumerate(("other words", "/delete", "/withdraw " + scene.signals["own"].code)):
        arrival = see_update({"update_id": 5_000_000 + number, "edited_message": {**edited, "text": text}}).arrival
        assert arrival is not None
        await scene.office.take([arrival])
    assert await scene.state() == before


async def test_a_long_list_comes_in_pages_and_says_how_many_there_are(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/long.db") as office:
        boss = await coordinator(office, tmp_path, "en")
        async with office.store.write() as tx:
            keys = [await a_signal(tx, office.clock.now(), content='{"answers": {}}') for _ in range(120)]
        await boss.types("/desk")
        assert "Open: 120" in boss.text
        listed: list[str] = []
        for _ in range(2):
            listed += boss.options[:50]
            await boss.types("=desk.more")
        listed += boss.options[:20]
        assert [id.removeprefix("desk.") for id in listed] == keys
        assert "desk.more" not in boss.options
        await boss.types(f"={boss.options[0]}", "=case.back", "=desk.refresh")
        assert boss.options[0] == f"desk.{keys[0]}"


async def test_take_is_offered_until_it_is_taken_and_then_to_the_other(scene: Scene) -> None:
    own = scene.signals["own"].key
    for chat, before, after in (("coordinator", True, False), ("deputy", True, False), ("coordinator", True, False)):
        assert offers_to_take(await looked(scene, chat, own)) == before, chat
        assert offers_to_take(await at_desk(scene, chat, own, "case", "take")) == after, chat


def offers_to_take(shown: list[Message]) -> bool:
    return any(button.id == "case.take" for one in shown for button in one.buttons)


async def looked(scene: Scene, chat: str, key: str) -> list[Message]:
    talk = await scene.seated(chat, "desk", {})
    return await scene.does(chat, Chose("desk", (key,), talk))
