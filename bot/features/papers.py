"""Take it with me: the answers of a talk as text and as a page; nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.words.sheets import taken_along
from bot.words.vocabulary import Paper

WORRY_PAPER = Paper(
    title="sheet_signal", file="file_signal", intro="sheet_no_names"
)  # where a talk has no paper of its own


async def take_with_me(context: TurnContext, effect: Effect) -> Done:
    """The answers as text and page, as the paper of their talk says."""
    talk = context.talk or Talk(effect.talk, effect.flow, context.writer.language)
    answered = replace(talk, answers=dict(effect.answers), flow=effect.flow)
    paper = context.world.library.vocabulary.policy(effect.flow).paper or WORRY_PAPER
    return Done(files=taken_along(context.writer, answered, paper))


FEATURE = Feature(name="papers", effects={"take_with_me": take_with_me})
