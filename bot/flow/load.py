"""From the files of `flows/` to one `Content`: talks with their blocks set in, areas, cards, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.flow.area import LifeArea, LifeAreas
from bot.flow.card import Card, Cards
from bot.flow.frame import BlockFrame, EachFrame, FlowFrame, Phrases, UseFrame
from bot.flow.model import Each, Flow, Node, Option, Step
from bot.flow.source import Document, Fault, Faults, YamlPath, read_yaml

M = TypeVar("M", bound=BaseModel)
FLOW_WORDS = ("flow", "title", "for", "expires", "marks", "steps")
BLOCK_WORDS = ("block", "marks", "steps")
UNITS = {"minute": "minutes", "minutes": "minutes", "hour": "hours", "hours": "hours", "day": "days", "days": "days"}


@dataclass(frozen=True)
class Content:
    """All that a coordinator may change without programming, but the contacts."""

    flows: dict[str, Flow]
    areas: dict[str, LifeArea]
    cards: dict[str, Card]
    phrases: dict[str, str]
    documents: dict[str, Document]


def load_content(folder: Path) -> Content:
    """The content of a `flows` folder. Raises `Faults` with every fault found."""
    reader = _Reader(folder)
    blocks = {path.stem: reader.block(path) for path in sorted(folder.glob("blocks/*.yaml"))}
    flows = {path.stem: reader.flow(path, blocks) for path in sorted(folder.glob("talks/*.yaml"))}
    content = Content(
        {name: flow for name, flow in flows.items() if flow},
        reader.areas(folder / "areas.yaml"),
        reader.cards(sorted(folder.glob("cards/*.yaml"))),
        reader.phrases(folder / "phrases.yaml"),
        reader.documents,
    )
    if reader.faults:
        raise Faults(sorted(reader.faults, key=lambda fault: (fault.file, fault.line)))
    return content


class _Reader:
    """Reads file after file and gathers the faults instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.documents: dict[str, Document] = {}

    def document(self, path: Path) -> Document | None:
        name = path.relative_to(self.folder.parent).as_posix()
        try:
            document = read_yaml(path, name)
        except Fault as fault:
            self.faults.append(fault)
            return None
        except FileNotFoundError:
            self.faults.append(Fault(name, 1, "The file is missing.", "Put it back."))
            return None
        self.documents[name] = document
        return document

    def validate(self, model: type[M], document: Document, raw: Any, path: YamlPath) -> M | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.faults += [_fault(document, path, detail) for detail in error.errors()]
            return None

    def block(self, path: Path) -> Document | None:
        """A block file of the right shape, with every step looked at, also where no talk uses it."""
        document = self.document(path)
        if document is None or not self.known_words(document, BLOCK_WORDS):
            return None
        if self.validate(BlockFrame, document, document.data, ()) is None:
            return None
        steps = [self.steps(document, raw, ("steps", n), path.stem, {}) for n, raw in enumerate(document.data["steps"])]
        return document if all(steps) else None

    def flow(self, path: Path, blocks: dict[str, Document | None]) -> Flow | None:
        document = self.document(path)
        if document is None or not self.known_words(document, FLOW_WORDS):
            return None
        data = document.data
        if self.validate(FlowFrame, document, data, ()) is None:
            return None
        if data["flow"] != path.stem:
            self.faults.append(
                document.fault(("flow",), f"The flow is called {data['flow']}.", f"Call it {path.stem}, as the file.")
            )
        marks = {name: tuple(values) for name, values in data.get("marks", {}).items()}
        for block in blocks.values():
            used = block and any(step.get("use") == block.data.get("block") for step in _raw_steps(data))
            if block and used:
                marks |= {name: tuple(values) for name, values in block.data.get("marks", {}).items()}
        return Flow(
            name=data["flow"],
            title=data["title"],
            nodes=tuple(self.nodes(document, blocks)),
            roles=dict(_role(entry) for entry in data.get("for", [])),
            expires=self.expires(document),
            marks=marks,
        )

    def known_words(self, document: Document, words: tuple[str, ...]) -> bool:
        if not isinstance(document.data, dict):
            self.faults.append(document.fault((), "The file is not a mapping.", f"Begin with '{words[0]}: NAME'."))
            return False
        for key in document.data:
            if key not in words:
                cure = f"Use one of: {', '.join(words)}."
                self.faults.append(document.fault((key,), f"The word '{key}:' is not known here.", cure))
        return True

    def expires(self, document: Document) -> dict[str, timedelta]:
        found = document.data.get("expires", {"default": "60 minutes"})
        given = {"default": found} if isinstance(found, str) else found
        result: dict[str, timedelta] = {}
        for key, value in given.items():
            match = re.fullmatch(r"(\d+) (\w+)", value)
            if match is None or match[2] not in UNITS:
                cause, cure = f"'{value}' is not a time.", "Write for example '60 minutes' or '24 hours'."
                self.faults.append(document.fault(("expires", key), cause, cure))
                continue
            result[key] = timedelta(**{UNITS[match[2]]: int(match[1])})
        return result

    def nodes(self, document: Document, blocks: dict[str, Document | None]) -> Iterator[Node]:
        owner = document.data["flow"]
        for number, raw in enumerate(document.data["steps"]):
            path: YamlPath = ("steps", number)
            if isinstance(raw, dict) and "each" in raw:
                if self.validate(EachFrame, document, raw, path) is None:
                    continue
                inner: list[Step] = []
                for position, part in enumerate(raw.get("steps", [])):
                    inner += self.steps(document, part, (*path, "steps", position), owner, blocks)
                yield Each(raw["each"], tuple(inner))
            else:
                yield from self.steps(document, raw, path, owner, blocks)

    def steps(
        self, document: Document, raw: Any, path: YamlPath, owner: str, blocks: dict[str, Document | None]
    ) -> list[Step]:
        if isinstance(raw, dict) and "use" in raw:
            return self.used(document, raw, path, blocks)
        if not isinstance(raw, dict):
            self.faults.append(document.fault(path, "This is not a step.", "Begin it with '- id: NAME'."))
            return []
        step = self.validate(Step, document, {**raw, "owner": owner}, path)
        return [step] if step else []

    def used(
        self, document: Document, raw: dict[str, Any], path: YamlPath, blocks: dict[str, Document | None]
    ) -> list[Step]:
        frame = self.validate(UseFrame, document, raw, path)
        if frame is None:
            return []
        block = blocks.get(frame.use)
        if block is None and frame.use in blocks:
            return []  # its own faults are told
        if block is None:
            cause, cure = f"There is no block '{frame.use}'.", f"Blocks: {', '.join(sorted(blocks))}."
            self.faults.append(document.fault((*path, "use"), cause, cure))
            return []
        found: list[Step] = []
        for number, part in enumerate(block.data.get("steps", [])):
            step = self.validate(Step, block, {**part, "owner": frame.use}, ("steps", number))
            if step:
                found.append(step.model_copy(update={"carried": step.id in frame.carried}))
        self.known_steps(document, frame, path, found)
        return [step for step in found if step.id not in frame.without]

    def known_steps(self, document: Document, frame: UseFrame, path: YamlPath, steps: list[Step]) -> None:
        """`carried` and `without` name steps of the block; a name that leads nowhere would change nothing unseen."""
        ids = [step.id for step in steps]
        for word in ("carried", "without"):
            for name in (name for name in getattr(frame, word) if name not in ids):
                cause, cure = f"The block '{frame.use}' has no step '{name}'.", f"Steps: {', '.join(ids)}."
                self.faults.append(document.fault((*path, word), cause, cure))

    def areas(self, path: Path) -> dict[str, LifeArea]:
        document = self.document(path)
        areas = self.validate(LifeAreas, document, document.data, ()) if document else None
        return {area.id: area for area in areas.areas} if areas else {}

    def cards(self, paths: list[Path]) -> dict[str, Card]:
        found: dict[str, Card] = {}
        for path in paths:
            document = self.document(path)
            cards = self.validate(Cards, document, document.data, ()) if document else None
            for number, card in enumerate(cards.cards if cards else ()):
                if card.id in found and document:
                    cause = f"The card '{card.id}' stands twice."
                    self.faults.append(document.fault(("cards", number, "id"), cause, "Give one another id."))
                found[card.id] = card
        return found

    def phrases(self, path: Path) -> dict[str, str]:
        document = self.document(path)
        phrases = self.validate(Phrases, document, document.data, ()) if document else None
        return phrases.phrases if phrases else {}


def _raw_steps(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in data["steps"]:
        inner = step.get("steps", []) if isinstance(step, dict) else []
        yield from (each for each in (step, *inner) if isinstance(each, dict))


def _role(entry: Any) -> tuple[str, str | None]:
    if isinstance(entry, str):
        return entry, None
    ((role, fact),) = entry.items()
    return role, fact


MODEL_CAUSES = {
    "extra_forbidden": ("The word '{key}:' is not known here.", "Check its spelling, or remove it."),
    "missing": ("The word '{key}:' is missing.", "Add it."),
    "string_pattern_mismatch": (
        "'{input}' cannot be an id.",
        "Small letters, digits and _, first a letter: steps up to 16, options 22, areas 12 characters.",
    ),
    "string_too_short": ("A text is empty.", "Put the text in quotes."),
    "list_type": ("'{key}:' is no list.", "Write its parts below it, each with '- '; steps begin with '- id: NAME'."),
    "dict_type": ("'{key}:' is no mapping.", "Write its parts below it, each as 'name: value'."),
    "string_type": ("'{key}:' is no text.", "Write one text behind it."),
    "literal_error": ("'{input}' is not possible here.", "Possible: {expected}."),
}


def _fault(document: Document, path: YamlPath, detail: Any) -> Fault:
    where = (*path, *detail["loc"])
    cause, cure = MODEL_CAUSES.get(detail["type"], ("{message}.", "Compare with flows/README.md."))
    words = {
        "key": str(where[-1]) if where else "",
        "input": str(detail.get("input", ""))[:60],
        "expected": str(detail.get("ctx", {}).get("expected", "")),
        "message": detail["msg"].removeprefix("Value error, "),
    }
    return document.fault(where, cause.format(**words), cure.format(**words))


def options_of(area: LifeArea, table: str) -> dict[str, tuple[str, Option]]:
    """The options a table of an area offers: id → (gettext context, option). `noticed` is changes and difficult."""
    parts = ("changes", "difficult") if table == "noticed" else (table,)
    return {
        key: (f"areas.{area.id}.{part}.{key}", option) for part in parts for key, option in getattr(area, part).items()
    }
