"""What the steps still to come can ask of the answers given: the part of a talk on which its future depends.

Two talks with the same `future` go the same way from here on, whatever else was answered. This is how thousands of
paths are listed from a few hundred questions.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.check.world import Names
from bot.flow.model import Condition, Each, Flow, Option, Step, split_key
from bot.talk.state import Talk

Atom = tuple[str, str]


@dataclass(frozen=True)
class Shape:
    """A flow, read for its conditions. `doors` are the flows it leads to, which may refuse a role."""

    flow: Flow
    names: Names
    doors: tuple[Flow, ...] = ()

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each step stands, by its key (`areas`, `noticed[]`); the steps of an each stand together."""
        return {
            f"{step.id}[]" if isinstance(node, Each) else step.id: number
            for number, node in enumerate(self.flow.nodes)
            for step in _inside(node)
        }

    @cached_property
    def steps(self) -> list[tuple[int, Step]]:
        """Every step with its position."""
        return [(number, step) for number, node in enumerate(self.flow.nodes) for step in _inside(node)]

    @cached_property
    def moving(self) -> list[frozenset[str]]:
        """For each position: steps before it whose answer, or whether they are asked, can still change."""
        return [self._moving(position) for position in range(len(self.flow.nodes))]

    def _moving(self, position: int) -> frozenset[str]:
        found: set[str] = set()
        while True:
            more = set(found)
            for number, step in self.steps:
                if number >= position or step.id in found:
                    more |= self._changed[step.id]
                if self._reads[step.id] & found:
                    more.add(step.id)
            if more == found:
                return frozenset(found)
            found = more

    @cached_property
    def _changed(self) -> dict[str, set[str]]:
        """Step → what its options set or forget."""
        return {
            step.id: {split_key(name)[0] for each in self.options(step) for name in (*each.sets, *each.forgets)}
            for _, step in self.steps
        }

    @cached_property
    def _reads(self) -> dict[str, set[str]]:
        """Step → the names in its `when` and `unless`."""
        return {
            step.id: {split_key(name)[0] for name, _ in condition_atoms([(step.when, step.unless)])}
            for _, step in self.steps
        }

    def options(self, step: Step, item: str | None = None) -> list[Option]:
        """The options of a step: written, and from its source."""
        if step.choices is None:
            return []
        offer = self.names.sources.get(step.choices.source.name) if step.choices.source else None
        sourced = offer(item, Talk("", self.flow.name, "en")) if offer else ()
        return [*step.choices.written.values(), *(each.option for each in sourced if each.option)]

    def offered(self, step: Step) -> list[str]:
        """The ids that the source of a step offers, outside of any item."""
        offer = self.names.sources.get(step.choices.source.name) if step.choices and step.choices.source else None
        return [each.id for each in offer(None, Talk("", self.flow.name, "en"))] if offer else []

    @cached_property
    def asked(self) -> list[frozenset[Atom]]:
        """For each position: every (name, value) that a step there, later, or still moving may ask."""
        found = []
        for position in range(len(self.flow.nodes)):
            steps = [step for number, step in self.steps if number >= position or step.id in self.moving[position]]
            found.append(frozenset(condition_atoms(pair for step in steps for pair in self._conditions(step))))
        return found

    def _conditions(self, step: Step) -> Iterator[tuple[Condition, Condition]]:
        yield step.when, step.unless
        for option in step.choices.written.values() if step.choices else ():
            yield option.when, option.unless

    @cached_property
    def uses(self) -> dict[Atom, frozenset[int]]:
        """(step, option) → the conditions that name it, by number: options named by the same ones count as one."""
        found: dict[Atom, set[int]] = {}
        pairs = [pair for _, step in self.steps for pair in self._conditions(step)]
        for number, condition in enumerate(part for pair in pairs for part in pair):
            for atom in condition_atoms([(condition, {})]):
                found.setdefault(atom, set()).add(number)
        return {atom: frozenset(numbers) for atom, numbers in found.items()}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts this flow asks, in alphabetical order."""
        roles = {fact.removeprefix("is.") for fact in self.flow.roles.values() if fact}
        asked = {name.removeprefix("is.") for name, _ in self.asked[0] if name.startswith("is.")} if self.asked else ()
        return tuple(sorted({*roles, *asked} & set(self.names.facts)))

    def future(self, talk: Talk, open: str, facts: Mapping[str, str]) -> Hashable:
        """All of a talk on which its way from the open question on depends."""
        position = self.order[base_key(open)]
        asked = self.asked[position]
        named = {split_key(name)[0] for name, _ in asked}
        role = next(iter(talk.answers.get("role", ())), "")
        return (
            open,
            talk.floor,
            frozenset(key for key in talk.answers if self._counts(key, position, asked)),
            frozenset(
                (key, value)
                for key, values in talk.answers.items()
                if split_key(key)[0] in named
                for value in values
                if (split_key(key)[0], value) in asked
            ),
            frozenset(mark for mark in talk.marks.items() if mark in asked),
            tuple(talk.answers.get(over, ()) for over in self._walked(position)),
            tuple(_entitled(flow, role, facts) for flow in (self.flow, *self.doors)) if role else (),
        )

    def _counts(self, key: str, position: int, asked: frozenset[Atom]) -> bool:
        id = split_key(key)[0]
        return (
            self.order.get(base_key(key), -1) >= position
            or id in self.moving[position]
            or bool({(id, ""), (f"{id}[]", "")} & asked)
        )

    def _walked(self, position: int) -> Iterator[str]:
        for number, node in enumerate(self.flow.nodes):
            if isinstance(node, Each) and number >= position:
                yield node.over


def base_key(key: str) -> str:
    """The key of a step in its flow: `noticed[school]` as `noticed[]`."""
    name, item = split_key(key)
    return name if item is None else f"{name}[]"


def _entitled(flow: Flow, role: str, facts: Mapping[str, str]) -> str:
    """Whether a flow is for a role: yes, no, or the name of a fact that is not settled here."""
    fact = flow.roles.get(role, "no" if flow.roles else None)
    return "yes" if fact is None else facts.get(fact.removeprefix("is."), fact)


def _inside(node: Step | Each) -> tuple[Step, ...]:
    return node.steps if isinstance(node, Each) else (node,)


def condition_atoms(pairs: Iterable[tuple[Condition, Condition]]) -> Iterator[Atom]:
    """The (name, value) pairs of conditions; `answered: step` as (step, "")."""
    for pair in pairs:
        for condition in pair:
            for name, values in condition.items():
                yield from ((value, "") if name == "answered" else (name, value) for value in values)
