"""A new sealing key for everything, beside running programs: resumable at any moment, the old key last to go.

The new key is saved before anything is sealed with it. Rows are opened, sealed anew and opened again in small
transactions. Others seal with the new key from their next transaction on (`Store.write` reads the file again), so the
rest shrinks to nothing. The old key goes while all writers are kept out for a moment and no row carries it; a
transaction that had sealed with it before and writes after is rolled back by `Store.write` and tried again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.custody.keys import ring_file_changed
from bot.keys.vault import VaultError
from bot.store import audit
from bot.store.engine import Store, StoreError
from bot.store.retention import SealedCells, sealed_cells
from bot.store.tx import Tx

CELLS_AT_ONCE = 500  # rows a transaction
LOCK_PATIENCE = 60.0  # seconds of trying to keep all writers out for a moment
LOCK_RETRY = 0.05


@dataclass(frozen=True)
class Rekeyed:
    """The name of the new key, how many values were sealed anew, which old keys were forgotten."""

    key: str
    values: int
    forgotten: tuple[str, ...]


TellRekeyed = Callable[[int, int], None]  # values done, values in all


async def rekey(store: Store, now: datetime, told: TellRekeyed = lambda done, left: None) -> Rekeyed:
    """Seal everything with a new key and forget the old ones. One that was interrupted goes on with its key.

    Raises VaultError for a ring without a file, StoreError when writers cannot be kept out for a moment.
    """
    path = store.ring.path
    if path is None:
        raise VaultError("the key ring has no file: nothing else could learn of a new key; save it first")
    with ring_file_changed(path) as ring:
        if len(ring.sealing) == 1:
            ring.rotate()
    store.ring.refresh()
    old, total, done = sorted(store.ring.sealing.keys() - {store.ring.current}), await remaining_cells(store), 0

    def more(number: int) -> None:
        nonlocal done
        done += number
        told(done, max(total, done))

    while await remaining_cells(store):
        await _pass(store, more)
    await _forget(store, path, now, more)
    await store.erase_traces()
    return Rekeyed(store.ring.current, done, tuple(kid for kid in old if kid not in store.ring.sealing))


async def remaining_cells(store: Store) -> int:
    """How many values are not sealed with the current key."""
    async with store.read() as tx:
        return await _old(tx)


async def _old(tx: Tx) -> int:
    numbers = [select(func.count()).where(_not_current(tx, cells)) for cells in sealed_cells(monthly=False)]
    return sum([int((await tx.run(number)).scalar_one()) for number in numbers])


def _not_current(tx: Tx, cells: SealedCells) -> Any:
    return ~cells.column.startswith(f"v1.{tx.ring.current}.", autoescape=True)


async def _pass(store: Store, more: Callable[[int], None]) -> None:
    """Every table once; rows that somebody writes at this moment are left for the next time."""
    for cells in sealed_cells(monthly=False):
        last = ""
        while rows := await _batch(store, cells, last):
            more(len(rows))
            last = rows[-1]


async def _batch(store: Store, cells: SealedCells, after: str) -> list[str]:
    """Seal some values anew, those of the rows after ``after``; their rows in order, none at the end."""
    wanted = select(cells.row.label("row"), cells.column.label("sealed")).where(cells.row > after)
    async with store.write() as tx:
        some = wanted.where(_not_current(tx, cells)).order_by(cells.row).limit(CELLS_AT_ONCE)
        rows = await tx.rows(some.with_for_update(skip_locked=True))
        if not rows:
            return []
        place = cells.column.table.name, cells.column.name
        plain = {row.row: tx.unseal(row.sealed, *place, row.row) for row in rows}
        fresh = update(cells.column.table).where(cells.row == bindparam("which"))
        anew = [{"which": row, "sealed": tx.seal(value, *place, row)} for row, value in plain.items()]
        await tx.run(fresh.values({cells.column.name: bindparam("sealed")}), anew)
        for row in await tx.rows(wanted.where(cells.row.in_(list(plain)))):
            if tx.unseal(row.sealed, *place, row.row) != plain[row.row]:
                raise StoreError(f"{'.'.join(place)} of row {row.row}: it does not read as before; nothing was changed")
        tx.erased = True
    return [str(row.row) for row in rows]


async def _forget(store: Store, path: Path, now: datetime, more: Callable[[int], None]) -> None:
    """The old keys go from the file, if nothing carries them while nobody writes."""
    for _ in range(int(LOCK_PATIENCE / LOCK_RETRY)):
        try:
            if await _forgotten(store, path, now):
                return
        except DBAPIError as error:
            if "lock" not in str(error.orig):  # somebody writes: they go first
                raise
        await asyncio.sleep(LOCK_RETRY)
        await _pass(store, more)
    raise StoreError("the database: it is written to all the time; the old key stays, so run `keys rekey` again later")


async def _forgotten(store: Store, path: Path, now: datetime) -> bool:
    async with store.write() as tx:
        await _alone(tx)
        if await _old(tx):
            return False
        with ring_file_changed(path) as ring:
            if ring.current != tx.ring.current:  # somebody else has begun a rekey of their own
                return False
            ring.sealing = {ring.current: ring.sealing[ring.current]}
        await audit.write_audit(tx, "rekeyed", now, role="operator", reason=ring.current)
    store.ring.refresh()
    return True


async def _alone(tx: Tx) -> None:
    """Nobody writes sealed values until the end of this transaction. On SQLite that is so anyway."""
    if not tx.sqlite:
        await tx.run(text("SET LOCAL lock_timeout = '400ms'"))  # less than it takes to call it a deadlock
        tables = ", ".join(sorted({f'"{cells.column.table.name}"' for cells in sealed_cells(monthly=False)}))
        await tx.run(text(f"LOCK TABLE {tables} IN SHARE MODE"))
