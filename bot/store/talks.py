"""Talks in progress, their end marks, the update ids already seen and the effects already done."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, tuple_, update

from bot.store.columns import Moment
from bot.store.retention import kept_for
from bot.store.tables import effect, ended, seen, talk
from bot.store.tx import Tx, lock_keys

TALKS_A_PAGE = 1000


@dataclass(frozen=True)
class StoredTalk:
    """A talk to keep: ``payload`` is JSON, ``kind`` is advice, signal or desk, ``until`` the moment it is forgotten."""

    lane: str
    talk: str
    kind: str
    payload: str
    until: datetime


@dataclass(frozen=True)
class TalkEnding:
    """The end of a talk; ``how`` is ``ended`` or ``sent``."""

    lane: str
    talk: str
    how: str


async def note_update_ids(
    tx: Tx, channel: str, ids: Iterable[str], now: datetime, lanes: Iterable[str] = ()
) -> set[str]:
    """Those of the update ids that were never seen; they count as seen when the transaction commits.

    Sorted, so that two replicas with overlapping batches wait for each other instead of locking each other up. On
    PostgreSQL these lanes are locked first, in the same statement: who waits for a lane has noted no id yet.
    """
    wanted, keys = sorted(set(ids)), lock_keys("lane", lanes)
    if not wanted:
        return set()
    if keys and not tx.sqlite:
        found = await tx.run(_LOCKED_IDS, {"channel": channel, "ids": wanted, "at": now, "keys": keys})
        return {row.update_id for row in found.all()}
    rows = [{"channel": channel, "update_id": one, "at": now} for one in wanted]
    statement = tx.upsert(seen).on_conflict_do_nothing().returning(seen.c.update_id)
    return {row.update_id for row in (await tx.run(statement, rows)).all()}


_LOCKED_IDS = text(
    "INSERT INTO seen (channel, update_id, at) SELECT CAST(:channel AS text), one, CAST(:at AS bigint) "
    "FROM (SELECT count(pg_advisory_xact_lock(k)) AS n FROM unnest(CAST(:keys AS bigint[])) AS k) AS locked, "
    "unnest(CAST(:ids AS text[])) AS one WHERE locked.n >= 0 ON CONFLICT DO NOTHING RETURNING update_id"
).bindparams(bindparam("at", type_=Moment))


async def set_update_aside(tx: Tx, channel: str, update_id: str, error: str) -> None:
    """Note the class of the error (never content) for which an update was set aside."""
    mine = (seen.c.channel == channel) & (seen.c.update_id == update_id)
    await tx.run(update(seen).where(mine).values(error=error))


async def load_talks(tx: Tx, lanes: Iterable[str], now: datetime) -> dict[str, str]:
    """The payloads of the unexpired talks of these lanes."""
    wanted = select(talk.c.lane, talk.c.payload).where(talk.c.lane.in_(sorted(set(lanes))), talk.c.until > now)
    return {row.lane: tx.unseal(row.payload, "talk", "payload", row.lane) for row in await tx.rows(wanted)}


async def every_talk(tx: Tx, now: datetime) -> AsyncIterator[str]:
    """The payloads of all unexpired talks, page by page."""
    after = ""
    wanted = select(talk.c.lane, talk.c.payload).where(talk.c.until > now).order_by(talk.c.lane).limit(TALKS_A_PAGE)
    while rows := await tx.rows(wanted.where(talk.c.lane > after)):
        for row in rows:
            yield tx.unseal(row.payload, "talk", "payload", row.lane)
        after = rows[-1].lane


async def save_talks(tx: Tx, talks: Sequence[StoredTalk]) -> None:
    """Keep these talks, one a lane, in place of what the lanes had."""
    if not talks:
        return
    statement = tx.upsert(talk)
    new = statement.excluded
    fresh = {"talk": new.talk, "kind": new.kind, "payload": new.payload, "until": new.until}
    rows = [_row(tx, one) for one in talks]
    await tx.run(statement.on_conflict_do_update(index_elements=["lane"], set_=fresh), rows)


def _row(tx: Tx, one: StoredTalk) -> dict[str, object]:
    payload = tx.seal(one.payload, "talk", "payload", one.lane)
    return {"lane": one.lane, "talk": one.talk, "kind": one.kind, "payload": payload, "until": one.until}


async def end_kind(tx: Tx, lane: str, kind: str) -> None:
    """Forget the talk of this kind (a desk whose person was removed); whatever else is open in this lane goes on."""
    await tx.run(delete(talk).where(talk.c.lane == lane, talk.c.kind == kind))
    tx.erased = True


async def end_talks(tx: Tx, endings: Sequence[TalkEnding], now: datetime) -> None:
    """Forget these talks and what they did; for an hour their lanes remember that they ended, and how."""
    if not endings:
        return
    keys = [(one.lane, one.talk) for one in endings]
    await tx.run(delete(talk).where(tuple_(talk.c.lane, talk.c.talk).in_(keys)))
    await tx.run(delete(effect).where(tuple_(effect.c.lane, effect.c.talk).in_(keys)))
    until = now + kept_for(ended)
    mark = tx.upsert(ended)
    fresh = {"how": mark.excluded.how, "until": mark.excluded.until}
    rows = [{"lane": e.lane, "talk": e.talk, "how": e.how, "until": until} for e in endings]
    await tx.run(mark.on_conflict_do_update(index_elements=["lane", "talk"], set_=fresh), rows)
    tx.erased = True


async def end_marks(tx: Tx, asked: Iterable[tuple[str, str]], now: datetime) -> list[tuple[str, str, str]]:
    """Of these talks (lane, talk id) those that ended within the hour: lane, talk id, how."""
    pairs = sorted(set(asked))
    if not pairs:
        return []
    wanted = select(ended.c.lane, ended.c.talk, ended.c.how)
    wanted = wanted.where(tuple_(ended.c.lane, ended.c.talk).in_(pairs), ended.c.until > now)
    return [(row.lane, row.talk, row.how) for row in await tx.rows(wanted)]


async def first_time(tx: Tx, lane: str, talk_id: str, step: str, now: datetime) -> bool:
    """True the first time this effect of this talk is asked for; decided by the row, never by an exception."""
    row = tx.upsert(effect).values(lane=lane, talk=talk_id, step=step, at=now)
    return await tx.one(row.on_conflict_do_nothing().returning(effect.c.step)) is not None
