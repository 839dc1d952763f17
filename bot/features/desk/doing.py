"""An act done in a transaction: the state of the signal, its rows, its lines in the log, all or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.features.desk.act import Act, Doing, Given
from bot.features.desk.records import lock_mine
from bot.features.signal import steps
from bot.features.signal.records import signal_of_row, store_signal
from bot.features.signal.state import Signal
from bot.store import audit, counters
from bot.store.tx import Tx


async def do_act(tx: Tx, who: str, key: str, version: int, act: Act, given: Given, now: datetime) -> Signal | None:
    """Do one of the acts on a signal, with all that belongs to it, in this transaction.

    The signal afterwards, or None when nothing happened: the person is not in charge, the view they pressed on is of
    another version, or the act is not possible in this state or with what was given.
    """
    row = await lock_mine(tx, who, key, version, now)
    after = None if row is None else _after(row, act, given, now)
    if row is None or after is None:
        return None
    doing = Doing(tx, row, who, given, now)
    if not await act.allows(doing) or not await store_signal(tx, after, now, before=version):
        return None
    await act.writes(doing)
    if given.outcome:
        await counters.add_count(tx, "signal", f"{row.area}/{given.outcome}", now)
    await audit.write_audit(tx, act.name, now, who=who, signal=key, area=row.area, reason=given.outcome or given.step)
    await act.logs(doing)
    return after


def _after(row: Any, act: Act, given: Given, now: datetime) -> Signal | None:
    try:
        return steps.change_signal(signal_of_row(row), act.name, now, act.changes(given), act.states)
    except steps.IllegalAct:
        return None
