"""What is kept right now, in numbers: the strip of the demo, and a line of `doctor`."""

from sqlalchemy import Column, func, select

from bot.features.signal.tables import contribution, signal
from bot.store.tables import outbox, talk
from bot.store.tx import Tx


async def now_kept(tx: Tx) -> dict[str, int]:
    """Rows of ``talks``, ``signals``, ``outbox``, and their sealed bytes as ``talk_bytes`` and so on."""
    talks, talk_bytes = await _sum(tx, talk.c.payload)
    signals, content = await _sum(tx, signal.c.content)
    _, words = await _sum(tx, contribution.c.body)
    replies, reply_bytes = await _sum(tx, outbox.c.payload)
    return {
        "talks": talks,
        "talk_bytes": talk_bytes,
        "signals": signals,
        "signal_bytes": content + words,
        "outbox": replies,
        "outbox_bytes": reply_bytes,
    }


async def _sum(tx: Tx, column: Column[str]) -> tuple[int, int]:
    numbers = select(func.count().label("number"), func.coalesce(func.sum(func.length(column)), 0).label("size"))
    row = (await tx.rows(numbers.select_from(column.table)))[0]
    return int(row.number), int(row.size)
