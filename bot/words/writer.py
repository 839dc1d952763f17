"""The words of a message: texts in one language, filled with what follows from the place and from the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.flow.model import Call, option_context
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered, Stop, Trail
from bot.text.direction import is_rtl, isolate_if_rtl
from bot.text.fill import placeholder_names
from bot.text.foreign import safe_to_show
from bot.words.world import World

PLACE_VALUES = frozenset(("town", "readers", "reader", "operator", "contact"))


@dataclass
class Writer:
    """Writes messages in one language, filling texts with `values` and with what follows from the place."""

    world: World
    language: str
    values: dict[str, str] = field(default_factory=dict)

    def phrase(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """A sentence of the assistant."""
        source = self.world.phrase(name)
        return self.fill(f"phrases.{name}", source, {**self.values, **(values or {})})

    def fill(self, context: str, source: str, values: Mapping[str, str]) -> str:
        """A text with the values it names."""
        wanted = {name: values[name] for name in placeholder_names(source) if name in values}
        return self.world.library.texts.say(self.language, context, source, wanted)

    def area(self, area: str) -> str:
        """The name of a life area."""
        found = self.world.library.content.areas.get(area)
        return self.world.library.texts.say(self.language, f"areas.{area}.label", found.label) if found else area

    def place(self, code: str) -> str:
        """The name of a place."""
        if not self.world.known(code):
            return self.phrase("place_none")
        return self.world.library.places.label(code, self.language)

    def town(self, code: str) -> str:
        """The short name of an area; its code where it is no longer known."""
        return self.world.library.places.area(code).called(self.language) if self.world.known(code) else code

    def place_values(self, answers: Mapping[str, Answer]) -> dict[str, str]:
        """What follows from the place (`PLACE_VALUES`): its name, who reads, who answers for it."""
        operator = self.world.operator(answers)
        code = self.world.chain(answers)[0]
        return {
            "town": self.world.library.places.area(code).called(self.language),
            "readers": self.phrase("readers"),
            "reader": self.phrase("reader_coordinator"),
            "operator": operator.name if operator else "",
            "contact": operator.contact if operator else "",
        }

    def pair(self, label: str, value: str) -> str:
        """A label and what belongs to it, with the colon the language writes, on one line: no text can add a row."""
        return self.phrase("pair", {"label": label, "value": " ".join(value.splitlines())})

    def several(self, parts: Iterable[str]) -> str:
        """Several answers on one line, set apart as the language does it."""
        return ("\N{ARABIC SEMICOLON} " if is_rtl(self.language) else "; ").join(parts)

    def said(self, body: Iterable[str]) -> str:
        """What somebody wrote, as another is shown it, on one line."""
        return isolate_if_rtl(" ".join(self.several(map(safe_to_show, body)).splitlines()))

    def show(self, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
        """What a step shows beside its text, in words."""
        return self.world.library.vocabulary.shows[call.name].write(self, call, answers, talk)

    def rows(self, path: Trail, talk: Talk) -> list[tuple[str, list[str]]]:
        """Every answer that can be sent, as (label, words)."""
        found = []
        for stop in path.done:
            step = stop.step
            if step.asks and step.short and step.unsent == "no" and step.kind != "review":
                found.append((self.short(stop), self.words(stop, talk, path)))
        return found

    def short(self, stop: Stop) -> str:
        """The short name of a question, with its area."""
        label = self.fill(f"{stop.step.owner}.{stop.step.id}.short", stop.step.short or "", self.values)
        return f"{self.area(stop.item)} – {label}" if stop.item else label

    def question(self, flow: str, id: str) -> str:
        """The short name of a step of a flow."""
        step = self.world.library.content.flows[flow].step(id)
        return self.short(Stop(step, None)) if step else id

    def words(self, stop: Stop, talk: Talk, path: Trail) -> list[str]:
        """An answer in words; a skipped one as a dash."""
        values = path.answers.get(stop.key, ())
        if stop.step.kind == "place":
            return [self.place(values[0])]
        if stop.step.kind == "text" or not values:
            own = stop.step.text is not None and stop.step.text.phone == "yes"
            return [value if own else safe_to_show(value) for value in values] or ["–"]
        labels = {each.id: self.world.label(each, self.language) for each in self.every(stop, talk)}
        return [labels.get(value, value) for value in values]

    def every(self, stop: Stop, talk: Talk) -> list[Offered]:
        """All options of a step, also those a condition hides now."""
        choices = stop.step.choices
        if choices is None:
            return []
        sourced = self.world.source(choices.source, stop.item, talk) if choices.source else ()
        written = [
            Offered(id, option_context(stop.step.owner, stop.step.id, id), option.label)
            for id, option in choices.written.items()
        ]
        return [*sourced, *written]
