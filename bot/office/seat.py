"""One lane in a batch: what was kept of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.flow.model import Flow
from bot.office.library import sends
from bot.store import outbox, talks
from bot.store.engine import Tx
from bot.store.outbox import Shown
from bot.talk.expiry import waits
from bot.talk.state import Talk

log = structlog.get_logger()


@dataclass
class Seat:
    """A lane in a batch. `numbers` are the person's own messages, to be remembered until they are cleared."""

    lane: str
    talk: Talk | None
    ended: dict[str, str]
    out: list[outbox.Out] = field(default_factory=list)
    endings: list[talks.Ending] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    touched: bool = False

    def copy(self) -> Seat:
        """As it stands now, to go back to."""
        return replace(self, out=list(self.out), endings=list(self.endings), numbers=list(self.numbers))

    def back_to(self, before: Seat) -> None:
        """As it stood then."""
        self.talk, self.out, self.endings, self.numbers = before.talk, before.out, before.endings, before.numbers


async def take_seats(tx: Tx, lanes: list[str], now: datetime) -> dict[str, Seat]:
    """What is kept of the lanes: the open talk, and which talks ended in the last hour."""
    kept = await talks.load(tx, lanes, now)
    ended = await talks.end_marks(tx, lanes, now)
    return {lane: Seat(lane, read(kept.get(lane)), ended.get(lane, {})) for lane in lanes}


def read(payload: str | None) -> Talk | None:
    """A talk that an older version wrote and nobody can read any more counts as over."""
    try:
        return Talk.from_json(payload) if payload else None
    except (ValueError, TypeError, KeyError) as error:
        log.error("talk_unreadable", error=type(error).__name__)
        return None


async def note(tx: Tx, seats: Sequence[Seat], now: datetime) -> None:
    """Write down the numbers gathered so far."""
    await outbox.note_numbers(tx, [Shown(seat.lane, number) for seat in seats for number in seat.numbers], now)
    for seat in seats:
        seat.numbers.clear()


async def keep(tx: Tx, seats: Iterable[Seat], flows: Mapping[str, Flow], now: datetime) -> None:
    """Save, end and queue for the whole batch."""
    touched = [seat for seat in seats if seat.touched or seat.out]
    await talks.end(tx, [ending for seat in touched for ending in seat.endings], now)
    await talks.save(tx, [_kept(seat.lane, seat.talk, flows, now) for seat in touched if seat.talk])
    await note(tx, touched, now)
    await outbox.put(tx, [row for seat in touched for row in seat.out], now)


def _kept(lane: str, talk: Talk, flows: Mapping[str, Flow], now: datetime) -> talks.Talk:
    """The talk as it is stored, until the moment it is forgotten."""
    kind = "signal" if sends(flows[talk.flow]) else "desk" if talk.flow == "desk" else "advice"
    return talks.Talk(lane, talk.id, kind, talk.to_json(), now + waits(flows, talk))
