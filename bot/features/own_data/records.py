"""What is held about a sender: shown, copied for them, erased. A chat is its lane, a signal the one its code names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.features.signal import records as signals
from bot.features.signal import state as cases
from bot.features.signal.records import Contribution, read_contributions, signal_of_row
from bot.features.signal.tables import consent, reply_handle, signal
from bot.store import audit
from bot.store.tables import effect, ended, message_number, outbox, talk
from bot.store.tx import Tx


@dataclass(frozen=True)
class SignalCopy:
    """One signal, for its sender: what they said, agreed to and were asked. Never who reads it, nor its outcome."""

    area: str
    state: str
    received: datetime
    language: str
    content: str
    words: tuple[Contribution, ...]
    consent: str
    reach: str


@dataclass(frozen=True)
class ErasedData:
    """What an erasure took: signals, messages that waited, and the ids of messages shown in the chat.

    ``codes``: those of signals that stay, which the messages that waited would have told.
    """

    signals: int
    waiting: int
    numbers: tuple[str, ...]
    codes: tuple[str, ...]


async def count_shown(tx: Tx, lane: str) -> int:
    """How many message numbers are kept for a chat."""
    mine = select(func.count()).select_from(message_number).where(message_number.c.lane == lane)
    return int((await tx.run(mine)).scalar_one())


async def copy_signal(tx: Tx, key: str, now: datetime) -> SignalCopy | None:
    """All that is held of a signal, for its sender; logged. None when it is gone."""
    row = await tx.one(select(signal).where(signal.c.id == key))
    if row is None:
        return None
    agreed = await tx.one(select(consent.c.name).where(consent.c.signal == key))
    reach = await tx.one(select(reply_handle.c.kind).where(reply_handle.c.signal == key))
    await audit.write_audit(tx, "copied", now, role="sender", signal=key, area=row.area)
    return SignalCopy(
        row.area,
        cases.sender_state(signal_of_row(row)),
        row.received,
        row.language,
        tx.unseal(row.content, "signal", "content", key),
        await read_contributions(tx, key),
        agreed.name if agreed else "",
        reach.kind if reach else "code",
    )


async def forget_lane(
    tx: Tx, lane: str, keys: Collection[str], now: datetime, queued: Iterable[str] = ()
) -> ErasedData:
    """Erase all that belongs to a chat: talk, marks, replies, message numbers, and these signals.

    ``queued``: payloads for the chat that this transaction would have put into the outbox, and will not.
    The day's limits stay, under their daily pseudonym: else erasing would be a way round them.
    """
    erased = await signals.erase_signals(tx, keys, "deleted", now)
    numbers = await tx.rows(
        delete(message_number).where(message_number.c.lane == lane).returning(message_number.c.number)
    )
    waiting = await tx.rows(delete(outbox).where(outbox.c.lane == lane).returning(outbox))
    payloads = [tx.unseal(row.payload, "outbox", "payload", row.id) for row in waiting if row.about is None]
    codes = await signals.receipts_in(tx, [*payloads, *queued])
    for table in (talk, ended, effect):
        await tx.run(delete(table).where(table.c.lane == lane))
    tx.erased = True
    return ErasedData(erased, len(waiting), tuple(sorted(row.number for row in numbers)), tuple(codes))
