"""The audit log, held against itself and against heads that were printed earlier."""

from __future__ import annotations

from datetime import datetime

from bot.store.engine import Store
from bot.store.verify import Verdict, verified


async def looked_at(store: Store, now: datetime, head: str = "") -> Verdict:
    """Every row of the log. Raises ValueError for a head that is none."""
    async with store.read() as tx:
        return await verified(tx, now, head)
