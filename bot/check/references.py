"""Names in a flow that must exist: steps, options, marks, facts, sources, effects, talks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.check.shape import Shape
from bot.check.where import Where
from bot.check.world import Names
from bot.flow.model import Call, Choices, Condition, Each, Flow, Option, Step, split_key
from bot.flow.source import Fault, YamlPath

Cause = tuple[str, str]


@dataclass(frozen=True)
class References:
    """Checks the names in one flow."""

    flow: Flow
    flows: Mapping[str, Flow]
    names: Names
    where: Where

    def faults(self) -> Iterator[Fault]:
        """Every name that leads nowhere, and every step id that stands twice."""
        yield from self.doubles()
        for number, node in enumerate(self.flow.nodes):
            if isinstance(node, Each):
                yield from self.each(node, number)
            for step in node.steps if isinstance(node, Each) else (node,):
                yield from self.step(step, number)
        for role, fact in self.flow.roles.items():
            if fact and fact.removeprefix("is.") not in self.names.facts:
                cause = f"'{role}' depends on the fact '{fact}', which does not exist."
                yield self.where.top(self.flow, ("for",), cause, _one_of(f"is.{name}" for name in self.names.facts))

    def doubles(self) -> Iterator[Fault]:
        """Step ids that stand twice at the same depth: the answers of one would be those of the other."""
        seen: set[tuple[str, bool]] = set()
        for node in self.flow.nodes:
            for step in node.steps if isinstance(node, Each) else (node,):
                key = (step.id, isinstance(node, Each))
                if key in seen:
                    cause = f"The step '{step.id}' stands twice in the flow '{self.flow.name}'."
                    yield self.where.fault(self.flow, step, ("id",), cause, "Give one of the two another id.")
                seen.add(key)

    def each(self, node: Each, number: int) -> Iterator[Fault]:
        """An `each` walks the chosen options of a `many` above it."""
        above = {step.id: step for at in self.flow.nodes[:number] if isinstance(at, Step) for step in (at,)}
        step = above.get(node.over)
        if step is None or step.kind != "many":
            cause = f"'each: {node.over}' needs a question with 'many' above it."
            many = [id for id, found in above.items() if found.kind == "many"]
            yield self.where.each(self.flow, node, cause, _one_of(many))

    def step(self, step: Step, number: int) -> Iterator[Fault]:
        """All names in one step."""
        for part, condition in (("when", step.when), ("unless", step.unless)):
            yield from self.condition(step, (part,), condition, number)
        for word, choices in (("one", step.one), ("many", step.many)):
            if choices:
                yield from self.choices(step, word, choices, number)
        for call in step.show:
            yield from self.shown(step, call)
        if step.do and step.do not in self.names.effects:
            yield self.fault(step, ("do",), f"There is no effect '{step.do}'.", self.names.effects)
        if step.start:
            yield from self.door(step, step.start)
        for name in (name for name in step.keeps if name not in self._ids()):
            yield self.fault(step, ("keeps",), f"There is no step '{name}' to keep.", self._ids())
        yield from self.alone(step)
        for word, id in step.hears.items():
            written = step.choices.written if step.choices else {}
            if id not in written:
                yield self.fault(step, ("hears", word), f"'{id}' is no option of '{step.id}'.", written)

    def alone(self, step: Step) -> Iterator[Fault]:
        """`alone` names options that are written in the step."""
        written = step.choices.written if step.choices else {}
        for name in step.alone:
            if name not in written:
                yield self.fault(step, ("alone",), f"'{name}' is no option of '{step.id}'.", written)

    def choices(self, step: Step, word: str, choices: Choices, number: int) -> Iterator[Fault]:
        """The options of a question."""
        if choices.source and choices.source.name not in self.names.sources:
            cause = f"There is no source '{choices.source.name}'."
            yield self.fault(step, (word, "from"), cause, self.names.sources)
        elif choices.source and choices.source.params:
            cause = f"The source '{choices.source.name}' takes no settings."
            yield self.fault(step, (word, "from"), cause, (choices.source.name,))
        if not choices.written and not choices.source:
            yield self.fault(step, (word,), f"The question '{step.id}' has no answers.", ("id: label",))
        for id, option in choices.written.items():
            yield from self.option(step, (word, "also", id) if id in choices.also else (word, id), option, number)

    def shown(self, step: Step, call: Call) -> Iterator[Fault]:
        """Something to show exists, and so do its settings: with another it would show the wrong thing, or nothing."""
        taken = self.names.shows.get(call.name)
        if taken is None:
            yield self.fault(step, ("show",), f"There is nothing called '{call.name}' to show.", self.names.shows)
            return
        for name in (name for name in call.params if name not in taken):
            yield self.fault(step, ("show",), f"'{call.name}' has no setting '{name}'.", taken)
        for name, values in taken.items():
            value = call.params.get(name, "")
            if value not in values:
                cause = f"'{call.name}' knows no {name} '{value}'." if value else f"'{call.name}' needs a {name}."
                yield self.fault(step, ("show",), cause, (known for known in values if known))

    def option(self, step: Step, path: YamlPath, option: Option, number: int) -> Iterator[Fault]:
        """What an option asks for and changes."""
        for part, condition in (("when", option.when), ("unless", option.unless)):
            yield from self.condition(step, (*path, part), condition, number)
        for name, value in option.sets.items():
            if cause := self.unset(name, value):
                yield self.where.fault(self.flow, step, (*path, "sets", name), *cause)
        for name in option.forgets:
            if split_key(name)[0] not in self._ids():
                cause_text = f"There is no step '{name}' to forget."
                yield self.fault(step, (*path, "forgets"), cause_text, self._ids())
        if option.do and option.do not in self.names.effects:
            yield self.fault(step, (*path, "do"), f"There is no effect '{option.do}'.", self.names.effects)

    def unset(self, name: str, value: str) -> Cause | None:
        """Why `sets` cannot give a mark or step this value."""
        if name in self.flow.marks:
            values = self.flow.marks[name]
            return None if value in values else (f"The mark '{name}' has no value '{value}'.", _one_of(values))
        step = self.flow.step(name)
        if step is None:
            return f"'{name}' is neither a mark nor a step.", _near(name, [*self.flow.marks, *self._ids()])
        known = self.values(name)
        return None if known is None or value in known else (f"'{name}' has no option '{value}'.", _one_of(known))

    def condition(self, step: Step, path: YamlPath, condition: Condition, number: int) -> Iterator[Fault]:
        """Every name and value of a `when` or `unless`."""
        for name, values in condition.items():
            for value in values:
                cause = self.answered(value) if name == "answered" else self.unmet(step, name, value, number)
                if cause:
                    yield self.where.fault(self.flow, step, (*path, name), *cause)

    def answered(self, key: str) -> Cause | None:
        """Why `answered: KEY` asks for nothing."""
        if split_key(key)[0] in self._ids():
            return None
        return f"'answered: {key}' names no step.", _near(key, self._ids())

    def unmet(self, step: Step, name: str, value: str, number: int) -> Cause | None:
        """Why a condition can never be what its author meant."""
        if name.startswith("is."):
            known = self.names.facts.get(name.removeprefix("is."))
            if known is None:
                return f"There is no fact '{name}'.", _one_of(f"is.{fact}" for fact in self.names.facts)
            return None if value in known else (f"The fact '{name}' is never '{value}'.", _one_of(known))
        if name in self.flow.marks:
            marks = self.flow.marks[name]
            return None if not marks or value in marks else (f"The mark '{name}' is never '{value}'.", _one_of(marks))
        found = self.positions().get(name)
        if found is None:
            return f"There is no step '{name}'.", _near(name, [*self.flow.marks, *self._ids()])
        if found > number or (found == number and not self._above(number, name, step.id)):
            return f"The step '{name}' comes only later.", "Ask about an earlier step, or move this one down."
        options = self.values(name)
        if options is None or value in options:
            return None
        return f"'{name}' has no option '{value}'.", _near(value, options)

    def _above(self, number: int, name: str, id: str) -> bool:
        node = self.flow.nodes[number]
        ids = [step.id for step in node.steps] if isinstance(node, Each) else []
        return name in ids and ids.index(name) < ids.index(id)

    def positions(self) -> dict[str, int]:
        """Step id → where it stands first."""
        found: dict[str, int] = {}
        for number, step in Shape(self.flow, self.names).steps:
            found.setdefault(step.id, number)
        return found

    def values(self, name: str) -> list[str] | None:
        """Every option of a step; None where any text may stand (a place, a text, a source that depends)."""
        steps = [step for _, step in Shape(self.flow, self.names).steps if step.id == name]
        found: list[str] = []
        for step in steps:
            if step.choices is None:
                return None
            found += step.choices.written
            if step.choices.source:
                world = self.names.sources.get(step.choices.source.name)
                offered = Shape(self.flow, self.names).offered(step) if world else []
                if not offered:
                    return None
                found += offered
        return found

    def door(self, step: Step, name: str) -> Iterator[Fault]:
        """A `start` leads to a talk that has the steps carried into it."""
        if name not in self.flows:
            yield self.fault(step, ("start",), f"There is no talk '{name}'.", self.flows)
            return
        ids = [split_key(key)[0] for key in self.flows[name].steps]
        for here, there in step.carry.items():
            if here not in self._ids():
                yield self.fault(step, ("carry", here), f"There is no step '{here}' to carry.", self._ids())
            elif there not in ids:
                yield self.fault(step, ("carry", here), f"The talk '{name}' has no step '{there}'.", ids)

    def _ids(self) -> list[str]:
        return [split_key(key)[0] for key in self.flow.steps]

    def fault(self, step: Step, path: YamlPath, cause: str, known: Iterable[str]) -> Fault:
        """A fault in a part of a step, with the names that would be right."""
        return self.where.fault(self.flow, step, path, cause, _one_of(known))


def _one_of(known: Iterable[str]) -> str:
    names = sorted(set(known))
    return f"Use one of: {', '.join(names)}." if names else "Take it out."


def _near(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean '{close[0]}'?" if close else _one_of(known)
