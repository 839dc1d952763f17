"""Replies on their way: sealed, final, in order within a lane; a row goes when it was delivered."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, delete, exists, insert, or_, select, update

from bot.keys.vault import new_id
from bot.store.retention import kept_for
from bot.store.tables import Moment, message_number, outbox
from bot.store.tx import Tx

LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class QueuedMessage:
    """One reply to put in the outbox.

    ``replaces``: a key within the lane; an undelivered row with the same key goes. ``about``: the signal it speaks of,
    so that erasing the signal erases the row. ``until``: forgotten undelivered then (web rows that nobody fetches).
    """

    lane: str
    channel: str
    payload: str
    urgent: bool = False
    replaces: str | None = None
    about: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class WaitingMessage:
    """A row of the outbox, opened."""

    seq: int
    id: str
    lane: str
    channel: str
    payload: str
    urgent: bool
    tries: int


class ShownMessage(NamedTuple):
    """A message in a chat, by the channel's id for it; ``secret``: it shows a case."""

    lane: str
    number: str
    secret: bool = False


async def queue_messages(tx: Tx, rows: Sequence[QueuedMessage], now: datetime) -> list[str]:
    """Queue replies behind those their lanes have; the new rows' ids. What is about a signal just erased is left out.

    Call it last in a transaction. On PostgreSQL it holds the lanes' queues until the commit: otherwise a row with a
    smaller number could appear after a reader of the lane has gone past it.
    """
    rows = [row for row in rows if row.about not in tx.gone]
    if not rows:
        return []
    await tx.lock((row.lane for row in rows), kind="outbox")
    for lane, key in {(row.lane, row.replaces) for row in rows if row.replaces is not None}:
        await _replace(tx, lane, key, now)
    new = [_row(tx, row, now) for row in _newest(rows)]
    await tx.run(insert(outbox), new)
    return [row["id"] for row in new]


def _newest(rows: Sequence[QueuedMessage]) -> list[QueuedMessage]:
    """Without those that a later row of the same call replaces."""
    last: dict[tuple[str, str | None], int] = {
        (row.lane, row.replaces): index for index, row in enumerate(rows) if row.replaces is not None
    }
    return [row for index, row in enumerate(rows) if last.get((row.lane, row.replaces), index) == index]


async def _replace(tx: Tx, lane: str, key: str, now: datetime) -> None:
    """A row that a sender holds right now stays: it may be on the wire."""
    free = or_(outbox.c.lease.is_(None), outbox.c.lease <= now)
    await tx.run(delete(outbox).where(_of_lane(lane), outbox.c.replaces == key, outbox.c.state == "waiting", free))
    tx.erased = True


def _row(tx: Tx, row: QueuedMessage, now: datetime) -> dict[str, Any]:
    key = new_id()
    return {
        "id": key,
        "lane": row.lane,
        "channel": row.channel,
        "payload": tx.seal(row.payload, "outbox", "payload", key),
        "state": "waiting",
        "urgent": row.urgent,
        "replaces": row.replaces,
        "about": row.about and tx.ring.pseudonym("signal", row.about),
        "tries": 0,
        "not_before": now,
        "until": row.until,
    }


async def waiting_messages(
    tx: Tx, channels: Collection[str], now: datetime, limit: int, busy: Collection[str] = ()
) -> list[WaitingMessage]:
    """The first waiting row of each lane of these channels that may go now, urgent ones first.

    ``busy``: lanes the caller is sending to. On PostgreSQL the rows are leased for a minute, so call it in a writing
    transaction; on SQLite there is one process and a reading one will do.
    """
    which = {"channels": sorted(channels), "now": now, "busy": sorted(busy)}
    rows = await _taken(tx, URGENT, which | {"most": limit})
    if len(rows) < limit:
        rows += await _taken(tx, OTHERS, which | {"most": limit - len(rows)})
    return [_opened(tx, row) for row in rows]


async def _taken(tx: Tx, ready: Select[Any], which: dict[str, Any]) -> list[Row[Any]]:
    if tx.sqlite:
        return list((await tx.run(ready, which)).all())
    held = [row.seq for row in await tx.run(ready.with_for_update(skip_locked=True), which)]
    leased = update(outbox).where(outbox.c.seq.in_(held)).values(lease=which["now"] + LEASE).returning(*SENT)
    return sorted(await tx.rows(leased), key=lambda row: int(row.seq)) if held else []


def _ready(which: ColumnElement[bool]) -> Select[Any]:
    """In the order of their numbers, so that with many waiting only the first are looked at."""
    before, now = outbox.alias(), bindparam("now", type_=Moment)
    earlier = (before.c.lane == outbox.c.lane) & (before.c.state == "waiting") & (before.c.seq < outbox.c.seq)
    ready = select(*SENT).where(
        which,
        outbox.c.channel.in_(bindparam("channels", expanding=True)),
        outbox.c.state == "waiting",
        outbox.c.not_before <= now,
        outbox.c.lane.not_in(bindparam("busy", expanding=True)),
        or_(outbox.c.lease.is_(None), outbox.c.lease <= now),
        or_(outbox.c.until.is_(None), outbox.c.until > now),
        ~exists().where(earlier),
    )
    return ready.order_by(outbox.c.seq).limit(bindparam("most", type_=Integer))


SENT = [outbox.c[name] for name in ("seq", "id", "lane", "channel", "payload", "urgent", "tries")]
URGENT, OTHERS = _ready(outbox.c.urgent), _ready(~outbox.c.urgent)  # made once: they are asked all the time


def _opened(tx: Tx, row: Row[Any]) -> WaitingMessage:
    payload = tx.unseal(row.payload, "outbox", "payload", row.id)
    return WaitingMessage(row.seq, row.id, row.lane, row.channel, payload, row.urgent, row.tries)


async def forget_sent(tx: Tx, ids: Collection[str]) -> None:
    """These were delivered: forget them."""
    await tx.run(delete(outbox).where(outbox.c.id.in_(sorted(ids))))
    tx.erased = True


async def send_later(tx: Tx, key: str, when: datetime, counts: bool = True) -> None:
    """Try this row (and so its lane) again at ``when``; ``counts``: the try was the row's own failure."""
    again = {"not_before": when, "lease": None, "tries": outbox.c.tries + int(counts)}
    await tx.run(update(outbox).where(outbox.c.id == key).values(again))


async def set_dead(tx: Tx, key: str, now: datetime) -> None:
    """This row cannot be delivered: it waits 24 hours as a dead letter and blocks nobody."""
    until = now + kept_for(outbox, "dead letter")
    await tx.run(update(outbox).where(outbox.c.id == key).values(state="dead", lease=None, until=until))


async def pulled_messages(tx: Tx, lane: str, after: int, now: datetime) -> list[WaitingMessage]:
    """The waiting rows of a lane that is fetched, not sent to, with a number above ``after``."""
    fresh = or_(outbox.c.until.is_(None), outbox.c.until > now)
    wanted = select(outbox).where(_of_lane(lane), outbox.c.state == "waiting", outbox.c.seq > after, fresh)
    return [_opened(tx, row) for row in await tx.rows(wanted.order_by(outbox.c.seq))]


async def drop_fetched(tx: Tx, lane: str, upto: int) -> None:
    """The page has shown the lane's rows up to this number: forget them."""
    await tx.run(delete(outbox).where(_of_lane(lane), outbox.c.seq <= upto))
    tx.erased = True


def _of_lane(lane: str) -> ColumnElement[bool]:
    return outbox.c.lane == lane


async def note_numbers(tx: Tx, shown: Iterable[ShownMessage], now: datetime) -> None:
    """Remember messages shown in chats, to clear them."""
    rows = [{"lane": one.lane, "number": one.number, "secret": one.secret, "at": now} for one in sorted(set(shown))]
    if rows:
        await tx.run(tx.upsert(message_number).on_conflict_do_nothing(), rows)


async def message_numbers(tx: Tx, lane: str, secret_only: bool = False) -> list[str]:
    """The ids of a chat's messages that are known."""
    mine = message_number.c.lane == lane
    which = mine & message_number.c.secret if secret_only else mine
    return sorted(row.number for row in await tx.rows(select(message_number.c.number).where(which)))


async def forget_numbers(tx: Tx, lane: str, numbers: Collection[str]) -> None:
    """These messages are deleted from the chat. Those that came since stay known, for the next time."""
    if numbers:
        gone = message_number.c.lane == lane, message_number.c.number.in_(sorted(numbers))
        await tx.run(delete(message_number).where(*gone))


async def unshow(tx: Tx, lane: str, shows: Callable[[str], bool]) -> None:
    """Take from the outbox what is on its way to a desk that was locked; ``shows`` tells which payloads show a case."""
    rows = await tx.rows(
        select(outbox.c.id, outbox.c.payload).where(outbox.c.lane == lane, outbox.c.about.is_not(None))
    )
    gone = [row.id for row in rows if shows(tx.unseal(row.payload, "outbox", "payload", row.id))]
    await tx.run(delete(outbox).where(outbox.c.id.in_(gone)))
    tx.erased = tx.erased or bool(gone)
