from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.custody import keys
from bot.custody.keys import keep_month_keys, ring_file_changed, spent_months
from bot.features.signal import records as signals
from bot.keys.vault import Ring, Unsealable, VaultError
from bot.store.engine import Store, StoreError
from tests.conftest import NOW
from tests.store.people import a_signal

CELL = ("signal", "content", "row1")


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    Ring.new(NOW).save(tmp_path / "ring.json")
    return Ring.load(tmp_path / "ring.json")


def test_a_change_is_saved_and_seen_by_others_at_their_next_transaction(ring: Ring) -> None:
    assert ring.path is not None
    other = Ring.load(ring.path)
    assert not other.refresh()
    with ring_file_changed(ring.path) as file:
        assert file.rotate() == "k2"
    sealed = Ring.load(ring.path).seal(b"x", *CELL)
    assert other.open_(sealed, *CELL) == b"x"  # an unknown key makes it read the file again
    assert other.current == "k2"
    assert other.seal(b"x", *CELL).startswith("v1.k2.")
    assert ring.refresh()
    assert ring == other


def test_a_change_that_fails_is_not_saved(ring: Ring) -> None:
    assert ring.path is not None

    def fails(path: Path) -> None:
        with ring_file_changed(path) as file:
            file.rotate()
            raise LookupError

    with pytest.raises(LookupError):
        fails(ring.path)
    assert Ring.load(ring.path) == ring


def test_a_forgotten_key_still_opens_for_who_began_before_a_dropped_month_does_not(ring: Ring) -> None:
    assert ring.path is not None
    before, monthly = ring.seal(b"x", *CELL), ring.seal(b"x", *CELL, month="2026-11")
    with ring_file_changed(ring.path) as file:
        file.rotate()
        del file.sealing["k1"]
        file.drop_months(["2026-11"])
    assert ring.refresh()
    assert ring.open_(before, *CELL) == b"x"
    with pytest.raises(Unsealable, match="no key 'm2026-11'"):
        ring.open_(monthly, *CELL)
    with pytest.raises(Unsealable, match="no key 'k1'"):
        Ring.load(ring.path).open_(before, *CELL)


@pytest.mark.threat(37)
async def test_the_ring_of_another_installation_is_refused_while_running(ring: Ring, tmp_path: Path) -> None:
    assert ring.path is not None
    store = await Store.open(f"sqlite:///{tmp_path}/a.db", ring)
    Ring.new(NOW).save(ring.path)
    with pytest.raises(StoreError, match="this is the key ring of another installation"):
        async with store.write():
            pass
    ring.path.write_text("{")
    with pytest.raises(StoreError, match="this is no key ring"):
        async with store.write():
            pass
    ring.path.unlink()
    async with store.write() as tx:  # away for a moment, as while a folder is mounted anew
        assert tx.ring.current == "k1"
    await store.close()


def test_a_ring_that_cannot_be_written_is_named_and_left(ring: Ring, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(VaultError, match=r"folder: the key ring cannot be written .*mount the folder, not the file"):
        ring.save(tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "ring.json"]
    with pytest.raises(VaultError, match="cannot be locked"), ring_file_changed(tmp_path / "none" / "ring.json"):
        pass


def _rotated(path: Path, times: int) -> None:
    for _ in range(times):
        with ring_file_changed(path) as file:
            file.rotate()


def test_changes_made_at_the_same_time_are_all_kept(ring: Ring) -> None:
    """Each opens the lock anew, as each process does."""
    path = Path(str(ring.path))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _rotated(path, 10), range(4)))
    assert len(Ring.load(path).sealing) == 41


async def test_a_month_key_goes_when_its_last_signal_is_past_the_cap_and_gone(store: Store) -> None:
    """The cap of the last possible signal of November 2026 is the end of November 2027."""
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
    before, after = datetime(2027, 11, 30, 23, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
    async with store.read() as tx:
        assert await spent_months(tx, before) == []
        assert await spent_months(tx, after) == []
    async with store.write() as tx:
        await signals.erase_signals(tx, [key], "retention", before)
        assert await spent_months(tx, before) == []
        assert await spent_months(tx, after) == ["2026-11"]


async def test_the_file_is_kept_up(database_url: str, ring: Ring) -> None:
    assert ring.path is not None
    store = await Store.open(database_url, ring)
    file = ring.path.read_text()
    assert await keep_month_keys(store, NOW + timedelta(days=360)) == []
    assert ring.path.read_text() == file
    late = datetime(2027, 12, 1, tzinfo=UTC)
    assert await keep_month_keys(store, late) == ["2026-11"]
    again = Ring.load(ring.path)
    assert again == ring
    assert "2026-11" not in again.signal
    assert sorted(again.signal)[-1] == "2029-12"  # fewer than a year was left
    assert ring.current == "k1"
    assert sorted(again.signal)[0] == "2026-12"
    assert keys.SPARE_MONTHS == 12
    await store.close()


async def test_a_ring_in_memory_is_kept_up_too(database_url: str) -> None:
    store = await Store.open(database_url, Ring.new(NOW))
    assert await keep_month_keys(store, datetime(2028, 1, 5, tzinfo=UTC)) == ["2026-11", "2026-12"]
    assert "2030-01" in store.ring.signal
    await store.close()
