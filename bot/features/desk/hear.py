"""Whether an event may act at the desk: by who is unlocked, on the case that is open, and on nothing else."""

from __future__ import annotations

from bot.features.desk import records as records
from bot.features.desk.case import DESK, NO_SIGNAL, case_in, version_in
from bot.features.desk.lay_out import desk_of, hold_case, lay_case, lay_colleagues, lay_page
from bot.features.oversight.feature import look_in
from bot.features.staff import records as people
from bot.features.staff.feature import DESK_TALK
from bot.intake.context import TurnContext
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.state import Talk

OPENS = ("desk", "case")  # what the acts' own questions come after


async def hear_at_desk(context: TurnContext, event: Event) -> Event | None:
    """An event at the desk, for who may work there and as far as it is about what is open; others go on untouched."""
    talk = context.talk if context.talk and context.talk.flow == DESK_TALK else None
    at_desk = talk is not None
    if isinstance(event, Asked):
        at_desk = event.command == DESK_TALK or (at_desk and event.command in ("back", "skip"))
    if not at_desk:
        return event
    if not await _sits(context, talk, event) or not _sees(context, talk, event):
        return None
    desk = DESK.of(context.world)
    if desk and not any(role in people.READERS for _, role in desk.person.roles):
        await look_in(context, desk.person)
        return None
    return event


async def _sits(context: TurnContext, talk: Talk | None, event: Event) -> bool:
    """Whether this person may work at the desk now; the reason is said if not, and a press is logged."""
    desk = await desk_of(context)
    if desk is None:
        known = await people.person_by_lane(context.tx, context.lane)
        if known:
            await _reached(context, known.id, event)
        context.turn.say("desk_locked" if known else "not_for_coordinator")
        return False
    if talk:
        await _lay_for(context, talk, event)
    if case_in(context.world, talk.answers if talk else {}) is None:
        await _reached(context, desk.person.id, event)
    return True


async def _lay_for(context: TurnContext, talk: Talk, event: Event) -> None:
    """What the turn may choose from: the options of the open question, and of the one that is pressed."""
    await hold_case(context, talk)
    stop = context.turn.trail().open
    asked = {stop.key if stop else "", event.key if isinstance(event, Chose) else ""}
    if "desk" in asked:
        await lay_page(context, talk)
    if "ask_back" in asked:
        await lay_case(context, talk)
    if "colleague" in asked:
        await lay_colleagues(context, talk)


def _sees(context: TurnContext, talk: Talk | None, event: Event) -> bool:
    """Whether what was pressed or typed is about the case that is open; one that is not does nothing, and says so.

    Two windows show two cases, and old buttons stay in a chat: words about one must not go to another's sender.
    """
    etag = event.etag if isinstance(event, (Chose, Wrote)) else ""
    if not etag or talk is None:
        return True
    case = case_in(context.world, talk.answers)
    if case is None or version_in(etag, case.key) is None:
        context.turn.say("desk_other")
        context.turn.advance()
        return False
    context.turn.talk = talk.seeing(etag)
    return True


def _is_of_a_signal(context: TurnContext, key: str) -> bool:
    """Whether an answer to this step is one about a signal: it opens one, or goes with an act."""
    step = context.turn.flows[DESK_TALK].step(key)
    return key in OPENS or (step is not None and step.asks and "case" in step.when)


async def _reached(context: TurnContext, who: str, event: Event) -> None:
    """Log a press, or words, for a signal that is not open to this person (locked, of others, closed, gone)."""
    pressed = isinstance(event, Chose) and _is_of_a_signal(context, event.key)
    if context.talk is None or not (pressed or isinstance(event, Wrote)):
        return
    first = isinstance(event, Chose) and event.key == "desk"
    wanted = event.options if isinstance(event, Chose) and first else context.talk.answers.get("desk", ())
    desk = DESK.of(context.world)
    listed = {line.key for line in desk.page.lines} if desk and desk.page else set()
    for key in wanted:
        if key not in listed and key not in NO_SIGNAL:
            await records.log_refused(context.tx, who, key, context.now)
