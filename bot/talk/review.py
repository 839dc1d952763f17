"""Going back, and fitting a talk to a flow file that changed under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.flow.model import Each, Flow, Step, split_key
from bot.talk.answer import step_shape
from bot.talk.state import Answer, Draft, Talk
from bot.talk.trail import Trail, World


def step_back(talk: Talk, path: Trail) -> Talk | None:
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


@dataclass(frozen=True)
class Fitted:
    """A talk as it goes on under today's flow files; None where its flow is gone.

    `lost` are the keys of the questions whose answer was dropped, `again` how many of them today's file still has.
    """

    talk: Talk | None
    lost: tuple[str, ...] = ()
    again: int = 0


def fit_to_flows(flows: Mapping[str, Flow], talk: Talk, world: World) -> Fitted:
    """Drop the answers whose step, kind, option or consent is no longer there; also of the talk that waits below."""
    below = fit_to_flows(flows, talk.below, world) if talk.below else Fitted(None)
    if talk.flow not in flows:
        return Fitted(below.talk, (*talk.answers, *below.lost), below.again)
    flow = flows[talk.flow]
    gone = {key for key, values in talk.answers.items() if not _fits(flow, talk, key, values, world)}
    lost = [key for key in talk.answers if key in gone and _was_asked(flow, talk, key)]
    again = sum(_offered_still(flow, talk, key, world) for key in lost)
    kept = replace(talk.without(gone) if gone else talk, below=below.talk)
    if kept.draft and not _draft_fits(flow, talk, kept.draft, world):
        kept = replace(kept, draft=None)
    return Fitted(kept, (*lost, *below.lost), again + below.again)


def _fits(flow: Flow, talk: Talk, key: str, values: Answer, world: World) -> bool:
    step = flow.step(key)
    if step is None or talk.prints.get(key, step_shape(step)) != step_shape(step):
        return False
    return _possible(step, talk, key, values, world)


def _possible(step: Step, talk: Talk, key: str, values: Answer, world: World) -> bool:
    """Whether every one of these options is there today; a list that differs from person to person is not judged."""
    choices = step.choices
    if choices is None:
        return True
    found = set(choices.written)
    if choices.source:
        listed = world.lasting(choices.source, split_key(key)[1], talk)
        if listed is None:
            return True
        found |= listed
    return set(values) <= found


def _was_asked(flow: Flow, talk: Talk, key: str) -> bool:
    """Whether a person had answered (messages said and deeds done are no loss to anybody)."""
    print_of = talk.prints.get(key, "")
    step = flow.step(key)
    kind = print_of.partition(":")[0] or (step.kind if step else "one")
    return kind not in ("say", "do", "start")


def _offered_still(flow: Flow, talk: Talk, key: str, world: World) -> bool:
    """Whether today's file has the question; inside an each, also its item."""
    step = flow.step(key)
    over = next((node.over for node in flow.nodes if isinstance(node, Each) and step in node.steps), None)
    if step is None or not step.asks or over is None:
        return step is not None and step.asks
    many, item = flow.step(over), split_key(key)[1] or ""
    return many is not None and _possible(many, talk, over, (item,), world)


def _draft_fits(flow: Flow, talk: Talk, draft: Draft, world: World) -> bool:
    """Whether what waits on the open question can still become its answer."""
    step = flow.step(draft.key)
    if draft.key == "language":
        return True
    if step is None or (bool(draft.guard) != (step.kind == "text")) or (draft.places and step.kind != "place"):
        return False
    return _possible(step, talk, draft.key, draft.values, world)
