"""All that lasts, as lines of JSON: the same from both databases, so that one can be restored into the other.

The first line says what it is; then, table by table, the columns and a line for each row; the last one counts. Sealed
values stay as they are: without the key ring the lines say little. What is kept for hours only is left out.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, column, delete, func, insert, select, text
from sqlalchemy import table as sequence

from bot.store import chain
from bot.store.engine import Store, StoreError
from bot.store.migrations import HEAD
from bot.store.retention import backup_tables, numbered_tables
from bot.store.tables import EPOCH, MICROSECOND, Moment, audit_chain, metadata
from bot.store.tx import Tx

BACKUP_FORMAT = 1
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class BackupHead:
    """The first line: which version and schema wrote it, when, and the head of the audit log at that moment."""

    program: str
    schema: str
    made: datetime
    audit: str
    last: dict[str, int]  # the highest seq that each numbered table ever had


async def dump_lines(
    store: Store, program: str, now: datetime, told: Callable[[int], None]
) -> AsyncGenerator[bytes, None]:
    """The lines, of one moment, beside running programs; ``told`` hears how many rows were read so far."""
    async with store.read() as tx:
        if not tx.sqlite:
            await tx.run(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        last = {table.name: await _last(tx, table) for table in numbered_tables()}
        first = {"passerelle": BACKUP_FORMAT, "program": program, "schema": HEAD, "made": _micro(now), "last": last}
        yield _line(first | {"audit": await chain.chain_head(tx)})
        numbers, done = {}, 0
        for table in backup_tables():
            yield _line({"table": table.name, "columns": table.columns.keys()})
            numbers[table.name] = 0
            async for rows in _rows(tx, table):
                yield b"".join(_line([_plain(value) for value in row]) for row in rows)
                numbers[table.name] += len(rows)
                done += len(rows)
                told(done)
        yield _line({"rows": numbers})


async def backup_size(store: Store) -> int:
    """How many rows there are to write."""
    async with store.read() as tx:
        counts = [select(func.count()).select_from(table) for table in backup_tables()]
        return sum([int((await tx.run(count)).scalar_one()) for count in counts])


async def _rows(tx: Tx, table: Table) -> AsyncIterator[list[Any]]:
    found = await tx.connection.stream(select(table).order_by(*table.primary_key.columns))
    async for rows in found.partitions(ROWS_AT_ONCE):
        yield list(rows)


async def _last(tx: Tx, table: Table) -> int:
    """The highest number it ever gave."""
    if tx.sqlite:
        row = await tx.one(text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=table.name))
        return int(row.seq) if row else 0
    counter_of = sequence(f"{table.name}_seq_seq")
    row = await tx.one(select(column("last_value"), column("is_called")).select_from(counter_of))
    return int(row.last_value) if row and row.is_called else 0


def read_backup_head(lines: Iterator[bytes]) -> BackupHead:
    """Read the first line. Raises StoreError for what is no backup, or one of another version."""
    try:
        first = json.loads(next(lines, b""))
        known = first["passerelle"]
        found = BackupHead(first["program"], first["schema"], _moment(first["made"]), first["audit"], first["last"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError("the backup: this is no backup of passerelle; give the file that `backup` wrote") from error
    if (known, found.schema) != (BACKUP_FORMAT, HEAD):
        cure = f"restore it with passerelle {found.program}, then migrate that database"
        raise StoreError(f"the backup: its schema is {found.schema}, this program has {HEAD}; {cure}")
    return found


async def is_empty(tx: Tx) -> bool:
    """Whether nothing is kept that a restore could overwrite."""
    kept = [table for table in metadata.sorted_tables if table.name != "clock"]
    return not any([await tx.one(select(table).limit(1)) for table in kept])


async def clear_tables(tx: Tx) -> None:
    """Delete every row of every table."""
    for table in (audit_chain, *reversed(metadata.sorted_tables)):
        await tx.run(delete(table))
    tx.erased = True


async def load_rows(tx: Tx, first: BackupHead, lines: Iterator[bytes], told: Callable[[int], None]) -> dict[str, int]:
    """Put the rows of a backup into empty tables; how many each has. Raises StoreError when lines are missing."""
    numbers: dict[str, int] = {}
    for table, rows in _tables(lines, numbers):
        while some := list(islice(rows, ROWS_AT_ONCE)):
            await tx.run(insert(table), [dict(zip(table.columns.keys(), row, strict=True)) for row in some])
            numbers[table.name] += len(some)
            told(sum(numbers.values()))
    for table in numbered_tables():
        await _count_on(tx, table, int(first.last[table.name]))
    return numbers


def _tables(lines: Iterator[bytes], numbers: dict[str, int]) -> Iterator[tuple[Table, Iterator[list[Any]]]]:
    """Each table with its rows; the last line must name the numbers that were read."""
    known = {table.name: table for table in backup_tables()}
    line = json.loads(next(lines, b"{}"))
    while "table" in line:
        table = known.get(line["table"])
        if table is None or line["columns"] != table.columns.keys():
            raise StoreError(f"the backup: its table {line['table']!r} is not as this program knows it")
        numbers[table.name] = 0
        ended: list[Any] = []
        yield table, _read(table, lines, ended)
        line = ended[0] if ended else {}
    if line != {"rows": numbers}:
        raise StoreError("the backup: it ends too early; take another one")


def _read(table: Table, lines: Iterable[bytes], ended: list[Any]) -> Iterator[list[Any]]:
    moments = [isinstance(each.type, Moment) for each in table.columns]
    for line in lines:
        row = json.loads(line)
        if isinstance(row, dict):
            ended.append(row)
            return
        yield [_moment(value) if moment else value for value, moment in zip(row, moments, strict=True)]


async def _count_on(tx: Tx, table: Table, last: int) -> None:
    """The next number is above all there ever were."""
    if not tx.sqlite:
        if last:
            await tx.run(select(func.setval(f"{table.name}_seq_seq", last)))
        return
    await tx.run(text("DELETE FROM sqlite_sequence WHERE name = :name").bindparams(name=table.name))
    row = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
    await tx.run(row.bindparams(name=table.name, last=last))


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    return _micro(value) if isinstance(value, datetime) else value


def _micro(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(value: int | None) -> Any:
    return None if value is None else EPOCH + value * MICROSECOND
