"""The one rule: the next step is the first one whose `when` holds and that is not yet answered or said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.flow.model import Call, Condition, Each, Flow, Option, Step, key_of, option_context, split_key
from bot.talk.event import Spot
from bot.talk.state import Answer, Talk

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Offered:
    """An option a person can choose now: its id, the gettext context and the English text of its label.

    A label without context is shown as it stands (a place, a signal's code).
    """

    id: str
    context: str
    text: str
    option: Option | None = None


class World(Protocol):
    """What the turn may ask of the world: plain data, loaded before the turn begins."""

    @property
    def language(self) -> str:
        """The language to begin in: what the channel guessed, where it is offered."""

    @property
    def commands(self) -> Mapping[str, Callable[[Any, str], None]]:
        """What features let people ask for at any step: a command's name and what it does to the turn."""

    def holds_answers(self, flow: str) -> bool:
        """Whether leaving a talk loses what took a thought (a list to choose from is none)."""

    def phrase(self, name: str) -> str:
        """The English text of a sentence of the assistant."""

    def fact(self, name: str, answers: Answers) -> str:
        """The value of `is.NAME`, given the answers so far."""

    def source(self, call: Call, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        """The options of a registered source."""

    def lasting(self, call: Call, item: str | None, talk: Talk) -> frozenset[str] | None:
        """The options of a source that are the same for everybody; None where they differ from person to person."""

    def label(self, offered: Offered, language: str) -> str:
        """The words of an option, for answers that are typed."""

    def heard(self, text: str) -> str:
        """What a common word means in whatever language it is typed: `yes`, `no`, `help`, or nothing."""

    def flags(self, text: str) -> tuple[str, ...]:
        """What the guards see in a text: `names`, `belief`, `receipt`."""

    def offered_in(self, flow: str) -> tuple[str, ...]:
        """The languages a flow is complete in."""

    def fresh(self) -> str:
        """A new talk id of six characters."""

    def known(self, code: str) -> bool:
        """Whether there is a place with this code."""

    def regions(self, code: str) -> tuple[Spot, ...]:
        """The countries (code empty), the regions of a country, nothing below."""


@dataclass(frozen=True)
class Stop:
    """A step on the trail with its item; `key` is where its answer lies."""

    step: Step
    item: str | None

    @property
    def key(self) -> str:
        return key_of(self.step, self.item)


@dataclass(frozen=True)
class Trail:
    """The steps that are done and count, in the flow's order, and the first one that is open (None at the end)."""

    done: tuple[Stop, ...]
    open: Stop | None
    answers: dict[str, Answer]

    @property
    def end(self) -> str | None:
        """The name of the end that was reached."""
        return next((stop.step.end for stop in self.done if stop.step.end), None)


def trail(flow: Flow, talk: Talk, world: World) -> Trail:
    """Walk the flow from the top; answers of steps whose `when` no longer holds do not count."""
    seen: dict[str, Answer] = dict(talk.answers) if talk.floor else {}
    done: list[Stop] = []
    for stop in _stops(flow, talk, seen):
        if not talk.only and not is_asked(stop, seen, talk.marks, world):
            continue
        if stop.key in talk.answers:
            seen[stop.key] = talk.answers[stop.key]
            done.append(stop)
            if stop.step.end:
                return Trail(tuple(done), None, seen)
        elif not stop.step.carried:
            return Trail(tuple(done), stop, seen)
    return Trail(tuple(done), None, seen)


def may_ask_place(flow: Flow, talk: Talk) -> bool:
    """Whether the open question may be one for a place: told without the world, and never no where it is one."""
    return any(step.kind == "place" and key not in talk.answers for key, step in flow.steps.items())


def _stops(flow: Flow, talk: Talk, seen: Answers) -> Iterator[Stop]:
    if talk.only:
        wanted = [(flow.step(key), split_key(key)[1]) for key in talk.only]
        yield from (Stop(step, item) for step, item in wanted if step)
        return
    below = not talk.floor
    for node in flow.nodes:
        if isinstance(node, Each):
            if below:
                for item in _items(flow, node, seen):
                    yield from (Stop(step, item) for step in node.steps)
        elif below:
            yield Stop(node, None)
        else:
            below = node.id == talk.floor


def _items(flow: Flow, node: Each, seen: Answers) -> list[str]:
    """The chosen options of the `many`, without those written as `also` (such as `none`)."""
    step = flow.steps.get(node.over)
    also = step.choices.also if step and step.choices else {}
    return [item for item in seen.get(node.over, ()) if item not in also]


def is_asked(stop: Stop, seen: Answers, marks: Mapping[str, str], world: World) -> bool:
    """Whether the step's `when` holds and its `unless` does not."""
    return condition_holds(stop.step.when, stop.step.unless, stop.item, seen, marks, world)


def condition_holds(
    when: Condition, unless: Condition, item: str | None, seen: Answers, marks: Mapping[str, str], world: World
) -> bool:
    """A `when` holds when every key has one of its values; unanswered never matches, in `when` or `unless`."""
    if when and not _holds(when, item, seen, marks, world):
        return False
    return not unless or not _holds(unless, item, seen, marks, world)


def _holds(condition: Condition, item: str | None, seen: Answers, marks: Mapping[str, str], world: World) -> bool:
    return all(
        any(_answered(key, seen) for key in wanted)
        if name == "answered"
        else bool(set(wanted) & set(_values(name, item, seen, marks, world)))
        for name, wanted in condition.items()
    )


def _answered(key: str, seen: Answers) -> bool:
    if key.endswith("[]"):
        return any(name.startswith(key[:-1]) for name in seen)
    return key in seen


def _values(name: str, item: str | None, seen: Answers, marks: Mapping[str, str], world: World) -> Answer:
    if name.startswith("is."):
        return (world.fact(name.removeprefix("is."), seen),)
    if item is not None and f"{name}[{item}]" in seen:
        return seen[f"{name}[{item}]"]
    if name in seen:
        return seen[name]
    return (marks[name],) if name in marks else ()


def offered_options(stop: Stop, talk: Talk, seen: Answers, world: World) -> tuple[Offered, ...]:
    """The options that can be chosen at this step now."""
    choices = stop.step.choices
    if choices is None:
        return ()
    from_source = world.source(choices.source, stop.item, talk) if choices.source else ()
    written = tuple(
        Offered(id, option_context(stop.step.owner, stop.step.id, id), option.label, option)
        for id, option in choices.written.items()
        if condition_holds(option.when, option.unless, stop.item, seen, talk.marks, world)
    )
    return from_source + written
