"""The sender comes back by code or chat: how a signal stands, what was written, and an open question to answer."""

from __future__ import annotations

import json
from functools import partial

from bot.features.signal import notices
from bot.features.signal import records as signals
from bot.features.signal.kind import written_in
from bot.features.signal.records import SignalStatus
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.store import limits
from bot.talk.always import asking_for
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.talk.turn import Turn
from bot.text.foreign import safe_to_show


async def signals_asked_for(context: TurnContext, code: str) -> list[str] | None:
    """The signals of a code, or those that answer into this chat; None when there is a wait first."""
    if not code:
        return await signals.signals_of_lane(context.tx, context.lane)
    try:
        found = await signals.find_by_receipt(context.tx, code, context.lane, context.now)
    except limits.MustWait:
        return None
    return [found] if found else []


async def show_receipt(context: TurnContext, effect: Effect) -> Done:
    """The state of a signal, by code or by the chat it answers into; an open question is asked right away."""
    keys = await signals_asked_for(context, effect.argument)
    if keys is None:
        return Done().say("receipt_wait")
    found = [await signals.read_status(context.tx, key) for key in keys]
    open_ones = sorted((status for status in found if status), key=lambda status: not status.questions)
    if not open_ones:
        return Done().say("receipt_unknown" if effect.argument else "receipt_form")
    return _told(context, open_ones[0])


def _told(context: TurnContext, status: SignalStatus) -> Done:
    """How one signal stands."""
    done = Done().say(f"state_{status.state}")
    for note in status.notes:
        done.say("state_answer").say("as_written", text=safe_to_show(" ".join(json.loads(note.body))))
    if status.told_unread:
        operator = context.world.operator({"place": (status.area,)})
        done.say("unread_call", contact=operator.contact if operator else "112")
    if status.questions and context.talk is None:
        done.follows = partial(_ask, _questions(context, status))
    return done


def _questions(context: TurnContext, status: SignalStatus) -> Talk:
    """A talk of the open questions of a signal and nothing else."""
    world = context.world
    flow = written_in(world.library, next(iter(json.loads(status.questions[0].body)), None))
    steps = tuple(word.step for word in status.questions)
    return Talk(world.fresh(), flow, world.language, only=steps, signal=status.id)


def _ask(talk: Talk, turn: Turn) -> None:
    turn.say("state_open_question")
    turn.talk = talk
    turn.advance()


async def answer_question(context: TurnContext, effect: Effect) -> Done:
    """The sender's answers to a coordinator's questions."""
    done = False
    for key, values in effect.answers.items():
        body = json.dumps(list(values), ensure_ascii=False)
        done = await signals.answer_question_of(context.tx, effect.argument, key, body, context.now) or done
    if not done or await signals.read_status(context.tx, effect.argument) is None:
        return Done().say("answer_sent" if done else "question_gone")
    told = await notices.notices_to_staff(
        context.tx, context.writer, "notice_coordinator", ("coordinator",), effect.argument
    )
    return Done(pushed=told).say("answer_sent")


FEATURE = Feature(
    name="receipt",
    commands={"receipt": asking_for("receipt")},
    refusals=("question_gone", "receipt_unknown", "receipt_wait"),
    effects={"receipt": show_receipt, "answer_question": answer_question},
)
