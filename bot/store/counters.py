"""Numbers by month, for statistics that show no cell under five (see `bot.words.statistics`)."""

from datetime import datetime

from sqlalchemy import select

from bot.keys.vault import month_of
from bot.store.tables import counter
from bot.store.tx import Tx


async def add_count(tx: Tx, name: str, cell: str, now: datetime, number: int = 1) -> None:
    """Count ``number`` more in this cell (``town/outcome`` …) of this month."""
    row = tx.upsert(counter).values(month=month_of(now), name=name, cell=cell, count=number)
    more = {"count": counter.c.count + row.excluded.count}
    await tx.run(row.on_conflict_do_update(index_elements=["month", "name", "cell"], set_=more))


async def count_cells(tx: Tx, name: str, first_month: str, last_month: str) -> dict[str, int]:
    """The sum of every cell over these months (``2026-10`` to ``2026-12``, both included)."""
    months = counter.c.month.between(first_month, last_month)
    sums: dict[str, int] = {}
    for row in await tx.rows(
        select(counter.c.cell, counter.c.count.label("number")).where(counter.c.name == name, months)
    ):
        sums[row.cell] = sums.get(row.cell, 0) + row.number
    return sums
