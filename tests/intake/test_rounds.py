"""The clock's work on files: the erasure journal and the key ring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.features.signal import records as signals
from bot.features.signal.time import acts_of
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring, month_of
from bot.operations.installation import open_office
from bot.settings import Settings
from bot.store import journal
from bot.store.engine import Store
from bot.store.journal import Journal
from bot.store.tables import outbox
from bot.words.library import Library
from tests.conftest import NOW
from tests.logged import logging_to_a_text
from tests.person import office_at
from tests.store.people import a_signal, enrolled

DAY = timedelta(days=1)


@pytest.fixture
async def office(library: Library, database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    Ring.new(NOW).save(tmp_path / "keys" / "ring.json")
    async with office_at(library, database_url, ring=Ring.load(tmp_path / "keys" / "ring.json")) as made:
        made.journal = Journal(tmp_path / "elsewhere" / "erased.txt")
        made.journal.prepare()
        yield made


async def withdrawn(office: Office) -> str:
    now = office.clock.now()
    async with office.store.write() as tx:
        key = await a_signal(tx, now)
        await signals.erase_signals(tx, [key], "withdrawn", now)
    return office.store.ring.pseudonym("signal", key)


async def test_an_erasure_is_in_the_journal_a_moment_later(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.intake.rounds.SWEEP", 0.05)
    stop = asyncio.Event()
    going = asyncio.ensure_future(Rounds(office).run(stop))
    name = await withdrawn(office)
    assert office.journal is not None
    async with asyncio.timeout(20):
        while name not in {one.name for one in office.journal.read()}:
            await asyncio.sleep(0.05)
    stop.set()
    await going


async def test_one_that_was_killed_before_the_journal_writes_it_at_the_next_start(office: Office) -> None:
    names = [await withdrawn(office) for _ in range(3)]
    assert office.journal is not None
    assert office.journal.read() == []
    await Rounds(office).once()
    await Rounds(office).once()
    assert sorted(one.name for one in office.journal.read()) == sorted(names)
    async with office.store.read() as tx:
        assert await journal.unwritten_erasures(tx) == []


async def test_a_journal_that_cannot_be_written_stops_nothing_and_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    office.journal = Journal(tmp_path / "folder")
    await withdrawn(office)
    with logging_to_a_text() as said:
        await Rounds(office).once()
    assert not office.store.traces
    assert "the journal cannot be written" in said.getvalue()


async def test_month_keys_go_with_time_but_not_while_erasing_waits(office: Office) -> None:
    ring = office.store.ring
    first = month_of(office.clock.now())
    await Rounds(office).once()
    office.clock.move(400 * DAY)
    assert (await Rounds(office).once()).held
    assert ring.path is not None
    assert first in Ring.load(ring.path).signal
    office.clock.move(timedelta(hours=25))
    assert not (await Rounds(office).once()).held
    assert first not in Ring.load(ring.path).signal
    assert first not in ring.signal


async def test_a_clock_set_right_after_it_was_far_ahead_can_seal_signals_at_once(office: Office) -> None:
    """Far ahead for days, the present month was spent and its key dropped; nobody should wait a day for a new one."""
    await Rounds(office).once()
    office.clock.move(800 * DAY)
    await Rounds(office).once()
    office.clock.move(2 * DAY)
    await Rounds(office).once()
    office.clock.move(-802 * DAY)
    assert month_of(office.clock.now()) not in office.store.ring.signal
    assert (await Rounds(office).once()).held
    async with office.store.write() as tx:
        assert await a_signal(tx, office.clock.now())


async def test_nobody_is_told_of_a_signal_that_goes_in_the_same_round(office: Office) -> None:
    """A machine that was off for a year: what was never told is over, and a notice would lead to nothing."""
    async with office.store.write() as tx:
        await enrolled(tx, "deputy", "deputy", office.clock.now())
        await a_signal(tx, office.clock.now())
    office.clock.move(366 * DAY)
    done = await Rounds(office).once()
    assert [act.what for act in acts_of(done)] == ["tell_deputy", "tell_region", "tell_sender", "check", "delete"]
    async with office.store.read() as tx:
        assert await tx.rows(select(outbox)) == []


async def test_a_journal_that_was_lost_is_written_again_from_what_the_database_knows(
    office: Office, library: Library, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "elsewhere" / "erased.txt"
    name = await withdrawn(office)
    await Rounds(office).once()
    file.unlink()
    settings = Settings(database_url=database_url, keys_file=tmp_path / "keys" / "ring.json", journal_file=file)
    again = await open_office(settings, library)
    await Rounds(again).once()
    await again.store.close()
    assert [one.name for one in Journal(file).read()] == [name]


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_traces_that_a_killed_program_left_go_at_the_start(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    killed = await Store.open(database_url, office.store.ring)
    async with killed.write() as tx:
        await signals.erase_signals(tx, [await a_signal(tx, NOW)], "withdrawn", NOW)
    log, stop = tmp_path / "passerelle.db-wal", asyncio.Event()
    assert log.stat().st_size
    running = asyncio.create_task(Rounds(office).run(stop))
    async with asyncio.timeout(10):
        while log.stat().st_size:
            await asyncio.sleep(0.05)
    stop.set()
    await running
    await killed.close()
