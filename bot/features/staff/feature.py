"""What people who are enrolled ask for before any talk: an invitation used, six digits, the desk locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.features.staff import notices
from bot.features.staff import records as people
from bot.features.staff.records import Person
from bot.features.staff.tables import STAFF_TABLES, person
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature, Telling
from bot.store import outbox
from bot.store.outbox import QueuedMessage
from bot.store.retention import Calendars, Clock, Eraser, FallenDue, Shorter
from bot.store.tx import Tx
from bot.talk.always import asking_for
from bot.talk.event import Asked, Event, Wrote
from bot.talk.reply import Effect
from bot.words.vocabulary import Part

UNLOCK_PHRASES = {"wrong": "desk_wrong_code", "used": "desk_code_used", "too_many": "desk_too_many_codes"}
DESK_TALK = "desk"  # the talk that opens when they have unlocked
AT_WORK_PART = Part[Person | None]("at_work")


async def person_at_work(context: TurnContext) -> Person | None:
    """Who sits here, enrolled and unlocked; asked for once an event."""
    if AT_WORK_PART.name not in context.world.parts:
        AT_WORK_PART.put(context.world, await people.unlocked_person(context.tx, context.lane, context.now))
    return AT_WORK_PART.of(context.world)


async def hear_staff(context: TurnContext, event: Event) -> Event | None:
    """Invitations, the lock and six digits are dealt with here, whatever talk is open."""
    if isinstance(event, Asked) and event.command == "invite":
        await _invited(context, event.argument)
        return None
    if isinstance(event, Asked) and event.command == "lock":
        await _lock(context, event.argument)
        return None
    if isinstance(event, Wrote) and _six_digits(event.text) and await _is_locked(context):
        return Asked(DESK_TALK) if await _unlocked(context, event) else None
    return event


async def _invited(context: TurnContext, code: str) -> None:
    """Enrol with an invitation; the secret is shown once."""
    if not code:
        return context.turn.say("invite_hint")
    arrival, language = context.arrival, context.world.language
    done = await people.enrol_person(
        context.tx, code, context.lane, arrival.channel, arrival.chat, language, context.now
    )
    if done is None:
        return context.turn.say("invite_invalid")
    return context.gather(Done(messages=[notices.welcome_message(context.plain_writer, done)]))


async def _is_locked(context: TurnContext) -> bool:
    """Whether somebody is enrolled here whose desk is closed."""
    enrolled = await people.person_by_lane(context.tx, context.lane)
    return enrolled is not None and not enrolled.at_desk(context.now)


async def _unlocked(context: TurnContext, event: Wrote) -> bool:
    """Whether six digits open the desk; what happened is said."""
    digits = "".join(sign for sign in event.text if sign.isdecimal())
    answer = await people.unlock_person(context.tx, context.lane, digits, context.now)
    context.turn.say("desk_unlocked" if answer == "unlocked" else UNLOCK_PHRASES.get(answer, "desk_wrong_code"))
    return answer == "unlocked"


async def _lock(context: TurnContext, argument: str = "") -> None:
    """Close the desk; what was shown here is deleted from the chat. `all` also closes the desks next to it."""
    one = await people.person_by_lane(context.tx, context.lane)
    await people.lock_person(context.tx, context.lane, context.now)
    await outbox.unshow(context.tx, context.lane, notices.shows_case)
    if one and argument == "all":
        others = await people.lock_others(context.tx, one, context.now)
        context.done.pushed += [
            await notices.locked_notice(context.tx, context.plain_writer, other) for other in others
        ]
    context.gather(Done(sweeps="secret"))
    _leave(context)


def _leave(context: TurnContext) -> None:
    """The desk's talk ends, and it is said."""
    if context.talk and context.talk.flow == DESK_TALK:
        context.turn.leave("locked")
    context.turn.say("desk_lock_done")


async def lock_desk(context: TurnContext, effect: Effect) -> Done:
    """Close the desk (reached by the number of its button; the command itself is dealt with before the turn)."""
    await people.lock_person(context.tx, context.lane, context.now)
    await outbox.unshow(context.tx, context.lane, notices.shows_case)
    return Done(sweeps="secret", follows=lambda turn: _leave(context))


def _six_digits(text: str) -> bool:
    digits = text.replace(" ", "")
    return len(digits) == 6 and digits.isdecimal()


async def tell_locked(telling: Telling) -> list[QueuedMessage]:
    """Whose ten minutes are over hears it, and what their chat shows of a case goes."""
    tx, done = telling.tx, telling.done
    return [await notices.locked_notice(tx, telling.writer(one.language), one) for one in done.told.get("person", [])]


async def relock_desks(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter) -> FallenDue:
    """Desks whose ten minutes are over are locked, also while nothing is erased."""
    return FallenDue(list(await people.relock_people(tx, now)))


async def remove_people_again(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    """People who were removed go again."""
    for key in keys:
        await people.remove_person_row(tx, key, now)


FEATURE = Feature(
    name="staff",
    tables=STAFF_TABLES,
    commands={"lock": asking_for("lock")},
    staff_commands=("invite", "lock"),
    refusals=(
        *("not_for_coordinator", "invite_invalid"),
        *("desk_locked", "desk_wrong_code", "desk_code_used", "desk_too_many_codes"),
    ),
    effects={"lock": lock_desk},
    hears=hear_staff,
    may_see=people.is_unlocked,
    tells=tell_locked,
    clocks={"person": Clock(relock_desks, always=True)},
    erasers={"person": Eraser(person.c.id, "people", remove_people_again)},
)
