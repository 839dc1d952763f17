"""How a signal ends: by a person with an outcome, or by itself when nobody renews it."""

from dataclasses import replace
from datetime import datetime

from bot.features.signal.state import CLOSED, Signal

OUTCOMES = ("handed_to_care", "no_action", "done")  # a coordinator chooses one
OUTCOMES_BY_ITSELF = ("unanswered", "expired_unread")  # the clock's


def close_signal_state(signal: Signal, outcome: str, now: datetime) -> Signal:
    """The signal, closed. Raises ValueError for an outcome that is not on either list."""
    if outcome not in OUTCOMES + OUTCOMES_BY_ITSELF:
        raise ValueError(f"closing {signal.id}: unknown outcome {outcome!r}; choose one of {', '.join(OUTCOMES)}")
    return replace(signal, state=CLOSED, closed=now, outcome=outcome)


def own_outcome(signal: Signal) -> str:
    """What a signal that closes by itself is counted as."""
    return "expired_unread" if signal.read is None else "unanswered"
