"""The ring's file while programs run: changed by one at a time, month keys made early and dropped late."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.keys.disk import file_lock
from bot.keys.vault import MONTHS_AHEAD, Ring, VaultError, month_of
from bot.store import retention
from bot.store.engine import Store
from bot.store.tx import Tx

SPARE_MONTHS = MONTHS_AHEAD // 2  # so the file, and its copy at the custodian's, changes once a year


@contextmanager
def ring_file_changed(path: Path) -> Iterator[Ring]:
    """The ring as it stands in the file, to be changed: nobody else changes it meanwhile, and it is saved at the end.

    Nothing is saved when an exception ends it. Raises VaultError as `Ring.load` and `Ring.save`.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock(path))
        except OSError as error:
            cure = "correct the permissions of its folder"
            raise VaultError(f"{path}: the key ring cannot be locked ({error.strerror}); {cure}") from error
        ring = Ring.load(path)
        before = ring.written()
        yield ring
        if ring.written() != before:
            ring.save(path)


async def keep_month_keys(store: Store, now: datetime, drop: bool = True) -> list[str]:
    """Make signal keys ahead where few are left, and drop those of spent months; the months that were dropped.

    The leading process calls it, the others read the file again. ``drop`` is off while erasing waits after a jump of
    the clock; keys are made even then, since a clock that was far ahead may have cost the present month its key.
    """
    async with store.read() as tx:
        spent = await spent_months(tx, now) if drop else []
    if not spent and _far_enough(store.ring, now):
        return []
    if store.ring.path is None:
        return _changed(store.ring, spent, now)
    with ring_file_changed(store.ring.path) as ring:
        gone = _changed(ring, spent, now)
    store.ring.refresh()
    return gone


async def spent_months(tx: Tx, now: datetime) -> list[str]:
    """Months whose last row is past its longest life, and none of whose rows are left."""
    monthly = retention.monthly_columns()
    old = [month for month in sorted(tx.ring.signal) if month < month_of(now - max(monthly.values()))]
    if not old:
        return []
    left: set[str] = set()
    for column in monthly:
        left |= {row[0] for row in await tx.rows(select(column).where(column.in_(old)).distinct())}
    return [month for month in old if month not in left]


def _far_enough(ring: Ring, now: datetime) -> bool:
    return all(month_of(now, ahead) in ring.signal for ahead in range(SPARE_MONTHS + 1))


def _changed(ring: Ring, spent: Collection[str], now: datetime) -> list[str]:
    if not _far_enough(ring, now):
        ring.prepare(now)
    return ring.drop_months(spent)
