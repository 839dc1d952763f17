"""Where in its file a step, an option or a text stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.flow.extract import Translatable, translatable_texts
from bot.flow.load import Content
from bot.flow.model import Each, Flow, Step
from bot.flow.source import Document, Fault, YamlPath


@dataclass(frozen=True)
class Where:
    """Finds the lines of the content."""

    content: Content

    @cached_property
    def owners(self) -> dict[str, Document]:
        """Flow or block → its file. A block may be called like a flow: blocks stand under `block NAME`."""
        found = {}
        for document in self.content.documents.values():
            if isinstance(document.data, dict):
                if "flow" in document.data:
                    found[str(document.data["flow"])] = document
                elif "block" in document.data:
                    found[f"block {document.data['block']}"] = document
        return found

    @cached_property
    def steps(self) -> dict[str, dict[str, YamlPath]]:
        """Owner → step id → its place in the file."""
        return {owner: dict(_steps(document)) for owner, document in self.owners.items()}

    @cached_property
    def texts(self) -> dict[str, tuple[Document, Translatable]]:
        """Gettext context → the text and its file."""
        return {
            message.context: (document, message)
            for document in self.content.documents.values()
            for message in translatable_texts(document)
        }

    def fault(self, flow: Flow, step: Step, part: YamlPath, cause: str, cure: str) -> Fault:
        """A fault in a part of a step: in its own flow, else in its block."""
        for owner in (flow.name, f"block {step.owner}"):
            if step.id in self.steps.get(owner, {}) and (owner == step.owner or owner.startswith("block ")):
                return self.owners[owner].fault((*self.steps[owner][step.id], *part), cause, cure)
        return self.top(flow, (), cause, cure)

    def top(self, flow: Flow, part: YamlPath, cause: str, cure: str) -> Fault:
        """A fault of a flow as a whole."""
        return self.owners[flow.name].fault(part, cause, cure)

    def each(self, flow: Flow, node: Each, cause: str, cure: str) -> Fault:
        """A fault of an `each`."""
        number = flow.nodes.index(node)
        raw = self.owners[flow.name].data["steps"]
        places = [at for at, part in enumerate(raw) if isinstance(part, dict) and part.get("each") == node.over]
        return self.top(flow, ("steps", places[0] if places else number, "each"), cause, cure)


def _steps(document: Document, inside: YamlPath = ()) -> list[tuple[str, YamlPath]]:
    raw = document.data.get("steps", [])
    found: list[tuple[str, YamlPath]] = []
    for number, part in enumerate(raw):
        if "id" in part:
            found.append((part["id"], ("steps", number)))
        for position, inner in enumerate(part.get("steps", [])):
            if "id" in inner:
                found.append((inner["id"], ("steps", number, "steps", position)))
    return found
