"""What is held is shown and copied; a signal is taken back, all is erased, the chat is cleared; what went is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from bot.features.own_data import records as subject
from bot.features.own_data.records import SignalCopy
from bot.features.receipt import signals_asked_for
from bot.features.signal import charge, deadlines, notices
from bot.features.signal import records as signals
from bot.features.staff import records as people
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.places.calendar import calendar_of, day_at
from bot.post.message import File
from bot.store import limits
from bot.store.outbox import QueuedMessage
from bot.talk.always import asking_for
from bot.talk.expiry import time_to_live_below
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.talk.turn import Ended, Turn
from bot.text.day import date_text

COUNTED_LIMITS = (limits.WRONG_CODES, limits.RECEIPT_GUESSES, limits.SIGNALS_A_DAY)


@dataclass(frozen=True)
class HeldData:
    """What is held: the open talk, copies of signals, message numbers, and the enrolment of who works here."""

    talk: Talk | None
    copies: list[SignalCopy]
    numbers: int
    staff: people.Person | None

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.talk or self.copies or self.numbers or self.staff)


async def show_own_data(context: TurnContext, effect: Effect) -> Done:
    """What is held about this chat, or of the signal of a code: for reading, and as a file for machines."""
    keys = await signals_asked_for(context, effect.argument)
    if keys is None:
        return Done().say("receipt_wait")
    if effect.argument and not keys:
        return Done().say("receipt_unknown")
    copies = [made for key in keys if (made := await subject.copy_signal(context.tx, key, context.now))]
    held = HeldData(None, copies, 0, None) if effect.argument else await _held(context, copies)
    done = _said(context, held)
    if held:
        sheet = json.dumps(await _machine_readable(context, held), ensure_ascii=False, indent=1)
        done.files = (File(f"{context.writer.phrase('file_mydata')}.json", "json", sheet),)
    return done


async def _held(context: TurnContext, copies: list[SignalCopy]) -> HeldData:
    numbers, staff = (
        await subject.count_shown(context.tx, context.lane),
        await people.person_by_lane(context.tx, context.lane),
    )
    return HeldData(context.talk, copies, numbers, staff)


def _said(context: TurnContext, held: HeldData) -> Done:
    language, done = context.writer.language, Done().say("mydata_title")
    if held.talk:
        done.say("mydata_talk", date=date_text(_until(context, held.talk), language))
    if held.copies:
        last = max(_gone_by(context, one) for one in held.copies)
        done.say("mydata_signal", n=str(len(held.copies)), deleted=date_text(last, language))
    if any(one.reach != "code" for one in held.copies):
        done.say("mydata_handle")
    if held.numbers:
        done.say("mydata_numbers")
    if held.staff:
        done.say("mydata_enrolled")
    if not held:
        done.say("mydata_nothing")
    return done.say("mydata_code")


async def _machine_readable(context: TurnContext, held: HeldData) -> dict[str, Any]:
    return {
        "made": _here(context, context.now).isoformat(),
        "talk": held.talk and _talk(context, held.talk),
        "signals": [_signal(context, one) for one in held.copies],
        "message_numbers": held.numbers,
        "counted_today": {
            rule[0]: await limits.times_spent(context.tx, rule, context.lane, context.now) for rule in COUNTED_LIMITS
        },
        "enrolled_as": sorted({role for _, role in held.staff.roles}) if held.staff else [],
    }


def _until(context: TurnContext, talk: Talk) -> date:
    return _here(context, context.now + time_to_live_below(context.world.library.content.flows, talk))


def _here(context: TurnContext, moment: datetime) -> date:
    """The day for somebody of whose place nothing is known."""
    return day_at(context.world.library.places, "", moment)


def _gone_by(context: TurnContext, one: SignalCopy) -> date:
    return deadlines.gone_by(one.received, calendar_of(context.world.library.places, one.area))


def _talk(context: TurnContext, talk: Talk) -> dict[str, Any]:
    """The open talk; of one that shows what is others' only that it is open, since that is not about who sits there."""
    hidden = context.world.library.vocabulary.policy(talk.flow).protected
    answers = {} if hidden else {key: list(values) for key, values in talk.answers.items()}
    draft = list(talk.draft.values) if talk.draft and not hidden else []
    below = talk.below and _talk(context, talk.below)
    until = _until(context, talk).isoformat()
    return {"flow": talk.flow, "until": until, "answers": answers, "being_written": draft, "waiting": below}


def _signal(context: TurnContext, one: SignalCopy) -> dict[str, Any]:

    def day(moment: datetime) -> str:
        """Days, never minutes: an exact time tells who sat at which desk."""
        return day_at(context.world.library.places, one.area, moment).isoformat()

    return {
        "place": one.area,
        "state": one.state,
        "received": day(one.received),
        "deleted_at_the_latest": _gone_by(context, one).isoformat(),
        "language": one.language,
        "agreed_to": one.consent,
        "answered_by": one.reach,
        **json.loads(one.content),
        "added": [
            {"kind": word.kind, "about": word.step, "words": json.loads(word.body), "day": day(word.at)}
            for word in one.words
        ],
    }


async def withdraw_signal(context: TurnContext, effect: Effect) -> Done:
    """Erase a signal by its code, at once; who has read it hears that it is gone, without a word about it."""
    if not effect.argument:
        return Done().say("withdraw_form")
    keys = await signals_asked_for(context, effect.argument)
    if keys is None:
        return Done().say("receipt_wait")
    readers = {key: await charge.list_readers(context.tx, key) for key in keys}
    erased = await signals.erase_signals(context.tx, keys, "withdrawn", context.now)
    done = Done(pushed=_taken_back(context, readers), follows=partial(_drop_questions, keys))
    return done.say("withdraw_done" if erased else "receipt_unknown")


def _taken_back(context: TurnContext, readers: Mapping[str, list[people.Person]]) -> list[QueuedMessage]:
    return [
        notices.withdrawn_notice(context.writer, one, key)
        for key, those in readers.items()
        for one in those
        if one.lane != context.lane
    ]


def _drop_questions(keys: list[str], turn: Turn) -> None:
    """Nobody is asked any more about a signal that is gone: the talk that answers its questions ends."""
    talk = turn.talk
    if talk and talk.signal in keys:
        turn.out.clear()
        turn.ended.append(Ended(talk.id, "stopped"))
        turn.talk = talk.below
        turn.advance()
    elif talk and talk.below and talk.below.signal in keys:
        turn.talk = replace(talk, below=None)


def forget_all(turn: Turn, argument: str) -> None:
    """`/delete`: everything goes, the open talk too; no end mark, which would be one more row about this person."""
    if argument:
        return asking_for("delete")(turn, argument)
    talk = turn.talk
    open_ones = [each.id for each in (talk, talk.below if talk else None) if each]
    turn.talk = None
    return turn.out.append(Effect("delete", talk=" ".join(open_ones)))


async def delete_everything(context: TurnContext, effect: Effect) -> Done:
    """Erase a signal by its code, or else everything that belongs to this chat; what went is said.

    A code that was still on its way to this chat is told all the same: without it nobody could take that signal back.
    """
    if effect.argument:
        return await withdraw_signal(context, effect)
    keys = await signals.signals_of_lane(context.tx, context.lane)
    readers = {key: await charge.list_readers(context.tx, key) for key in keys}
    queued = [row.payload for row in context.queued if row.lane == context.lane and row.about is None]
    gone = await subject.forget_lane(context.tx, context.lane, keys, context.now, queued)
    pushed = _taken_back(context, readers)
    context.done.deletes = ()  # what was noted of this event is among the numbers of the chat
    done = Done(pushed=pushed, deletes=gone.numbers, sweeps="all", forgotten=True)
    done.say("delete_done" if gone.signals or effect.talk else "delete_nothing")
    today = date_text(_here(context, context.now), context.writer.language)
    number = str(gone.waiting + len(gone.numbers))
    done.say("delete_receipt", date=today, n=str(gone.signals), number=number)
    for code in gone.codes:
        done.say("pair", label=context.writer.phrase("web_code"), value=code)
    return done.say("delete_code")


async def clear_chat(context: TurnContext, effect: Effect) -> Done:
    """Delete from the chat what the channel still can."""
    can = context.world.can(context.arrival.channel)
    return Done(sweeps="all").say("clear_web" if can.quick_leave else "clear_done")


FEATURE = Feature(
    name="own_data",
    commands={name: asking_for(name) for name in ("mydata", "withdraw", "clear")} | {"delete": forget_all},
    effects={"mydata": show_own_data, "withdraw": withdraw_signal, "delete": delete_everything, "clear": clear_chat},
)
