"""Going back, and fitting a talk to a flow file that changed under it."""

from __future__ import annotations

from dataclasses import replace

from bot.flow.model import Flow
from bot.talk.answer import shape
from bot.talk.state import Talk
from bot.talk.trail import Trail


def back(flow: Flow, talk: Talk, path: Trail) -> Talk | None:
    """The talk before its newest answer, or None at its first question. Answers that were carried stay."""
    if talk.draft:
        cleared = replace(talk, draft=None)
        if talk.draft.guard or talk.draft.places:
            return cleared
    counting = {stop.key for stop in path.done if stop.step.asks}
    given = [key for key in talk.answers if key in counting and key not in talk.carried]
    if not given:
        return None
    order = list(talk.answers)
    later = order[order.index(given[-1]) :]
    return talk.without({key for key in later if key not in talk.carried})


def fit(flow: Flow, talk: Talk) -> tuple[Talk, int]:
    """The talk without the answers that today's flow file no longer has in that shape, and how many those are."""
    gone = {key for key in talk.answers if not _fits(flow, talk, key)}
    return (talk.without(gone), len(gone)) if gone else (talk, 0)


def _fits(flow: Flow, talk: Talk, key: str) -> bool:
    step = flow.step(key)
    if step is None or talk.prints.get(key, shape(step)) != shape(step):
        return False
    choices = step.choices
    if choices is None or choices.source is not None:
        return True
    return set(talk.answers[key]) <= set(choices.written)
