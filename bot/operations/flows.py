"""The paths of the flows, counted and told step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as Folder

from bot.check.graph import Explorer, Graph
from bot.check.paths import Path, listed
from bot.flow.load import load
from bot.operations.check import names


def graphs(folder: Folder) -> dict[str, list[Graph]]:
    """Every flow of a content folder, explored. Raises `Faults` when a file cannot be read."""
    content = load(folder / "flows")
    return Explorer(content.flows, names(folder, content)).all()


def told(folder: Folder, flow: str | None = None) -> Iterator[str]:
    """Without a flow: how many paths each has. With one: a line for each of its paths. `LookupError` if unknown."""
    found = graphs(folder)
    if flow is None:
        yield from (f"{name}: {sum(1 for _ in listed(each))}" for name, each in found.items())
    elif flow not in found:
        raise LookupError(f"There is no flow '{flow}'. Use one of: {', '.join(found)}.")
    else:
        yield from (line(path) for path in listed(found[flow]))


def line(path: Path) -> str:
    """One path in one line: the facts, what was answered or shown, the end."""
    facts = " ".join(f"is.{name}={value}" for name, value in path.facts.items())
    before = f"(by a door, after {len(path.before)} inputs) " if path.before else ""
    return f"{facts + ': ' if facts else ''}{before}{' > '.join(_trail(path))} > [{path.end}]"


def _trail(path: Path) -> Iterator[str]:
    """The steps in their order; a question with what was answered."""
    answers = list(path.chosen)
    for key in path.steps:
        if answers and answers[0][0] == key:
            yield f"{key}={','.join(answers.pop(0)[1]) or '/skip'}"
        else:
            yield key
