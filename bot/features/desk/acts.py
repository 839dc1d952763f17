"""What a coordinator does with the open signal: each act counts only if the signal is still as it was shown."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.features.desk import papers
from bot.features.desk import records as records
from bot.features.desk.case import DESK, Desk, OpenCase, key_in, version_in
from bot.features.desk.lay_out import lay_case
from bot.features.signal import deadlines, notices
from bot.features.signal import records as signals
from bot.features.staff import records as people
from bot.intake.context import Done, TurnContext
from bot.places.calendar import day_at
from bot.talk.reply import Effect
from bot.text.day import date_of

NEVER = 0  # versions begin at 1


def _open_one(context: TurnContext, effect: Effect) -> tuple[Desk, OpenCase] | None:
    """The desk and the case that an effect is about; None where it is not open to who asks (any more)."""
    desk = DESK.of(context.world)
    case = desk.cases.get(key_in(effect.answers)) if desk else None
    return (desk, case) if desk and case else None


async def _act(context: TurnContext, effect: Effect, what: str, said_after: str, **said: str) -> Done:
    """One act on the open signal, if it is still as it was shown; the sender hears that there is news."""
    found = _open_one(context, effect)
    if found is None:
        return Done().say("desk_gone")
    desk, case = found
    if not case.keeps:
        return Done().say("desk_not_yours")
    handle = await signals.handle(context.tx, case.key)
    version = _seen(effect, case)
    after = await records.act(context.tx, desk.person.id, case.key, version, what, context.now, **said)
    desk.changed(case.key)
    if after is None:
        return Done().say("desk_changed")
    told = notices.to_sender(context.writer, handle, case.key, case.language) if what != "take" else []
    gone = day_at(context.world.library.places, after.area, context.now + deadlines.DEFAULTS.kept_closed)
    return Done(pushed=told).say(said_after, deleted=date_of(gone, context.writer.language))


def _seen(effect: Effect, case: OpenCase) -> int:
    """The version of the case that the person acts on; one that no case has where they saw another case."""
    found = version_in(effect.etag, case.key) if effect.etag else case.version
    return NEVER if found is None else found


async def take_signal(context: TurnContext, effect: Effect) -> Done:
    """Take charge of the open signal."""
    return await _act(context, effect, "take", "desk_taken")


async def ask_back(context: TurnContext, effect: Effect) -> Done:
    """Ask the sender a step that was left out; the question says of which talk, the answer lands in the same field."""
    if context.talk:
        await lay_case(context, context.talk)
    found = _open_one(context, effect)
    body = json.dumps([found[1].flow if found else ""])
    return await _act(context, effect, "ask", "desk_asked", step=effect.answers["ask_back"][0], body=body)


async def answer_sender(context: TurnContext, effect: Effect) -> Done:
    """A few words to the sender."""
    body = json.dumps(list(effect.answers.get("answer", ())), ensure_ascii=False)
    return await _act(context, effect, "answer", "desk_answered", body=body)


async def close_signal(context: TurnContext, effect: Effect) -> Done:
    """Close with an outcome."""
    return await _act(context, effect, "close", "desk_closed", outcome=effect.answers["close"][0])


async def print_signal(context: TurnContext, effect: Effect) -> Done:
    """The open signal as a page; the print is logged."""
    found = _open_one(context, effect)
    if found is None:
        return Done().say("desk_gone")
    desk, case = found
    if not await records.hold(context.tx, desk.person.id, case.key, context.now, "printed"):
        return Done().say("desk_gone")
    if context.talk:
        await lay_case(context, context.talk)
    whole = desk.cases[case.key]
    return Done(files=papers.case_file(context.writer, whole) if whole else ()).say("desk_printed")


async def name_second(context: TurnContext, effect: Effect) -> Done:
    """Ask a colleague to look too, or nobody any more; they hear that there is something, not what."""
    found = _open_one(context, effect)
    if found is None:
        return Done().say("desk_gone")
    desk, case = found
    wanted = effect.answers["colleague"][0]
    second = None if wanted == "nobody" else wanted
    version = _seen(effect, case)
    named = await records.name_second(context.tx, desk.person.id, case.key, version, second, context.now)
    desk.changed(case.key)
    if not named:
        return Done().say("desk_changed")
    told = await people.by_ids(context.tx, [second]) if second else []
    pushed = [notices.staff_notice(context.writer, one, "notice_coordinator", case.key) for one in told]
    return Done(pushed=pushed).say("desk_named" if second else "desk_named_nobody")


async def first_page(context: TurnContext, effect: Effect) -> Done:
    """The list from its beginning, as it is now."""
    return _turn_page(context, 0)


async def next_page(context: TurnContext, effect: Effect) -> Done:
    """The rest of a long list."""
    desk = DESK.of(context.world)
    page = desk.page if desk else None
    return _turn_page(context, page.last if page and page.more else 0)


def _turn_page(context: TurnContext, after: int) -> Done:
    """The list is laid out anew from behind this number before it is shown."""
    if context.talk:
        context.turn.talk = replace(context.talk, marks={**context.talk.marks, "page": str(after)})
    if desk := DESK.of(context.world):
        desk.page = None
    return Done()
