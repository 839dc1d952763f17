"""The erasure journal: what was erased stays erased, also after a restore.

Each erasure leaves a tombstone in its own transaction (a pseudonym and a time). The journal file, outside the data
folder, gets a copy a second later: a line ``2026-11-21T10:00:00Z PSEUDONYM``. A kill between the two leaves a tombstone
that is written at the next start; a line twice does no harm. Lines go after 13 months, as the tombstones do.
"""

import asyncio
import os
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select, update

from bot.keys.disk import file_lock, sync_folder, write_in_one_move
from bot.store.engine import Store, StoreError
from bot.store.retention import kept_for
from bot.store.tables import tombstone
from bot.store.tx import Tx

JOURNAL_KEPT = kept_for(tombstone)
JOURNAL_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([A-Za-z0-9_-]{22})")
TORN_LINE = 43  # characters of a whole line: a shorter one was cut off by a crash, and its erasure is written again
TOMBSTONES_AT_ONCE = 5000
JOURNAL_FORM = "%Y-%m-%dT%H:%M:%SZ"


class JournalError(StoreError):
    """The journal cannot be used: the message names file, cause and cure."""


class Erasure(NamedTuple):
    """What was erased (a pseudonym), and when."""

    name: str
    at: datetime


async def note_erasure(tx: Tx, kind: str, key: str, why: str, now: datetime) -> None:
    """A signal, the way to a sender (``handle``) or a person was erased just now, in this transaction."""
    name = tx.ring.pseudonym(kind, key)
    stone = tx.upsert(tombstone).values(name=name, at=now, why=why, journalled=False)
    await tx.run(stone.on_conflict_do_nothing())


async def unwritten_erasures(tx: Tx) -> list[Erasure]:
    """Erasures that the file does not have yet, oldest first, at most so many that one statement can name them."""
    wanted = select(tombstone).where(~tombstone.c.journalled).order_by(tombstone.c.at, tombstone.c.name)
    return [Erasure(row.name, row.at) for row in await tx.rows(wanted.limit(TOMBSTONES_AT_ONCE))]


async def mark_written(tx: Tx, names: Collection[str]) -> None:
    """The file has these now."""
    await tx.run(update(tombstone).where(tombstone.c.name.in_(sorted(names))).values(journalled=True))


async def begin_journal(store: Store, file: "Journal") -> None:
    """Make the file where there is none; one that was lost gets every erasure still known. Raises JournalError."""
    if not file.path.exists():
        async with store.write() as tx:
            await tx.run(update(tombstone).values(journalled=False))
    await asyncio.to_thread(file.prepare)


async def catch_up_journal(store: Store, file: "Journal") -> int:
    """Write to the file what it does not have yet; how many lines. Raises JournalError."""
    number = 0
    while True:
        async with store.read() as tx:
            new = await unwritten_erasures(tx)
        if not new:
            return number
        await asyncio.to_thread(file.append, new)
        async with store.write() as tx:
            await mark_written(tx, [one.name for one in new])
        number += len(new)


class Journal:
    """The file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the file where there is none. Raises JournalError."""
        self.append(())

    def append(self, erasures: Iterable[Erasure]) -> None:
        """Add lines; they stand on the disk when this returns. Raises JournalError."""
        lines = "".join(f"{one.at.astimezone(UTC).strftime(JOURNAL_FORM)} {one.name}\n" for one in erasures)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with file_lock(self.path):
                self._append(lines.encode())
        except OSError as error:
            cure = "correct its permissions or PASSERELLE_JOURNAL_FILE"
            raise JournalError(f"{self.path}: the journal cannot be written ({error.strerror}); {cure}") from error

    def _append(self, lines: bytes) -> None:
        fresh = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            whole = not size or os.pread(descriptor, 1, size - 1) == b"\n"
            file.write(lines if whole or not lines else b"\n" + lines)
            file.flush()
            os.fsync(descriptor)
        if fresh:
            sync_folder(self.path.parent)

    def read(self) -> list[Erasure]:
        """Every line. Raises JournalError for a file that is not there, or that somebody has damaged."""
        try:
            lines = self.path.read_text("utf-8").split("\n")
        except FileNotFoundError:
            cure = "put it back from its copy: without it, what was erased would come back"
            raise JournalError(f"{self.path}: there is no erasure journal; {cure}") from None
        except (OSError, ValueError) as error:
            raise JournalError(f"{self.path}: the journal cannot be read ({error}); correct the file") from None
        return [found for number, line in enumerate(lines, 1) if (found := self._erasure(number, line))]

    def _erasure(self, number: int, line: str) -> Erasure | None:
        found = JOURNAL_LINE.fullmatch(line)
        if found is None and len(line) < TORN_LINE:
            return None
        if found is None:
            raise JournalError(f"{self.path}:{number}: this is no line of a journal; put the file back from its copy")
        return Erasure(found[2], datetime.strptime(found[1], JOURNAL_FORM).replace(tzinfo=UTC))

    def prune(self, now: datetime) -> int:
        """Forget what is older than 13 months; how many lines went. Raises JournalError."""
        with file_lock(self.path):
            before = self.read()
            kept = [one for one in before if one.at > now - JOURNAL_KEPT]
            if len(kept) < len(before):
                write_in_one_move(self.path, "".join(f"{one.at.strftime(JOURNAL_FORM)} {one.name}\n" for one in kept))
        return len(before) - len(kept)
