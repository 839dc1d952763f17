"""From a turn to messages: its effects are done and its replies written, in their order."""

from __future__ import annotations

from dataclasses import replace

from bot.flow.model import Step
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Features
from bot.post.message import Message
from bot.talk.reply import Effect, Reply
from bot.talk.state import Talk
from bot.words.render import join_messages
from bot.words.writer import Writer


async def carry_out(context: TurnContext, features: Features) -> list[Message]:
    """Do the effects and write the replies of a turn.

    An effect never touches the replies that wait: it says what it brought about, and what the talk does next
    (`Done.follows`) is decided by the engine on what is left.
    """
    turn, messages = context.turn, list[Message]()
    protected = _protected(context)
    if turn.talk:  # what its messages are about is looked at before anything is done to it
        await load_step(context, features, turn.talk, None)
    while turn.out:
        item = turn.out.pop(0)
        says = [item] if isinstance(item, Reply) else await _do(context, features, item)
        for reply in says:
            message = await _written(context, features, reply)
            messages.append(context.with_files(message, protected))
    joined = join_messages(_with_number(context, messages) + context.done.messages)
    if turn.talk and (last := features.after_turn.get(turn.talk.flow)):
        turn.talk = last(context, turn.talk)
    if joined and (context.done.deletes or context.done.sweeps):
        joined[0] = replace(joined[0], deletes=context.done.deletes, sweeps=context.done.sweeps)
    return joined


def _with_number(context: TurnContext, messages: list[Message]) -> list[Message]:
    """At a question about danger whoever is refused, for whatever cause, reads first where help is."""
    at = next((position for position, message in enumerate(messages) if message.error), None)
    if at is None or not context.turn.asks_about_danger():
        return messages
    refusal = messages[at]
    number = Writer(context.world, refusal.language).phrase("danger_at_once")
    return [*messages[:at], replace(refusal, text=f"{number}\n\n{refusal.text}"), *messages[at + 1 :]]


async def _do(context: TurnContext, features: Features, effect: Effect) -> list[Reply]:
    """What an effect has to say; whether it happened is decided by rows, never by chance."""
    done: Done = await features.effects[effect.name](context, effect)
    context.gather(done)
    if done.follows:
        done.follows(context.turn)
    return done.says


def _protected(context: TurnContext) -> bool:
    talk = context.talk
    return talk is not None and context.world.library.vocabulary.policy(talk.flow).protected


async def _written(context: TurnContext, features: Features, reply: Reply) -> Message:
    """A reply as a message, with all it shows loaded."""
    if reply.talk:
        step = context.turn.flows[reply.talk.flow].step(reply.key)
        await load_step(context, features, reply.talk, step)
    return context.writer_of(reply).message(reply)


async def load_step(context: TurnContext, features: Features, talk: Talk, step: Step | None) -> None:
    """Load what a step of a talk offers and shows, and what stands around it; each feature loads it once an event."""
    if before := features.before_words.get(talk.flow):
        await before(context, talk)
    if step is None:
        return
    names = [call.name for call in step.show]
    if step.choices and step.choices.source:
        names.append(step.choices.source.name)
    for name in names:
        if name in features.loads:
            await features.loads[name](context, talk)
