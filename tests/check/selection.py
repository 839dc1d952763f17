"""A few paths of a flow that together give every answer: what the plain run of the tests walks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.graph import Graph, Move, Question, Root
from bot.check.paths import Path, make_path, shortest_completion
from bot.talk.state import Answer

Token = tuple[str, Answer, tuple[str, ...], str]


def selection(graphs: list[Graph]) -> Iterator[Path]:
    """A few paths of one flow that together give every single answer, with each trail to a next question or end.

    Each goes the shortest way to an answer not given yet, gives what is new from there on, and ends the shortest way.
    """
    given: set[Token] = set()
    for graph in graphs:
        for root in graph.roots:
            for question, moves in _shortest(root):
                for move in question.moves:
                    while _fresh(move, given) is not None:
                        yield _through(graph, root, [*moves, move], given)


def _token(move: Move, way: int) -> Token:
    return move.key, move.ways[way][0], move.seen.steps, move.seen.end or ""


def _fresh(move: Move, given: set[Token]) -> int | None:
    """The number of a way that was not walked yet."""
    return next((way for way in range(len(move.ways)) if _token(move, way) not in given), None)


def _through(graph: Graph, root: Root, moves: list[Move], given: set[Token]) -> Path:
    way, passed = list(moves), {id(move.to) for move in moves[:-1]}
    while (at := way[-1].to) is not None:
        new = next((move for move in at.moves if _fresh(move, given) is not None), None)
        if new is None or id(at) in passed:
            way += shortest_completion(at)
            break
        passed.add(id(at))
        way.append(new)
    walked = [(move, _fresh(move, given) or 0) for move in way]
    given |= {_token(move, number) for move, number in walked}
    return make_path(graph, root, walked)


def _shortest(root: Root) -> Iterator[tuple[Question, list[Move]]]:
    """Every question behind a way in, with a shortest way to it."""
    if root.first is None:
        return
    found: dict[int, list[Move]] = {id(root.first): []}
    waiting = [root.first]
    for question in waiting:
        yield question, found[id(question)]
        for move in question.moves:
            if move.to is not None and id(move.to) not in found:
                found[id(move.to)] = [*found[id(question)], move]
                waiting.append(move.to)
