"""What may be done with a signal in which state, and what it is afterwards.

People act with `act` (the coordinator's read, take, ask, answer, close; the sender's answered), the clock with
`pass_time` (the acts of `deadlines`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.features.signal.closing import OUTCOMES, closed, own_outcome
from bot.features.signal.state import ACKNOWLEDGED, CLARIFYING, CLOSED, CLOSING_CHECK, RECEIVED, TAKEN, Signal

ACTS = ("read", "take", "ask", "answer", "answered", "close")


class Illegal(Exception):
    """The act is not possible in this state; says so in plain words."""


def act(signal: Signal, what: str, now: datetime, *, outcome: str | None = None, questions: int = 0) -> Signal:
    """The signal after a person's act, with the next version.

    ``outcome`` goes with close, ``questions`` is the number of questions still open after ``answered``. Raises Illegal
    when the signal is closed, or the act or its outcome is unknown.
    """
    if signal.state == CLOSED:
        raise Illegal(f"{what}: the signal is closed; nothing more can be done with it")
    if what == "close":
        if outcome not in OUTCOMES:
            raise Illegal(f"close: {outcome!r} is no outcome; choose one of {', '.join(OUTCOMES)}")
        after = closed(signal, outcome, now)
    elif what == "answered":
        after = replace(signal, state=CLARIFYING if questions else _calm(signal))
    elif what in _BY_COORDINATOR:
        after = _BY_COORDINATOR[what](replace(signal, read=signal.read or now), now)
    else:
        raise Illegal(f"{what}: there is no such act; choose one of {', '.join(ACTS)}")
    return replace(after, version=signal.version + 1, active=now)


def changes(signal: Signal, what: str) -> bool:
    """Whether the act changes anything: reading does only the first time."""
    return what != "read" or signal.state == RECEIVED


def _calm(signal: Signal) -> str:
    """The state of an open signal without an open question."""
    if signal.taken is not None:
        return TAKEN
    return RECEIVED if signal.read is None else ACKNOWLEDGED


def _read(signal: Signal, now: datetime) -> Signal:
    return replace(signal, state=ACKNOWLEDGED) if signal.state == RECEIVED else signal


def _take(signal: Signal, now: datetime) -> Signal:
    state = CLARIFYING if signal.state == CLARIFYING else TAKEN
    return replace(signal, state=state, taken=signal.taken or now)


def _ask(signal: Signal, now: datetime) -> Signal:
    return replace(signal, state=CLARIFYING)


_BY_COORDINATOR: dict[str, Callable[[Signal, datetime], Signal]] = {
    "read": _read,
    "take": _take,
    "ask": _ask,
    "answer": _take,  # who answers is following up
}


def pass_time(signal: Signal, what: str, now: datetime) -> Signal:
    """The signal after an act of the clock. Raises Illegal when it is not this signal's turn.

    Notices do not change the version: nobody's view of the signal is older for them.
    """
    if what in ("tell_deputy", "tell_region", "tell_sender") and _unread(signal):
        return _told(signal, what, now)
    if what == "check" and signal.state not in (CLOSED, CLOSING_CHECK):
        return replace(signal, state=CLOSING_CHECK, checked=now, version=signal.version + 1)
    if what == "expire" and signal.state == CLOSING_CHECK:
        return replace(closed(signal, own_outcome(signal), now), version=signal.version + 1)
    raise Illegal(f"{what}: not possible while the signal is {signal.state}")


def _unread(signal: Signal) -> bool:
    return signal.read is None and signal.state != CLOSED


def _told(signal: Signal, what: str, now: datetime) -> Signal:
    if what == "tell_deputy":
        return replace(signal, told_deputy=now)
    return replace(signal, told_region=now) if what == "tell_region" else replace(signal, told_sender=now)
