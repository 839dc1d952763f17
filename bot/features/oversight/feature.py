"""What an auditor asks for; everybody else is told that it is not theirs."""

from __future__ import annotations

from bot.features.oversight import pages
from bot.features.oversight import records as records
from bot.features.staff import records as people
from bot.features.staff.feature import person_at_work
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.talk.event import Asked, Event

AUDITOR_COMMANDS = ("counts", "log")


async def hear_auditor(context: TurnContext, event: Event) -> Event | None:
    """The auditor's commands, for who has unlocked."""
    if not isinstance(event, Asked) or event.command not in AUDITOR_COMMANDS:
        return event
    person = await person_at_work(context)
    if person is None:
        known = await people.person_by_lane(context.tx, context.lane)
        context.turn.say("desk_locked" if known else "not_for_coordinator")
    else:
        await (show_counts if event.command == "counts" else show_log)(context, person)
    return None


async def look_in(context: TurnContext, person: people.Person) -> None:
    """The desk of who reads no signals: the auditor's counts and log; for a region nothing but notices."""
    if any(role == "auditor" for _, role in person.roles):
        await show_counts(context, person)
        await show_log(context, person)
    else:
        context.turn.say("desk_region")


async def show_counts(context: TurnContext, person: people.Person) -> None:
    """The counts of an auditor's areas; small ones are hidden."""
    found = await records.read_counts(context.tx, person.id, context.now)
    if found is None:
        return context.turn.say("desk_not_yours")
    return context.gather(Done(messages=[pages.counts_page(context.plain_writer, found)]))


async def show_log(context: TurnContext, person: people.Person) -> None:
    """The log of an auditor's areas, this month."""
    found = await records.read_log(context.tx, person.id, context.now)
    if found is None:
        return context.turn.say("desk_not_yours")
    return context.gather(Done(messages=[pages.log_page(context.plain_writer, found)]))


FEATURE = Feature(name="oversight", staff_commands=AUDITOR_COMMANDS, hears=hear_auditor)
