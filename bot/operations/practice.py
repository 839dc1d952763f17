"""Practice has a key ring of its own: it must never open a database that is in use with another one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.features.signal import kept
from bot.features.staff import records as people
from bot.keys.vault import Ring
from bot.store.engine import Store, StoreError

SQLITE_PREFIX = "sqlite:///"
PRACTICE_CURE = "name another database, or set PASSERELLE_OPERATOR_FILE to talk to the installation itself"


async def open_practice(url: str, folder: Path, now: datetime) -> Store:
    """The database of a practice, new or from an earlier one. Raises `StoreError` for one that is in use for real.

    The ring lies beside a SQLite file; for a server it lies in `folder` and goes with it, so nobody can come back.
    """
    if url.startswith(SQLITE_PREFIX):
        return await _file(url, Path(url.removeprefix(SQLITE_PREFIX)), now)
    store = await Store.open(url, _ring(folder / "keys.json", now), migrate=True)
    async with store.read() as tx:
        used = any((await kept.now_kept(tx)).values()) or await people.ready_areas(tx, now)
    if used:
        await store.close()
        raise StoreError(
            f"{url.rpartition('@')[2]}: somebody's talks or desks are kept here under other keys; {PRACTICE_CURE}"
        )
    return store


async def _file(url: str, path: Path, now: datetime) -> Store:
    keys = Path(f"{path}.keys.json")
    if path.exists() and path.stat().st_size and not keys.exists():
        raise StoreError(f"{path}: this database is no practice, no practice keys lie beside it; {PRACTICE_CURE}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return await Store.open(url, _ring(keys, now), migrate=True)


def _ring(path: Path, now: datetime) -> Ring:
    """The practice ring; made at first use."""
    if path.exists():
        return Ring.load(path)
    ring = Ring.new(now)
    ring.save(path)
    return ring
