"""A signal as the clock and the states see it: dates and a state, never its content, and no mark of any kind."""

from dataclasses import dataclass
from datetime import datetime

RECEIVED, ACKNOWLEDGED, CLARIFYING, TAKEN = "received", "acknowledged", "clarifying", "taken"
CLOSING_CHECK, CLOSED = "closing_check", "closed"
STATES = (RECEIVED, ACKNOWLEDGED, CLARIFYING, TAKEN, CLOSING_CHECK, CLOSED)
SENDER_STATES = ("received", "read", "question", "following", "finished")


@dataclass(frozen=True)
class Signal:
    """One signal. Every act makes a new one with the next ``version``; all moments are aware UTC.

    ``active`` is the last act of the sender or the coordinator (looking is no act); ``told_…`` are the three steps of
    the unread rule; ``checked`` is when the closing check was asked.
    """

    id: str
    area: str
    state: str
    version: int
    received: datetime
    active: datetime
    read: datetime | None = None
    taken: datetime | None = None
    told_deputy: datetime | None = None
    told_region: datetime | None = None
    told_sender: datetime | None = None
    checked: datetime | None = None
    closed: datetime | None = None
    outcome: str | None = None


def sender_state(signal: Signal) -> str:
    """What the sender is shown: one of five words, the same whatever the outcome."""
    if signal.state == CLOSED:
        return "finished"
    if signal.state == CLARIFYING:
        return "question"
    if signal.taken is not None:
        return "following"
    return "received" if signal.read is None else "read"
