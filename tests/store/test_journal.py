import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.signal import records as signals
from bot.features.signal.time import acts_of
from bot.features.staff import records as people
from bot.store import journal, purge
from bot.store.engine import Store
from bot.store.journal import Erasure, Journal, JournalError
from tests.conftest import NOW
from tests.store.people import a_signal, at_work, do_act, weekdays

DAY = timedelta(days=1)
names = st.text("abcdefghijklmnopqrstuvwxyzABC-_0123456789", min_size=22, max_size=22)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda when: when.replace(microsecond=0, tzinfo=UTC)
)
erasures = st.builds(Erasure, names, moments)


def one(letter: str, at: datetime = NOW) -> Erasure:
    return Erasure(letter * 22, at)


async def test_what_is_erased_is_noted_each_in_its_way(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        gone, shut = await a_signal(tx, NOW), await a_signal(tx, NOW)
        await signals.erase_signals(tx, [gone], "withdrawn", NOW)
        assert await do_act(tx, ann.id, shut, 1, "close", NOW + DAY * 0, outcome="no_action")
        await people.remove_person_row(tx, ann.id, NOW + DAY)
    async with store.write() as tx:
        found = {name: at for name, at in await journal.unwritten_erasures(tx)}
        pseudonym = store.ring.pseudonym
        assert found == {
            pseudonym("signal", gone): NOW,
            pseudonym("handle", shut): NOW,
            pseudonym("person", ann.id): NOW + DAY,
        }
        await journal.mark_written(tx, list(found))
        assert await journal.unwritten_erasures(tx) == []


async def test_what_the_clock_erases_is_noted_too(store: Store) -> None:
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
        assert [act.what for act in acts_of(await purge.run_clock(tx, NOW + 366 * DAY, weekdays))][-1] == "delete"
        assert store.ring.pseudonym("signal", key) in {one.name for one in await journal.unwritten_erasures(tx)}


@settings(max_examples=30)
@given(batches=st.lists(st.lists(erasures, max_size=5), max_size=5))
def test_lines_come_back_in_order(batches: list[list[Erasure]], tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = Journal(tmp_path_factory.mktemp("journal") / "erased.txt")
    kept.prepare()
    for batch in batches:
        kept.append(batch)
    assert kept.read() == [erasure for batch in batches for erasure in batch]


@settings(max_examples=40)
@given(before=st.lists(erasures, max_size=3), lost=erasures, cut=st.integers(0, 42), after=st.lists(erasures))
def test_a_line_torn_by_a_crash_costs_only_itself(
    before: list[Erasure], lost: Erasure, cut: int, after: list[Erasure], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The program writes it again at the next start: its tombstone does not count as written."""
    kept = Journal(tmp_path_factory.mktemp("journal") / "erased.txt")
    kept.append([*before, lost])
    os.truncate(kept.path, kept.path.stat().st_size - 44 + cut)
    kept.append(after)
    assert kept.read() == before + after


def test_it_is_its_owners_and_stands_before_the_first_erasure(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "far" / "erased.txt")
    kept.prepare()
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert kept.read() == []
    kept.append([one("a")])
    kept.prepare()
    assert kept.path.read_text() == "2026-11-23T09:00:00Z aaaaaaaaaaaaaaaaaaaaaa\n"


def test_lines_go_after_13_months(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "erased.txt")
    kept.append([one("a", NOW - 396 * DAY), one("b", NOW - 395 * DAY), one("c")])
    assert kept.prune(NOW) == 1
    assert kept.prune(NOW) == 0
    assert [found.name[0] for found in kept.read()] == ["b", "c"]
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_a_journal_that_is_not_there_or_damaged_is_refused(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "erased.txt")
    with pytest.raises(JournalError, match=r"erased\.txt: there is no erasure journal; put it back from its copy"):
        kept.read()
    kept.path.write_text("2026-11-23T09:00:00Z aaaaaaaaaaaaaaaaaaaaaa\n" + "x" * 60 + "\n")
    with pytest.raises(JournalError, match=r"erased\.txt:2: this is no line of a journal"):
        kept.read()
    kept.path.write_bytes(b"\xff\xfe")
    with pytest.raises(JournalError, match="cannot be read"):
        kept.read()
    (tmp_path / "folder").mkdir()
    with pytest.raises(JournalError, match=r"cannot be written .*; correct its permissions or PASSERELLE_JOURNAL_FILE"):
        Journal(tmp_path / "folder").append([one("a")])
