"""Who hands in clocks and erasers: the one list, so that nothing depends on what was imported before."""

from collections.abc import Sequence
from datetime import datetime

from bot.store import case_clock, people, signals
from bot.store.desk import forget_handle
from bot.store.retention import CLOCKS, ERASERS, Calendars, Clock, Eraser, Fell, Terms
from bot.store.tables import person, reply_handle, signal
from bot.store.tx import Tx

AT_ONCE = 1000  # signals a statement can name


def handed_in() -> None:
    """Enter them all. A store does it before it opens; a second time changes nothing."""
    CLOCKS["person"] = Clock(_relocked, always=True)
    CLOCKS["signal"] = Clock(case_clock.fell)
    ERASERS["signal"] = Eraser(signal.c.id, "signals", _signals)  # a restore goes through them in this order
    ERASERS["handle"] = Eraser(reply_handle.c.signal, "handles", _handles)
    ERASERS["person"] = Eraser(person.c.id, "people", _people)


async def _relocked(tx: Tx, now: datetime, calendars: Calendars, terms: Terms) -> Fell:
    return Fell(list(await people.relock(tx, now)))


async def _signals(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    for start in range(0, len(keys), AT_ONCE):
        await signals.erase(tx, keys[start : start + AT_ONCE], "restored", now)


async def _handles(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    for key in keys:
        await forget_handle(tx, key, now)


async def _people(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    for key in keys:
        await people.remove(tx, key, now)
