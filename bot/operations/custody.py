"""What `doctor` says of keys, journal and log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.custody.verify import verify_chain
from bot.finding import Finding
from bot.keys.vault import month_of
from bot.operations.practice import SQLITE_PREFIX
from bot.settings import Settings
from bot.store.engine import StoreError
from bot.store.journal import Journal
from bot.store.tx import Tx


async def store_findings(tx: Tx, now: datetime) -> list[Finding]:
    """How far the month keys reach, whether a rekey was left half done, whether the log is whole."""
    found = await verify_chain(tx, now)
    log = Finding("audit log", not found.wrong, found.wrong[0] if found.wrong else f"{found.rows} rows, whole")
    return [*_reach(tx, now), log]


def _reach(tx: Tx, now: datetime) -> Iterator[Finding]:
    last, half = max(tx.ring.signal, default="no month"), sorted(tx.ring.sealing.keys() - {tx.ring.current})
    reaches = month_of(now, 1) in tx.ring.signal
    cure = "let `passerelle run` write to the key ring's folder: it makes new ones each year"
    yield Finding("month keys", reaches, f"until {last}" if reaches else f"until {last}: {cure}")
    if half:
        yield Finding("rekey", False, f"{', '.join(half)} still in use: run `passerelle keys rekey` again")


def beside_database(settings: Settings, path: Path) -> bool:
    """Whether a file lies in the folder of the database: who takes the one has the other."""
    database = settings.database_url.removeprefix(SQLITE_PREFIX)
    return database != settings.database_url and Path(database).parent.resolve() == path.parent.resolve()


def journal_finding(settings: Settings) -> Finding:
    """The erasure journal: there, readable, and away from the database."""
    path = settings.journal_file
    if path is None:
        cure = "set PASSERELLE_JOURNAL_FILE: without the journal no backup can be restored"
        return Finding("erasure journal", False, cure)
    if beside_database(settings, path):
        return Finding("erasure journal", False, f"{path} lies beside the database: move it elsewhere")
    try:
        return Finding("erasure journal", True, f"{path}: {len(Journal(path).read())} erasures in 13 months")
    except StoreError as error:
        return Finding("erasure journal", False, f"{error}; `passerelle run` makes a first one")
