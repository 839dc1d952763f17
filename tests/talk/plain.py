"""A world of plain data for the pure engine: facts from a dict, two sources, English labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.flow.load import load_content
from bot.flow.model import Call, Flow, Option
from bot.talk import handle
from bot.talk.always import asking_for
from bot.talk.event import Event, Spot
from bot.talk.reply import Effect, Reply
from bot.talk.state import Talk
from bot.talk.trail import Answers, Offered
from bot.talk.turn import Command, Turn

COUNTER = count(1)


@dataclass
class Plain:
    """The world handed to a turn."""

    language: str = "en"
    facts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, tuple[Offered, ...]] = field(default_factory=dict)
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    added: dict[str, Command] = field(default_factory=lambda: {"mydata": asking_for("mydata")})
    words: dict[str, str] = field(default_factory=dict)

    def fact(self, name: str, answers: Answers) -> str:
        return self.facts[name]

    def source(self, call: Call, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        return self.tables[call.name]

    def lasting(self, call: Call, item: str | None, talk: Talk) -> frozenset[str] | None:
        return frozenset(each.id for each in self.tables[call.name]) if call.name in self.tables else None

    def label(self, offered: Offered, language: str) -> str:
        return offered.text

    def phrase(self, name: str) -> str:
        return name

    @property
    def commands(self) -> Mapping[str, Command]:
        return self.added

    def holds_answers(self, flow: str) -> bool:
        return flow != "list"

    def heard(self, text: str) -> str:
        return self.words.get(text, "")

    def flags(self, text: str) -> tuple[str, ...]:
        return tuple(flag for flag in ("receipt", "belief", "names") if flag in text)

    def offered_in(self, flow: str) -> tuple[str, ...]:
        return self.languages.get(flow, ("en", "fr"))

    def fresh(self) -> str:
        return f"t{next(COUNTER):05d}"

    def known(self, code: str) -> bool:
        return code in ("be:1", "be:2", "BE", "BE-X")

    def regions(self, code: str) -> tuple[Spot, ...]:
        return {"": (Spot("BE", "Belgium"),), "BE": (Spot("BE-X", "Region X"),)}.get(code, ())


@dataclass
class Chat:
    """One person talking to flows; the talk goes through JSON between all turns."""

    flows: dict[str, Flow]
    world: Plain = field(default_factory=Plain)
    talk: Talk | None = None
    last: Turn | None = None

    def does(self, event: Event) -> Chat:
        made = Turn(self.flows, self.world, self.talk and Talk.from_json(self.talk.to_json()))
        handle.take_turn(made, event)
        self.talk, self.last = made.talk, made
        return self

    @property
    def out(self) -> list[Reply | Effect]:
        assert self.last is not None
        return self.last.out

    @property
    def asked(self) -> str | None:
        """The key of the open question."""
        if self.talk is None:
            return None
        stop = Turn(self.flows, self.world, self.talk).trail().open
        return stop.key if stop else None

    @property
    def error(self) -> str:
        return next((item.error for item in self.out if isinstance(item, Reply) and item.error), "")

    @property
    def phrases(self) -> list[str]:
        return [item.phrase for item in self.out if isinstance(item, Reply) and item.phrase]

    @property
    def effects(self) -> list[Effect]:
        return [item for item in self.out if isinstance(item, Effect)]


def flows_of(folder: Path, **texts: str) -> dict[str, Flow]:
    """Write talks (and blocks, as `block_NAME`) to a `flows` folder and load them."""
    root = folder / "flows"
    for name, text in texts.items():
        kind, file = ("blocks", name.removeprefix("block_")) if name.startswith("block_") else ("talks", name)
        path = root / kind / f"{file}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "areas.yaml").write_text("areas: []\n", encoding="utf-8")
    (root / "phrases.yaml").write_text("phrases: {hello: Hello}\n", encoding="utf-8")
    return load_content(root).flows


def option(id: str, label: str) -> Offered:
    """An option of a test's source."""
    return Offered(id, "", label, Option(label=label))
