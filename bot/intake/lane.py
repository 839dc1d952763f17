"""One lane in a batch: what was kept of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.store import outbox, talks
from bot.store.outbox import ShownMessage
from bot.store.tx import Tx
from bot.talk.event import Chose, Event
from bot.talk.expiry import time_to_live_below
from bot.talk.state import Talk
from bot.words.library import Library

log = structlog.get_logger()


@dataclass
class LaneState:
    """A lane in a batch. `ended`: of the talks that are asked about, how they ended within the last hour.

    `numbers` are the person's own messages, to be remembered until they are cleared.
    """

    lane: str
    talk: Talk | None
    ended: dict[str, str] = field(default_factory=dict)
    out: list[outbox.QueuedMessage] = field(default_factory=list)
    endings: list[talks.TalkEnding] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    touched: bool = False

    def sent(self, talk: str) -> bool:
        """Whether this talk has ended with something sent: within the last hour, or in this batch."""
        here = (ending.how for ending in self.endings if ending.talk == talk)
        return "sent" in (self.ended.get(talk), *here)

    def copy(self) -> LaneState:
        """As it stands now, to go back to."""
        return replace(self, out=list(self.out), endings=list(self.endings), numbers=list(self.numbers))

    def back_to(self, before: LaneState) -> None:
        """As it stood then."""
        self.talk, self.out, self.endings, self.numbers = before.talk, before.out, before.endings, before.numbers


async def load_lane_states(tx: Tx, events: Sequence[tuple[str, Event]], now: datetime) -> dict[str, LaneState]:
    """What is kept of the lanes of these events: the open talk, and how others that a press belongs to ended."""
    kept = await talks.load_talks(tx, [lane for lane, _ in events], now)
    seats = {lane: LaneState(lane, read_talk(kept.get(lane))) for lane, _ in events}
    for lane, talk, how in await talks.end_marks(tx, _old(events, seats), now):
        seats[lane].ended[talk] = how
    return seats


def _old(events: Sequence[tuple[str, Event]], seats: Mapping[str, LaneState]) -> Iterator[tuple[str, str]]:
    """The talks of presses that are not the open talk of their lane."""
    for lane, event in events:
        talk = seats[lane].talk
        if isinstance(event, Chose) and event.talk and not (talk and talk.id == event.talk):
            yield lane, event.talk


def read_talk(payload: str | None) -> Talk | None:
    """A talk that an older version wrote and nobody can read any more counts as over."""
    try:
        return Talk.from_json(payload) if payload else None
    except (ValueError, TypeError, KeyError) as error:
        log.error("talk_unreadable", error=type(error).__name__)
        return None


async def note_numbers_of(tx: Tx, seats: Sequence[LaneState], now: datetime) -> None:
    """Write down the numbers gathered so far."""
    await outbox.note_numbers(tx, [ShownMessage(seat.lane, number) for seat in seats for number in seat.numbers], now)
    for seat in seats:
        seat.numbers.clear()


async def save_lane_states(tx: Tx, seats: Iterable[LaneState], library: Library, now: datetime) -> None:
    """Save, end and queue for the whole batch."""
    touched = [seat for seat in seats if seat.touched or seat.out]
    await talks.end_talks(tx, [ending for seat in touched for ending in seat.endings], now)
    await talks.save_talks(tx, [_kept(seat.lane, seat.talk, library, now) for seat in touched if seat.talk])
    await note_numbers_of(tx, touched, now)
    await outbox.queue_messages(tx, [row for seat in touched for row in seat.out], now)


def _kept(lane: str, talk: Talk, library: Library, now: datetime) -> talks.StoredTalk:
    """The talk as it is stored, until the moment it is forgotten."""
    kind, until = library.vocabulary.policy(talk.flow).kind, now + time_to_live_below(library.content.flows, talk)
    return talks.StoredTalk(lane, talk.id, kind, talk.to_json(), until)
