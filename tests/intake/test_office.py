"""A batch: in one transaction, and one event's failure is its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.features import FEATURES
from bot.intake import office as intake
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.places.gazetteer import Gazetteer
from bot.places.resolve import Found, resolve_place
from bot.post.message import Arrival
from bot.store import engine, outbox
from bot.store.engine import Store
from bot.store.tables import seen
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.words.library import Library
from bot.words.operators import Towns

UNFIT: Any = 5  # no channel makes such an event


@pytest.fixture
async def office(library: Library, database_url: str, ring: Ring) -> AsyncIterator[Office]:
    store = await Store.open(database_url, ring)
    yield Office(library, FEATURES, store, Towns(()), Clock())
    await store.close()


def came(id: str, chat: str, event: Event) -> Arrival:
    return Arrival("line", id, chat, event, number=id)


async def texts(office: Office, chat: str) -> list[str]:
    return [message.text for _, message in await office.pulled("line", chat)]


async def numbers(office: Office, chat: str) -> list[str]:
    async with office.store.read() as tx:
        return await outbox.message_numbers(tx, office.lane("line", chat))


async def set_aside(office: Office) -> dict[str, str]:
    async with office.store.read() as tx:
        return {row.update_id: row.error for row in await tx.rows(select(seen)) if row.error}


@pytest.mark.threat(24)
async def test_an_event_that_fails_is_set_aside_alone(office: Office) -> None:
    fails = Chose("guard", UNFIT)
    await office.take(
        [
            came("1", "anna", Asked("start")),
            came("2", "anna", fails),
            came("3", "ben", Asked("start")),
            came("4", "anna", Asked("help")),
        ]
    )
    assert await set_aside(office) == {"2": "TypeError"}
    asked, sorry, *after = await texts(office, "anna")
    assert "112" in sorry
    assert await texts(office, "ben") == [asked]
    assert after
    assert await numbers(office, "anna") == ["1", "4"]  # what the failing event did is undone, and only that
    again = await texts(office, "anna")
    await office.take([came("2", "anna", fails)])
    assert await texts(office, "anna") == again  # it does not come twice


async def test_a_failing_store_is_nobodys_fault_and_nothing_is_done(office: Office) -> None:
    arrival = came("1", "anna", Asked("start"))
    async with office.store.write() as tx:
        await tx.run(text("ALTER TABLE outbox RENAME TO gone"))
    with pytest.raises(SQLAlchemyError):
        await office.take([arrival])
    assert await set_aside(office) == {}
    async with office.store.write() as tx:
        await tx.run(text("ALTER TABLE gone RENAME TO outbox"))
    await office.take([arrival])
    assert len(await texts(office, "anna")) == 1


async def test_what_is_erased_includes_the_messages_of_the_same_batch(office: Office) -> None:
    await office.take([came("1", "anna", Asked("start")), came("2", "anna", Asked("delete"))])
    assert await numbers(office, "anna") == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_an_answer_of_the_store_that_comes_too_late_is_no_fault_of_the_event(
    library: Library, database_url: str, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await Store.open(database_url, ring)
    monkeypatch.setattr(engine._engines, "__defaults__", (1.0,))
    store = await Store.open(database_url, ring)
    office, asks = Office(library, FEATURES, store, Towns(()), Clock()), came("1", "anna", Asked("desk"))
    async with other.write() as tx:
        await tx.run(text("LOCK TABLE person"))
        with pytest.raises(TimeoutError):
            await office.take([asks])
    assert await set_aside(office) == {}
    await office.take([asks])
    assert len(await texts(office, "anna")) == 1
    await store.close()
    await other.close()


async def test_a_text_that_breaks_the_look_up_of_places_holds_nobody_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(places: Gazetteer, text: str) -> Found:
        raise RecursionError(text)

    monkeypatch.setattr(intake, "resolve_place", breaks)
    await office.take([came("1", "anna", Asked("phone"))])
    await office.take([came("2", "anna", Wrote("Vilvoorde")), came("3", "ben", Asked("start"))])
    assert len(await texts(office, "anna")) == 2
    assert await texts(office, "ben")


async def test_places_are_looked_up_only_where_one_may_be_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def noted(places: Gazetteer, text: str) -> Found:
        looked.append(text)
        return resolve_place(places, text)

    monkeypatch.setattr(intake, "resolve_place", noted)
    await office.take([came("1", "anna", Wrote("Hello there"))])  # no talk is open
    await office.take([came("2", "anna", Asked("phone")), came("3", "anna", Wrote("1800 Vilvoorde"))])
    assert looked == ["1800 Vilvoorde"]
    assert (await office.standing("line", "anna"))[0] != "place"
    await office.take([came("4", "anna", Wrote("School, I think"))])  # the place is known
    assert looked == ["1800 Vilvoorde"]
