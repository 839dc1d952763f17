"""Backups: sealed with age to a key that lies offline, so that whoever takes the file, or the server, cannot open it.

The plain lines are never on a disk: they go through age as they are read, and are opened in memory to be restored.
The plain `age` tool opens a backup too: `age -d -i KEYFILE FILE`.
"""

from __future__ import annotations

import asyncio
import io
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import pyrage

from bot.custody import restore, snapshot
from bot.custody.restore import Restored
from bot.keys.disk import sync_folder
from bot.store import audit, chain
from bot.store.engine import Store, StoreError
from bot.store.journal import Journal

TellRows = Callable[[int], None]


def _no_progress(done: int) -> None:
    """Nobody looks."""


class BackupError(StoreError):
    """A backup cannot be made or opened: the message names place, cause and cure."""


@dataclass(frozen=True)
class BackupMade:
    """A backup: its file, its size in bytes, how many rows, and the head of the audit log, to be kept elsewhere."""

    file: str
    bytes: int
    rows: int
    head: str


async def make_backup(
    store: Store, path: Path, to: Sequence[str], now: datetime, told: TellRows = _no_progress
) -> BackupMade:
    """Write a sealed backup beside running programs; that it was made is in the audit log, and so in the backup.

    ``to``: age recipients (``age1…``), any of which can open it. Raises BackupError; an existing file is left alone.
    """
    recipients = [_recipient(one) for one in to]
    if not recipients:
        raise BackupError("backup: nobody could open it; name a recipient with --to age1… (see `age-keygen`)")
    if path.exists():
        raise BackupError(f"{path}: there is such a file already; give another name")
    async with store.write() as tx:
        await audit.write_audit(tx, "backed_up", now, role="operator")
        await chain.append_pending(tx)
        head = await chain.chain_head(tx)
    rows = 0

    def counted(done: int) -> None:
        nonlocal rows
        rows = done
        told(done)

    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        await _sealed(snapshot.dump_lines(store, version("passerelle"), now, counted), beside, recipients)
        beside.rename(path)
        sync_folder(path.parent)
    except (OSError, pyrage.EncryptError) as error:
        raise BackupError(f"{path}: the backup cannot be written ({error}); give a folder that can be") from error
    finally:
        beside.unlink(missing_ok=True)
    return BackupMade(str(path), path.stat().st_size, rows, head)


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        cause = "this is the secret key" if "SECRET" in text.upper() else f"{text!r} is no age recipient"
        cure = "give the public one, age1…, and keep the secret one away from this machine"
        raise BackupError(f"backup: {cause}; {cure}") from None


async def _sealed(
    chunks: AsyncGenerator[bytes, None], path: Path, recipients: Sequence[pyrage.x25519.Recipient]
) -> None:
    """Seal what the generator gives into a file of its owner's (0600)."""
    pull = _Pull(asyncio.get_running_loop(), chunks)

    def work() -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            pyrage.encrypt_io(pull, file, recipients)
            file.flush()
            os.fsync(file.fileno())

    try:
        await asyncio.to_thread(work)
    except pyrage.EncryptError:
        if pull.failed:  # the reading of the database, not the sealing
            raise pull.failed from None
        raise
    finally:
        await chunks.aclose()


class _Pull:
    """What age reads from, in its thread: the chunks of a generator of the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, chunks: AsyncIterator[bytes]) -> None:
        self.loop, self.chunks = loop, chunks
        self.rest = b""
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        while not self.rest:
            more = asyncio.run_coroutine_threadsafe(self._next(), self.loop).result()
            if more is None:
                return b""
            self.rest = more
        found, self.rest = (self.rest, b"") if size < 0 else (self.rest[:size], self.rest[size:])
        return found

    async def _next(self) -> bytes | None:
        try:
            return await anext(self.chunks, None)
        except BaseException as error:
            self.failed = error
            raise


async def restore_backup(
    store: Store,
    path: Path,
    keys: Path,
    file: Journal,
    now: datetime,
    replace: bool = False,
    told: TellRows = _no_progress,
) -> Restored:
    """Restore a backup with the identity in ``keys``; see `restore.restored`. Raises BackupError too."""
    lines = io.BytesIO(await asyncio.to_thread(open_backup, path, keys))
    return await restore.restore_backup_lines(store, iter(lines), file, now, replace, told)


def open_backup(path: Path, keys: Path) -> bytes:
    """The plain lines of a backup, in memory. Raises BackupError."""
    identities = _identities(keys)
    plain = io.BytesIO()
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, plain, identities)
    except FileNotFoundError:
        raise BackupError(f"{path}: there is no such backup; correct the path") from None
    except (OSError, pyrage.DecryptError) as error:
        cure = "give the identity it was made for, and the whole file"
        raise BackupError(f"{path}: it does not open with {keys} ({error}); {cure}") from None
    return plain.getvalue()


def _identities(keys: Path) -> list[pyrage.x25519.Identity]:
    try:
        lines = [line.strip() for line in keys.read_text("utf-8").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise BackupError(
            f"{keys}: no age identity can be read from it ({error}); give the file of `age-keygen`"
        ) from None
    if not found:
        raise BackupError(f"{keys}: there is no age identity in it; give the file of `age-keygen`")
    return found
