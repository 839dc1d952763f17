"""The key ring: a new one, and a new sealing key for everything that is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.store import rekey
from bot.store.engine import Store
from bot.store.rekey import Rekeyed, Told
from bot.store.vault import Ring, VaultError


def new(path: Path, now: datetime) -> None:
    """Make a key ring. Raises VaultError where there is one already."""
    if path.exists():
        raise VaultError(f"{path}: there is a key ring already; move it away first, what it sealed needs it")
    Ring.new(now).save(path)


async def renewed(database: str, path: Path, now: datetime, told: Told) -> Rekeyed:
    """Seal everything with a new key, beside running programs. Raises VaultError, StoreError."""
    store = await Store.open(database, Ring.load(path))
    try:
        return await rekey.rekey(store, now, told)
    finally:
        await store.close()
