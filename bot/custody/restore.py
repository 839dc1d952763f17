"""A backup put back, and what was erased since erased again, in one transaction: nobody sees what should be gone."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.custody import snapshot
from bot.custody.verify import verify_chain
from bot.keys.vault import Unsealable
from bot.store import audit, journal
from bot.store.engine import Store, StoreError
from bot.store.journal import Journal
from bot.store.lead import nobody_leads
from bot.store.retention import ERASERS, sealed_cells
from bot.store.tables import tombstone
from bot.store.tx import Tx


@dataclass(frozen=True)
class Restored:
    """What a restore did: when the backup was made, the rows of each table, what was erased again, the log's faults."""

    made: datetime
    rows: dict[str, int]
    again: dict[str, int]
    wrong: tuple[str, ...]


async def restore_backup_lines(
    store: Store,
    lines: Iterator[bytes],
    file: Journal,
    now: datetime,
    replace: bool = False,
    told: Callable[[int], None] = lambda done: None,
) -> Restored:
    """Put a backup back, all of it or nothing.

    Raises StoreError for a database in use (PostgreSQL tells) or not empty (unless ``replace``), for what is no backup,
    for one the journal cannot vouch for, and for values that the key ring cannot open; JournalError for a missing or
    damaged journal.
    """
    file.read()
    if replace:
        await journal.catch_up_journal(store, file)
    first = snapshot.read_backup_head(lines)
    if first.made < now - journal.JOURNAL_KEPT:
        raise StoreError("the backup: it is older than 13 months, and the erasure journal does not reach back so far")
    async with store.write() as tx:
        if not await nobody_leads(tx):
            raise StoreError("the database: a program works with it; stop every `passerelle run`, then restore")
        if replace:
            await snapshot.clear_tables(tx)
        elif not await snapshot.is_empty(tx):
            cure = "give an empty one, or say --replace to give up what is there"
            raise StoreError(f"the database: it is not empty; {cure}")
        rows = await snapshot.load_rows(tx, first, lines, told)
        wrong = (await verify_chain(tx, now, first.audit)).wrong
        again = await _erased_again(tx, await _vouched(tx, file, now), now)
        await _readable(tx)
        await audit.write_audit(tx, "restored", now, role="operator", reason=f"{first.made:%Y-%m-%d}")
    await store.erase_traces()
    await journal.catch_up_journal(store, file)
    return Restored(first.made, rows, again, wrong)


async def _vouched(tx: Tx, file: Journal, now: datetime) -> set[str]:
    """The pseudonyms in the journal, if it has all those that the backup knows to be there."""
    fresh = select(tombstone.c.name).where(tombstone.c.journalled, tombstone.c.at > now - journal.JOURNAL_KEPT)
    names = {one.name for one in file.read()}
    lacking = [row.name for row in await tx.rows(fresh) if row.name not in names]
    if lacking:
        cure = "put the journal of this installation back, whole"
        raise StoreError(f"{file.path}: this journal lacks {len(lacking)} erasures that the backup knows of; {cure}")
    return names


async def _erased_again(tx: Tx, names: Collection[str], now: datetime) -> dict[str, int]:
    """Erase what the journal names, kind by kind; how many of each."""
    numbers: dict[str, int] = {}
    for kind, eraser in ERASERS.items():
        found = [row[0] for row in await tx.rows(select(eraser.column))]
        gone = [key for key in found if tx.ring.pseudonym(kind, key) in names]
        await eraser.run(tx, gone, now)
        numbers[eraser.counted] = len(gone)
    return numbers


async def _readable(tx: Tx) -> None:
    """Every sealed value opens with this key ring."""
    for cells in sealed_cells():
        place = cells.column.table.name, cells.column.name
        for row in await tx.rows(select(cells.row.label("row"), cells.column.label("sealed"))):
            try:
                tx.unseal(row.sealed, *place, row.row)
            except Unsealable as error:
                cure = "set PASSERELLE_KEYS_FILE to the ring of that time, restore, then `passerelle keys rekey`"
                raise StoreError(f"the backup: {error}; if the ring has changed since, {cure}") from error
