"""Labels of buttons: long enough to say something, short enough to be read, and codes that fit behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.check.shape import Shape
from bot.check.translations import CatalogueEntry
from bot.check.where import Where
from bot.check.world import Names
from bot.flow.area import AREA_TABLES, LifeArea
from bot.flow.load import Content
from bot.flow.model import HALF_WIDTH, ROW_WIDTH, Flow, Step, key_of, option_context
from bot.flow.source import Fault
from bot.talk import always
from bot.talk.button import CODE_BYTES, encode_button

SAMPLE_TALK_ID = "000000"
SAMPLE_ETAG = f"{'x' * 12}-{10**9 - 1}"  # the longest: a case and its version
LONGEST_PLACE = 24  # `be:23088` and the longest codes of the gazetteer


@dataclass(frozen=True)
class Labels:
    """All labels with the room they have."""

    content: Content
    names: Names
    where: Where

    def limits(self) -> dict[str, int]:
        """Gettext context of every label → how many characters it may have."""
        found = {context: ROW_WIDTH for context in self.where.texts if context.startswith("phrases.button_")}
        for area in self.content.areas.values():
            for table in AREA_TABLES:
                found |= {f"areas.{area.id}.{table}.{id}": ROW_WIDTH for id in getattr(area, table)}
        for flow in self.content.flows.values():
            for step in flow.steps.values():
                room = HALF_WIDTH if step.columns else ROW_WIDTH
                written = step.choices.written if step.choices else {}
                found |= {option_context(step.owner, step.id, id): room for id in written}
                if step.short:
                    found[f"{step.owner}.{step.id}.short"] = ROW_WIDTH
                if step.choices and step.choices.source and step.choices.source.name == "areas":
                    found |= {f"areas.{area}.label": room for area in self.content.areas}
        return found

    def faults(self, entries: list[CatalogueEntry]) -> Iterator[Fault]:
        """Labels that are empty, too long in some language, or equal to a command."""
        limits = self.limits()
        for context, room in limits.items():
            if context in self.where.texts:
                document, message = self.where.texts[context]
                for cause, cure in self.label(context, message.text, room):
                    yield Fault(document.file, message.line, cause, cure)
        for entry in entries:
            if entry.context in limits and not entry.fuzzy:
                for cause, cure in self.label(entry.context, entry.text, limits[entry.context]):
                    yield entry.fault(cause, cure)

    def label(self, context: str, text: str, room: int) -> Iterator[tuple[str, str]]:
        """What is wrong with one label."""
        if not text.strip():
            yield f"The label '{context}' is empty.", "Write a few words in quotes."
        if len(text) > room:
            yield f"The label '{text}' has {len(text)} characters; {room} fit.", "Say it shorter."
        command = text.strip().casefold().removeprefix("/").replace(" ", "_")
        if (
            always.is_command(command, self.content.flows, self.names.commands)
            and not context.startswith("phrases.")
            and not context.endswith(".short")
        ):
            yield f"The label '{text}' equals the command /{command}.", "Use other words."

    def codes(self) -> Iterator[Fault]:
        """Buttons whose code would not fit into 64 bytes, in the longest case that can come."""
        for flow in self.content.flows.values():
            staff = any(call.name == "signal" for step in flow.steps.values() for call in step.show)
            for key, step in flow.steps.items():
                item = max(self.content.areas, key=len, default="x" * 12) if key.endswith("[]") else None
                for option in self.options(flow, step, item):
                    yield from self.code(flow, step, key_of(step, item), option, staff)

    def options(self, flow: Flow, step: Step, item: str | None) -> Iterator[str]:
        """Every option that a button of the step can carry; at a review also the answers it lets one change."""
        yield from step.choices.written if step.choices else ()
        if step.kind == "place":
            yield "x" * LONGEST_PLACE
        if step.choices and step.choices.source:
            yield from Shape(flow, self.names).offered(step)
            if item:
                yield from (
                    id for area in self.content.areas.values() for table in AREA_TABLES for id in getattr(area, table)
                )
        if step.kind == "review":
            longest = max(self.content.areas, key=len, default="x" * 12)
            yield from (key.replace("[]", f"[{longest}]") for key, each in flow.steps.items() if each.short)

    def code(self, flow: Flow, step: Step, key: str, option: str, staff: bool) -> Iterator[Fault]:
        """The fault of one button, if it does not fit. A coordinator's button also carries the case."""
        try:
            encode_button(SAMPLE_TALK_ID, key, option, "+" if step.kind == "many" else "", SAMPLE_ETAG if staff else "")
        except ValueError:
            cause = f"The button '{key}.{option}' has a code of more than {CODE_BYTES} bytes."
            yield self.where.fault(flow, step, (), cause, "Give the step or the option a shorter id.")


def same_ids(area: LifeArea) -> list[str]:
    """Ids that stand in both `changes` and `difficult`: one question offers both lists."""
    return sorted(set(area.changes) & set(area.difficult))


def area_faults(content: Content) -> Iterator[Fault]:
    """Areas of life whose two lists of what was noticed share an id."""
    document = next((each for each in content.documents.values() if "areas" in each.data), None)
    if document is None:
        return
    for number, area in enumerate(content.areas.values()):
        for id in same_ids(area):
            cause = f"The id '{id}' of '{area.id}' stands in changes and in difficult."
            yield document.fault(("areas", number, "difficult", id), cause, "Give one of the two another id.")


def command_faults(content: Content, names: Names, where: Where) -> Iterator[Fault]:
    """Buttons of commands that do not exist, or that have no words."""
    known = always.all_commands(content.flows, (*names.commands, *names.staff_commands))
    for flow in content.flows.values():
        for step in flow.steps.values():
            for name in step.beside:
                command = name.removeprefix("/")
                if command not in known or name == command:
                    cure = f"Use one of: {', '.join(f'/{each}' for each in sorted(known))}."
                    yield where.fault(flow, step, ("beside",), f"There is no command '{name}'.", cure)
                elif f"button_{command}" not in content.phrases:
                    cure = f"Write them in flows/phrases.yaml as button_{command}, or take the button out."
                    yield where.fault(flow, step, ("beside",), f"The button {name} has no words.", cure)
