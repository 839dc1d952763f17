"""The paths of the flows, counted, told step by step, and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as Folder

from bot.check.graph import Explorer, Graph, Move
from bot.check.paths import Path, list_paths
from bot.check.shape import base_key
from bot.check.walk import Seen
from bot.flow.draw import DANGER_NODE, Arrow, draw_flow
from bot.flow.load import load_content
from bot.operations.check import registered_names
from bot.talk.turn import FIRST_TALK


def flow_graphs(folder: Folder, flow: str | None = None) -> dict[str, list[Graph]]:
    """Every flow of a content folder, explored: doors lead from one to another.

    Raises `Faults` when a file cannot be read, `LookupError` when no flow is called `flow`.
    """
    content = load_content(folder / "flows")
    if flow is not None and flow not in content.flows:
        raise LookupError(f"There is no flow '{flow}'. Use one of: {', '.join(content.flows)}.")
    return Explorer(content.flows, registered_names(folder, content)).all()


def draw_flows(folder: Folder, flow: str | None = None) -> Iterator[str]:
    """One flow as a Mermaid diagram; without a name all of them, as Markdown. `LookupError` if unknown."""
    found = flow_graphs(folder, flow)
    if flow is None:
        for name, each in found.items():
            yield f"## {name}\n\n```mermaid\n{draw_flow(each[0].flow, flow_arrows(each))}```\n"
    else:
        yield draw_flow(found[flow][0].flow, flow_arrows(found[flow]))


def flow_arrows(graphs: list[Graph]) -> Iterator[Arrow]:
    """Every arrow between two steps that somebody can go, under any facts."""
    for graph in graphs:
        for root in graph.roots:
            yield from _chain(graph, "", (), root.seen)
        for question in graph.questions.values():
            for move in question.moves:
                yield from _chain(graph, base_key(question.key), tuple(_answers(graph, move)), move.seen)


def _chain(graph: Graph, at: str, answers: tuple[str, ...], seen: Seen) -> Iterator[Arrow]:
    """The arrows of one move: by the answers to the first step shown, from there on without any; a door is an end."""
    for key in map(base_key, seen.steps):
        yield Arrow(at, answers, key)
        at, answers = key, ()
    last = graph.flow.step(at)
    if seen.talk is None and not (last and last.start):
        yield Arrow(at, answers, END_NODES.get(seen.end or "", _end(seen.end or "")))


END_NODES = {"danger": DANGER_NODE, "refused": f"talk {FIRST_TALK}"}


def _end(name: str) -> str:
    return f"talk {name.removeprefix('start ')}" if name.startswith("start ") else f"end {name}"


def _answers(graph: Graph, move: Move) -> Iterator[str]:
    """The options chosen at a move; nothing for a place or a text."""
    step = graph.flow.step(move.key)
    for answer, _ in move.ways:
        if not answer:
            yield "/skip"
        elif step and step.choices:
            yield from answer


def describe_flows(folder: Folder, flow: str | None = None) -> Iterator[str]:
    """Without a flow: how many paths each has. With one: a line for each of its paths. `LookupError` if unknown."""
    found = flow_graphs(folder, flow)
    if flow is None:
        yield from (f"{name}: {sum(1 for _ in list_paths(each))}" for name, each in found.items())
    else:
        yield from (path_line(path) for path in list_paths(found[flow]))


def path_line(path: Path) -> str:
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
