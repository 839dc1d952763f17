"""What may be done with a signal in which state, and what it is afterwards.

People act by a `Change` (the coordinator's read, take, ask, answer, close; the sender's answered), which `changed`
carries out; the clock with `pass_time` (the acts of `deadlines`).
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.features.signal.closing import OUTCOMES, close_signal_state, own_outcome
from bot.features.signal.state import ACKNOWLEDGED, CLARIFYING, CLOSED, CLOSING_CHECK, RECEIVED, STATES, TAKEN, Signal

OPEN_STATES = tuple(state for state in STATES if state != CLOSED)
Change = Callable[[Signal, datetime], Signal]


class IllegalAct(Exception):
    """The act is not possible in this state; says so in plain words."""


def change_signal(
    signal: Signal, what: str, now: datetime, change: Change, states: Collection[str] = OPEN_STATES
) -> Signal:
    """The signal after a person's act called ``what``, with the next version.

    Raises Illegal when the signal is in none of these states, or the change itself refuses.
    """
    if signal.state == CLOSED:
        raise IllegalAct(f"{what}: the signal is closed; nothing more can be done with it")
    if signal.state not in states:
        raise IllegalAct(f"{what}: not possible while the signal is {signal.state}")
    return replace(change(signal, now), version=signal.version + 1, active=now)


def act_by_name(signal: Signal, what: str, now: datetime, *, outcome: str | None = None, questions: int = 0) -> Signal:
    """The signal after one of the acts that every installation has, by its name.

    ``outcome`` goes with close, ``questions`` is the number of questions still open after ``answered``. Raises Illegal
    when the signal is closed, or the act or its outcome is unknown.
    """
    with_more = {"close": close_with(outcome), "answered": answered_with(questions)}
    change = (BY_COORDINATOR | with_more).get(what)
    if change is None:
        names = ", ".join((*BY_COORDINATOR, *with_more))
        raise IllegalAct(f"{what}: there is no such act; choose one of {names}")
    return change_signal(signal, what, now, change)


def changes_anything(signal: Signal, what: str) -> bool:
    """Whether the act changes anything: reading does only the first time."""
    return what != "read" or signal.state == RECEIVED


def _calm(signal: Signal) -> str:
    """The state of an open signal without an open question."""
    if signal.taken is not None:
        return TAKEN
    return RECEIVED if signal.read is None else ACKNOWLEDGED


def mark_read(signal: Signal, now: datetime) -> Signal:
    """A coordinator has looked at it."""
    seen = replace(signal, read=signal.read or now)
    return replace(seen, state=ACKNOWLEDGED) if seen.state == RECEIVED else seen


def mark_taken(signal: Signal, now: datetime) -> Signal:
    """Somebody follows up; an open question stays open."""
    state = CLARIFYING if signal.state == CLARIFYING else TAKEN
    return replace(signal, read=signal.read or now, state=state, taken=signal.taken or now)


def mark_asked(signal: Signal, now: datetime) -> Signal:
    """The sender has a question to answer."""
    return replace(signal, read=signal.read or now, state=CLARIFYING)


def close_with(outcome: str | None) -> Change:
    """Closed by a person, with one of their outcomes."""

    def close(signal: Signal, now: datetime) -> Signal:
        if outcome not in OUTCOMES:
            raise IllegalAct(f"close: {outcome!r} is no outcome; choose one of {', '.join(OUTCOMES)}")
        return close_signal_state(signal, outcome, now)

    return close


def answered_with(questions: int) -> Change:
    """The sender has answered; so many questions are still open."""
    return lambda signal, now: replace(signal, state=CLARIFYING if questions else _calm(signal))


BY_COORDINATOR: dict[str, Change] = {
    "read": mark_read,
    "take": mark_taken,
    "ask": mark_asked,
    "answer": mark_taken,
}  # who answers follows up


def pass_time(signal: Signal, what: str, now: datetime) -> Signal:
    """The signal after an act of the clock. Raises Illegal when it is not this signal's turn.

    Notices do not change the version: nobody's view of the signal is older for them.
    """
    if what in ("tell_deputy", "tell_region", "tell_sender") and _unread(signal):
        return _told(signal, what, now)
    if what == "check" and signal.state not in (CLOSED, CLOSING_CHECK):
        return replace(signal, state=CLOSING_CHECK, checked=now, version=signal.version + 1)
    if what == "expire" and signal.state == CLOSING_CHECK:
        return replace(close_signal_state(signal, own_outcome(signal), now), version=signal.version + 1)
    raise IllegalAct(f"{what}: not possible while the signal is {signal.state}")


def _unread(signal: Signal) -> bool:
    return signal.read is None and signal.state != CLOSED


def _told(signal: Signal, what: str, now: datetime) -> Signal:
    if what == "tell_deputy":
        return replace(signal, told_deputy=now)
    return replace(signal, told_region=now) if what == "tell_region" else replace(signal, told_sender=now)
