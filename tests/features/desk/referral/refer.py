"""Handed over to another town: whoever did it hears once when nothing has happened for ten days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, Text, select, update

from bot.features.desk.act import Act, ActClock, Doing, Given, tell_sender
from bot.features.desk.case import OpenCase
from bot.features.signal import notices, steps
from bot.features.signal.tables import SIGNAL_TEXT, signal
from bot.intake.context import TurnContext
from bot.intake.feature import Telling
from bot.store.columns import Moment, metadata
from bot.store.outbox import QueuedMessage
from bot.store.retention import AREA_TEXT, Calendars, Clock, FallenDue, Shorter, With, keep_table
from bot.store.tx import Tx
from bot.talk.reply import Effect

WAIT = timedelta(days=10)

referral = Table(
    "referral",
    metadata,
    Column("signal", Text, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True),
    Column("town", Text, nullable=False),
    Column("since", Moment, nullable=False, index=True),
    Column("told", Moment),
)
KEPT = keep_table(referral, With(signal), {"signal": SIGNAL_TEXT, "town": AREA_TEXT})


async def chosen_town(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """Which town answers now."""
    return Given(body=effect.answers["to_town"][0])


async def note_referral(doing: Doing) -> None:
    """The newest town; the ten days begin anew."""
    values = {"town": doing.given.body, "since": doing.now, "told": None}
    row = doing.tx.upsert(referral).values(signal=doing.row.id, **values)
    await doing.tx.run(row.on_conflict_do_update(index_elements=["signal"], set_=values))


async def unanswered(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter) -> FallenDue:
    """Referrals since which nothing was done for ten days, each only once."""
    quiet = referral.c.told.is_(None) & (referral.c.since <= now - WAIT) & (signal.c.active <= referral.c.since)
    rows = await tx.rows(select(referral).join(signal).where(quiet))
    await tx.run(update(referral).where(referral.c.signal.in_([row.signal for row in rows])).values(told=now))
    return FallenDue(rows)


async def tell_unanswered(telling: Telling, row: Any) -> list[QueuedMessage]:
    """Those in charge hear that there is something to read."""
    return await notices.notices_to_staff(
        telling.tx, telling.writer("en"), "notice_coordinator", ("coordinator",), row.signal
    )


REFER = Act(
    name="refer",
    effect="refer_signal",
    says=lambda given: "desk_referred",
    changes=lambda given: steps.mark_taken,
    given=chosen_town,
    writes=note_referral,
    tells=tell_sender,
    tables=(KEPT,),
    clock=ActClock("referral", Clock(unanswered), tell_unanswered),
)
