import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.custody import rekey
from bot.custody.keys import ring_file_changed
from bot.features.signal import records as signals
from bot.features.staff import records as people
from bot.keys.vault import Ring, Unsealable, VaultError
from bot.store import audit, outbox, talks
from bot.store.engine import Store, StoreError
from bot.store.retention import sealed_cells
from bot.store.tables import talk
from tests.conftest import NOW
from tests.store.people import CHAT, a_signal, at_work

HOUR = timedelta(hours=1)


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    """A ring with a file, as every installation has."""
    Ring.new(NOW).save(tmp_path / "keys" / "ring.json")
    return Ring.load(tmp_path / "keys" / "ring.json")


async def filled(store: Store, lanes: int = 7) -> str:
    """Something sealed in every sealed column; the id of a signal."""
    async with store.write() as tx:
        await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW, content="what was noticed")
        await talks.save_talks(
            tx, [talks.StoredTalk(f"lane{n}", "abc123", "advice", f"said {n}", NOW + HOUR) for n in range(lanes)]
        )
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", "a reply")], NOW)
    return key


async def opened(store: Store, lanes: int = 7) -> None:
    """Everything reads as it was written."""
    async with store.write() as tx:
        found = await talks.load_talks(tx, [f"lane{n}" for n in range(lanes)], NOW)
        assert found == {f"lane{n}": f"said {n}" for n in range(lanes)}
        (key,) = await signals.signals_of_lane(tx, "lane-of-sender")
        assert await signals.read_handle(tx, key) == CHAT
        assert [row.payload for row in await outbox.pulled_messages(tx, "lane", 0, NOW)] == ["a reply"]
        ann = await people.person_by_lane(tx, "lane-of-ann")
        assert ann is not None
        assert ann.address == "address of ann"


def test_only_what_is_sealed_by_month_keeps_its_key() -> None:
    monthly = {(cells.column.table.name, cells.column.name) for cells in sealed_cells() if cells.monthly}
    assert monthly == {("signal", "content"), ("contribution", "body")}
    assert len(sealed_cells(monthly=False)) == len(sealed_cells()) - len(monthly)


async def test_everything_is_sealed_anew_and_the_old_key_is_forgotten(
    store: Store, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "CELLS_AT_ONCE", 3)
    await filled(store)
    steps: list[tuple[int, int]] = []
    done = await rekey.rekey(store, NOW, lambda some, all_: steps.append((some, all_)))
    assert (done.key, done.values, done.forgotten) == ("k2", 11, ("k1",))
    assert steps[-1] == (11, 11)
    assert await rekey.remaining_cells(store) == 0
    assert ring.path is not None
    assert list(Ring.load(ring.path).sealing) == ["k2"]
    await opened(store)
    async with store.read() as tx:
        assert (await audit.audit_entries(tx, "2026-11"))[-1].what == "rekeyed"
    assert (await rekey.rekey(store, NOW)).key == "k3"
    await opened(store)


@pytest.mark.threat(37)
async def test_one_that_was_interrupted_goes_on_with_its_key(store: Store, ring: Ring) -> None:
    await filled(store)
    assert ring.path is not None
    with ring_file_changed(ring.path) as file:
        file.rotate()
    done = await rekey.rekey(store, NOW)
    assert (done.key, done.forgotten) == ("k2", ("k1",))
    await opened(store)


async def test_another_program_reads_and_writes_on_all_the_while(
    store: Store, database_url: str, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "CELLS_AT_ONCE", 2)
    assert ring.path is not None
    await filled(store, 60)
    other = await Store.open(database_url, Ring.load(ring.path))
    stop, written = asyncio.Event(), 0

    async def live() -> None:
        nonlocal written
        while not stop.is_set():
            await opened(other, 60)
            async with other.write() as tx:
                await talks.save_talks(tx, [talks.StoredTalk(f"new{written}", "abc123", "advice", "fresh", NOW + HOUR)])
                written += 1

    living = asyncio.ensure_future(live())
    await rekey.rekey(store, NOW)
    stop.set()
    await living
    assert written
    for one in (store, other):
        await opened(one, 60)
        async with one.read() as tx:
            assert len(await talks.load_talks(tx, [f"new{n}" for n in range(written)], NOW)) == written
    await other.close()


async def test_who_sealed_with_the_old_key_and_writes_after_it_was_forgotten_is_rolled_back(
    store: Store, ring: Ring
) -> None:
    """Otherwise the row could never be read again."""
    assert ring.path is not None

    async def late() -> None:
        async with store.write() as tx:
            await talks.save_talks(tx, [talks.StoredTalk("late", "abc123", "advice", "x", NOW + HOUR)])
            with ring_file_changed(Path(str(ring.path))) as file:  # as the end of a rekey elsewhere
                file.rotate()
                del file.sealing["k1"]

    with pytest.raises(StoreError, match="the key of this transaction was replaced meanwhile"):
        await late()
    async with store.write() as tx:
        await talks.save_talks(tx, [talks.StoredTalk("late", "abc123", "advice", "x", NOW + HOUR)])
        assert await talks.load_talks(tx, ["late"], NOW) == {"late": "x"}


async def test_a_value_that_does_not_open_stops_it_and_keeps_the_old_key(store: Store, ring: Ring) -> None:
    await filled(store)
    async with store.write() as tx:
        (row,) = await tx.rows(select(talk.c.payload).where(talk.c.lane == "lane1"))
        await tx.run(update(talk).where(talk.c.lane == "lane2").values(payload=row.payload))
    with pytest.raises(Unsealable, match=r"talk\.payload of row lane2: the sealed value was changed or moved"):
        await rekey.rekey(store, NOW)
    assert ring.path is not None
    assert sorted(Ring.load(ring.path).sealing) == ["k1", "k2"]


async def test_a_ring_without_a_file_is_refused(database_url: str) -> None:
    store = await Store.open(database_url, Ring.new(NOW))
    with pytest.raises(VaultError, match="has no file"):
        await rekey.rekey(store, NOW)
    await store.close()
