"""The acts there are, and how one is done: it counts only if the signal is still as it was shown."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.features.desk import papers, records
from bot.features.desk.act import Act, ActDone, Doing, Given, tell_sender
from bot.features.desk.case import DESK, Desk, OpenCase, key_in, version_in
from bot.features.desk.doing import do_act
from bot.features.desk.lay_out import lay_case
from bot.features.signal import deadlines, notices, steps
from bot.features.signal import records as signals
from bot.features.signal.charge import forget_handle
from bot.features.staff import records as people
from bot.intake import context as turn
from bot.intake.context import TurnContext
from bot.places.calendar import day_at
from bot.store import audit
from bot.store.outbox import QueuedMessage
from bot.talk.reply import Effect
from bot.text.day import date_text

NO_VERSION = 0  # versions begin at 1


async def do_effect(act: Act, context: TurnContext, effect: Effect) -> turn.Done:
    """One act on the open signal, if it is still as it was shown; who must hear of it is told."""
    found = open_one(context, effect)
    if found is None:
        return turn.Done().say("desk_gone")
    desk, case = found
    if not case.keeps:
        return turn.Done().say("desk_not_yours")
    given = await act.given(context, effect, case)
    handle = await signals.read_handle(context.tx, case.key)
    version = seen_version(effect, case)
    after = await do_act(context.tx, desk.person.id, case.key, version, act, given, context.now)
    desk.changed(case.key)
    if after is None:
        return turn.Done().say("desk_changed")
    told = await act.tells(ActDone(context, case, given, handle))
    gone = day_at(context.world.library.places, after.area, context.now + deadlines.DEFAULT_RULES.kept_closed)
    return turn.Done(pushed=told).say(act.says(given), deleted=date_text(gone, context.writer.language))


def open_one(context: TurnContext, effect: Effect) -> tuple[Desk, OpenCase] | None:
    """The desk and the case that an effect is about; None where it is not open to who asks (any more)."""
    desk = DESK.of(context.world)
    case = desk.cases.get(key_in(effect.answers)) if desk else None
    return (desk, case) if desk and case else None


def seen_version(effect: Effect, case: OpenCase) -> int:
    """The version of the case that the person acts on; one that no case has where they saw another case."""
    found = version_in(effect.etag, case.key) if effect.etag else case.version
    return NO_VERSION if found is None else found


async def hand_over(doing: Doing) -> None:
    """Who takes it is in charge from now on."""
    if doing.row.coordinator != doing.who:
        await records.hand_signal_over(doing.tx, doing.row, doing.who)


TAKE = Act(
    name="take",
    effect="take_signal",
    says=lambda given: "desk_taken",
    changes=lambda given: steps.mark_taken,
    writes=hand_over,
)


async def asked_step(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """A step that was left out; the question says of which talk, the answer lands in the same field."""
    if context.talk:
        await lay_case(context, context.talk)
    found = open_one(context, effect)
    return Given(step=effect.answers["ask_back"][0], body=json.dumps([found[1].flow if found else ""]))


async def add_question(doing: Doing) -> None:
    """The question, open until its sender answers."""
    await signals.add_contribution(doing.tx, doing.row, "question", doing.given.step, doing.given.body, doing.now)


ASK = Act(
    name="ask",
    effect="ask_back",
    says=lambda given: "desk_asked",
    changes=lambda given: steps.mark_asked,
    given=asked_step,
    writes=add_question,
    tells=tell_sender,
)


async def own_words(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """A few words to the sender."""
    return Given(body=json.dumps(list(effect.answers.get("answer", ())), ensure_ascii=False))


async def add_note(doing: Doing) -> None:
    """The words, for the sender to read."""
    await signals.add_contribution(doing.tx, doing.row, "note", doing.given.step, doing.given.body, doing.now)


ANSWER = Act(
    name="answer",
    effect="answer_sender",
    says=lambda given: "desk_answered",
    changes=lambda given: steps.mark_taken,  # who answers follows up
    given=own_words,
    writes=add_note,
    tells=tell_sender,
)


async def chosen_outcome(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """How it ends."""
    return Given(outcome=effect.answers["close"][0])


async def forget_way_back(doing: Doing) -> None:
    """A closed signal knows no way back to its sender."""
    await forget_handle(doing.tx, doing.row.id, doing.now)


CLOSE = Act(
    name="close",
    effect="close_signal",
    says=lambda given: "desk_closed",
    changes=lambda given: steps.close_with(given.outcome),
    given=chosen_outcome,
    writes=forget_way_back,
    tells=tell_sender,
)


async def named_colleague(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """Who should look too, or nobody any more."""
    wanted = effect.answers["colleague"][0]
    return Given(person=None if wanted == "nobody" else wanted)


async def is_colleague(doing: Doing) -> bool:
    """Only somebody who reads signals and is not in charge of this one anyway."""
    second = doing.given.person
    return second is None or second in {one.id for one in await records.colleagues_of(doing.tx, doing.row)}


async def ask_to_look(doing: Doing) -> None:
    """They may read and print it from now on."""
    await records.set_second(doing.tx, doing.row.id, doing.given.person)


async def log_named(doing: Doing) -> None:
    """A line of the one who was named, beside that of who named them."""
    if doing.given.person:
        who, row = doing.given.person, doing.row
        await audit.write_audit(doing.tx, "named", doing.now, who=who, signal=row.id, area=row.area)


async def tell_colleague(done: ActDone) -> list[QueuedMessage]:
    """They hear that there is something, not what."""
    told = await people.people_by_id(done.context.tx, [done.given.person]) if done.given.person else []
    return [notices.staff_notice(done.context.writer, one, "notice_coordinator", done.case.key) for one in told]


NAME_SECOND = Act(
    name="names",
    effect="name_second",
    says=lambda given: "desk_named" if given.person else "desk_named_nobody",
    changes=lambda given: lambda signal, now: signal,
    given=named_colleague,
    allows=is_colleague,
    writes=ask_to_look,
    logs=log_named,
    tells=tell_colleague,
)

ACTS = (TAKE, ASK, ANSWER, CLOSE, NAME_SECOND)


async def print_signal(context: TurnContext, effect: Effect) -> turn.Done:
    """The open signal as a page; the print is logged."""
    found = open_one(context, effect)
    if found is None:
        return turn.Done().say("desk_gone")
    desk, case = found
    if not await records.hold_signal(context.tx, desk.person.id, case.key, context.now, "printed"):
        return turn.Done().say("desk_gone")
    if context.talk:
        await lay_case(context, context.talk)
    whole = desk.cases[case.key]
    return turn.Done(files=papers.case_file(context.writer, whole) if whole else ()).say("desk_printed")


async def first_page(context: TurnContext, effect: Effect) -> turn.Done:
    """The list from its beginning, as it is now."""
    return _turn_page(context, 0)


async def next_page(context: TurnContext, effect: Effect) -> turn.Done:
    """The rest of a long list."""
    desk = DESK.of(context.world)
    page = desk.page if desk else None
    return _turn_page(context, page.last if page and page.more else 0)


def _turn_page(context: TurnContext, after: int) -> turn.Done:
    """The list is laid out anew from behind this number before it is shown."""
    if context.talk:
        context.turn.talk = replace(context.talk, marks={**context.talk.marks, "page": str(after)})
    if desk := DESK.of(context.world):
        desk.page = None
    return turn.Done()
