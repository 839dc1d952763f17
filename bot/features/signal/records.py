"""Signals as their senders meet them: send once, look up by receipt or chat, answer a question, withdraw."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from bot.features.signal import state as cases
from bot.features.signal import steps
from bot.features.signal.tables import consent, contribution, reply_handle, signal
from bot.features.staff.records import EVERYWHERE, READERS
from bot.features.staff.tables import person, person_area
from bot.keys.vault import RECEIPT, month_of, new_id, parse_receipt
from bot.store import audit, counters, journal, limits, talks
from bot.store.tables import outbox
from bot.store.tx import Tx


@dataclass(frozen=True)
class ReplyHandle:
    """How the coordinator's side reaches the sender: ``chat`` (with its lane and channel) or ``phone``."""

    kind: str
    address: str
    lane: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class NewSignal:
    """A signal about to be sent. ``receipt`` is canonical; ``consent`` the name and hash of the text agreed to."""

    area: str
    content: str
    language: str
    receipt: str
    consent: str
    consent_hash: str
    handle: ReplyHandle | None = None


@dataclass(frozen=True)
class Contribution:
    """A contribution, opened."""

    id: str
    kind: str
    step: str
    body: str
    open: bool
    at: datetime


@dataclass(frozen=True)
class SignalStatus:
    """What the sender may know: one of five states, open questions, notes, and whether to call since nobody read it."""

    id: str
    area: str
    state: str
    received: datetime
    told_unread: bool
    questions: tuple[Contribution, ...]
    notes: tuple[Contribution, ...]


async def insert_signal(tx: Tx, lane: str, talk_id: str, new: NewSignal, now: datetime) -> str | None:
    """Keep the signal of this talk and name who is in charge; its id, or None when the talk has sent one already."""
    if not await talks.first_time(tx, lane, talk_id, "send_signal", now):
        return None
    key, month = new_id(), month_of(now)
    row = {
        "id": key,
        "area": new.area,
        "content": tx.seal(new.content, "signal", "content", key, month),
        "month": month,
        "language": new.language,
        "receipt": tx.ring.receipt_hash(new.receipt),
        "state": cases.RECEIVED,
        "version": 1,
        **await _in_charge(tx, new.area),
        "received": now,
        "active": now,
        "look_at": now,
    }
    await tx.run(insert(signal).values(row))
    given = {"name": new.consent, "text_hash": new.consent_hash, "language": new.language, "given": now}
    await tx.run(insert(consent).values(signal=key, **given))
    if new.handle is not None:
        await _keep_handle(tx, key, new.handle)
    await audit.write_audit(tx, "sent", now, role="sender", signal=key, area=new.area)
    await counters.add_count(tx, "signal", f"{new.area}/received", now)
    return key


async def _in_charge(tx: Tx, area: str) -> dict[str, str | None]:
    """For each role of a reader, of those who have it here the one who unlocked last."""
    holds = person_area.c.role.in_(READERS) & person_area.c.area.in_([area, EVERYWHERE])
    joined = select(person.c.id, person_area.c.role).join(person_area, person_area.c.person == person.c.id)
    latest = func.coalesce(person.c.last_unlock, person.c.enrolled).desc()
    rows = await tx.rows(joined.where(holds).order_by(latest, person.c.id))
    return {role: next((str(row.id) for row in rows if row.role == role), None) for role in READERS}


async def _keep_handle(tx: Tx, key: str, handle: ReplyHandle) -> None:
    address = tx.seal(handle.address, "reply_handle", "address", key)
    row = {"signal": key, "kind": handle.kind, "lane": handle.lane, "channel": handle.channel, "address": address}
    await tx.run(insert(reply_handle).values(row))


async def find_by_receipt(tx: Tx, receipt: str, lane: str, now: datetime) -> str | None:
    """The signal of a receipt typed by this lane. Wrong ones count; after five within an hour every one is wrong.

    Raises `limits.Wait` while the lane has to wait.
    """
    if not await limits.is_allowed(tx, limits.RECEIPT_GUESSES, lane, now):
        return None
    if await limits.made_to_wait(tx, lane, now):
        raise limits.MustWait
    code = parse_receipt(receipt)
    row = await tx.one(select(signal.c.id).where(signal.c.receipt == tx.ring.receipt_hash(code or "")))
    if row is None:
        await limits.note_once_more(tx, limits.RECEIPT_GUESSES, lane, now)
        return None
    return str(row.id)


async def receipts_in(tx: Tx, texts: Iterable[str]) -> list[str]:
    """The receipts in these texts that open a signal: of what was on its way to its sender, not of what is typed."""
    codes = {code for text in texts for found in RECEIPT.findall(text) if (code := parse_receipt(found))}
    hashes = {tx.ring.receipt_hash(code): code for code in codes}
    rows = await tx.rows(select(signal.c.receipt).where(signal.c.receipt.in_(sorted(hashes))).order_by(signal.c.seq))
    return [hashes[row.receipt] for row in rows]


async def signals_of_lane(tx: Tx, lane: str) -> list[str]:
    """The signals sent from this chat that answer into it, newest first."""
    mine = select(signal.c.id).join(reply_handle, reply_handle.c.signal == signal.c.id)
    rows = await tx.rows(mine.where(reply_handle.c.lane == lane).order_by(signal.c.seq.desc()))
    return [row.id for row in rows]


async def read_handle(tx: Tx, key: str) -> ReplyHandle | None:
    """Where the sender of a signal is reached; gone when the signal is closed."""
    row = await tx.one(select(reply_handle).where(reply_handle.c.signal == key))
    if row is None:
        return None
    return ReplyHandle(row.kind, tx.unseal(row.address, "reply_handle", "address", key), row.lane, row.channel)


async def read_status(tx: Tx, key: str) -> SignalStatus | None:
    """What the sender of a signal may know of it."""
    row = await tx.one(select(signal).where(signal.c.id == key))
    if row is None:
        return None
    said = await read_contributions(tx, key)
    questions = tuple(word for word in said if word.kind == "question" and word.open)
    notes = tuple(word for word in said if word.kind == "note")
    told = row.told_sender is not None and row.read is None
    return SignalStatus(key, row.area, cases.sender_state(signal_of_row(row)), row.received, told, questions, notes)


async def answer_question_of(tx: Tx, key: str, step: str, body: str, now: datetime) -> bool:
    """The sender answers the open question of this step; False when there is none (any more)."""
    row = await tx.one(select(signal).where(signal.c.id == key).with_for_update())
    asked = (contribution.c.signal == key) & (contribution.c.kind == "question") & contribution.c.open
    this = update(contribution).where(asked, contribution.c.step == step).values(open=False)
    if row is None or row.state == cases.CLOSED or not (await tx.run(this)).rowcount:
        return False
    await add_contribution(tx, row, "answer", step, body, now)
    left = (await tx.run(select(func.count()).where(asked))).scalar_one()
    await store_signal(tx, steps.act_by_name(signal_of_row(row), "answered", now, questions=left), now)
    await audit.write_audit(tx, "answered", now, role="sender", signal=key, area=row.area)
    return True


async def read_contributions(tx: Tx, key: str) -> tuple[Contribution, ...]:
    """Every contribution to a signal, oldest first."""
    rows = await tx.rows(select(contribution).where(contribution.c.signal == key).order_by(contribution.c.seq))
    return tuple(_word(tx, row) for row in rows)


def _word(tx: Tx, row: Row[Any]) -> Contribution:
    body = tx.unseal(row.body, "contribution", "body", row.id)
    return Contribution(row.id, row.kind, row.step, body, row.open, row.at)


async def add_contribution(tx: Tx, row: Row[Any], kind: str, step: str, body: str, now: datetime) -> None:
    """Add a contribution to the signal of this row, locked with the signal's key."""
    word = new_id()
    sealed = tx.seal(body, "contribution", "body", word, row.month)
    values = {"id": word, "signal": row.id, "kind": kind, "step": step, "body": sealed, "at": now}
    await tx.run(insert(contribution).values(open=kind == "question", **values))


async def erase_signals(tx: Tx, keys: Collection[str], why: str, now: datetime) -> int:
    """Delete signals with all that belongs to them; a tombstone and an audit row remain. How many there were."""
    rows = await tx.rows(select(signal.c.id, signal.c.area).where(signal.c.id.in_(sorted(keys))).with_for_update())
    for row in rows:
        name = tx.ring.pseudonym("signal", row.id)
        await journal.note_erasure(tx, "signal", row.id, why, now)
        await tx.run(delete(outbox).where(outbox.c.about == name))
        await audit.write_audit(tx, "erased", now, signal=row.id, area=row.area, reason=why)
    await tx.run(delete(signal).where(signal.c.id.in_([row.id for row in rows])))
    tx.gone |= {row.id for row in rows}
    tx.erased = True
    return len(rows)


def signal_of_row(row: Row[Any]) -> cases.Signal:
    """The state and dates of a row of the table ``signal``."""
    return cases.Signal(**{name: getattr(row, name) for name in cases.Signal.__dataclass_fields__})


async def store_signal(tx: Tx, case: cases.Signal, look_at: datetime, before: int | None = None) -> bool:
    """Write a state back (if the version is still ``before``); the clock looks at the signal again at ``look_at``."""
    values = {name: getattr(case, name) for name in cases.Signal.__dataclass_fields__ if name not in ("id", "area")}
    same = (signal.c.id == case.id) if before is None else (signal.c.id == case.id) & (signal.c.version == before)
    done = await tx.run(update(signal).where(same).values(look_at=look_at, **values))
    return bool(done.rowcount)
