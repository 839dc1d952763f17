"""The key ring, made once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.store.vault import Ring, VaultError


def new(path: Path, now: datetime) -> None:
    """Make a key ring. Raises VaultError where there is one already."""
    if path.exists():
        raise VaultError(f"{path}: there is a key ring already; move it away first, what it sealed needs it")
    Ring.new(now).save(path)
