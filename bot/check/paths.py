"""Every path of a flow: a trail of steps from its first question to its end, with the events that walk it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.check.graph import Graph, Move, Question, Root
from bot.check.walk import Events
from bot.talk.state import Answer


@dataclass(frozen=True)
class Path:
    """One way through a flow.

    `facts` hold all along; `before` are the events that open another flow and lead to its door (empty where the flow is
    opened by its name); `events` walk it; `chosen` are the answers, `steps` the keys of the steps shown. `end` is the
    name of its end, `start NAME` at a door, `danger` where that talk is laid over, `refused` for a role without
    access, and empty where no step ends the talk.
    """

    flow: str
    facts: Mapping[str, str]
    before: Events
    events: Events
    chosen: tuple[tuple[str, Answer], ...]
    steps: tuple[str, ...]
    end: str


def list_paths(graphs: list[Graph]) -> Iterator[Path]:
    """The paths of one flow, each trail of steps once.

    A loop (such as "another need") is walked once, then the shortest way to an end.
    """
    lister = _Lister()
    for graph in graphs:
        for root in graph.roots:
            yield from lister.paths(graph, root)


@dataclass
class _Lister:
    """Walks the graphs of a flow. A question is not entered twice with the same trail behind it."""

    trails: dict[tuple[int, tuple[str, ...]], int] = field(default_factory=dict)
    entered: set[tuple[int, int]] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    turns: dict[int, int] = field(default_factory=dict)

    def paths(self, graph: Graph, root: Root) -> Iterator[Path]:
        trail = self._trail(0, root.seen.steps)
        if root.first is None:
            yield self._path(graph, root, [])
        else:
            yield from self._from(graph, root, root.first, trail, [])

    def _from(self, graph: Graph, root: Root, at: Question, trail: int, walked: list[Move]) -> Iterator[Path]:
        if (id(at), trail) in self.entered:
            return
        self.entered.add((id(at), trail))
        for move in at.moves:
            way = [*walked, move]
            behind = self._trail(trail, (move.seen.end or "", *move.seen.steps))
            if move.to is None:
                yield from self._ended(graph, root, way, behind)
            elif move.to is at or any(move.to is each.to for each in walked) or move.to is root.first:
                yield from self._ended(graph, root, [*way, *shortest_completion(move.to)], behind)
            else:
                yield from self._from(graph, root, move.to, behind, way)

    def _ended(self, graph: Graph, root: Root, way: list[Move], trail: int) -> Iterator[Path]:
        if trail not in self.ended:
            self.ended.add(trail)
            yield self._path(graph, root, way)

    def _trail(self, before: int, steps: tuple[str, ...]) -> int:
        """A number for a trail: that of the trail before and the steps behind it."""
        return self.trails.setdefault((before, steps), len(self.trails) + 1)

    def _path(self, graph: Graph, root: Root, moves: list[Move]) -> Path:
        return make_path(graph, root, [(move, self._turn(move)) for move in moves])

    def _turn(self, move: Move) -> int:
        """Answers that count as one take turns, so that each is in some path."""
        turn = self.turns.get(id(move), 0)
        self.turns[id(move)] = turn + 1
        return turn % len(move.ways)


def shortest_completion(at: Question | None) -> list[Move]:
    """A shortest way from a question to an end; stops short where there is none."""
    moves: list[Move] = []
    while at is not None and at.left is not None:
        moves.append(at.nearest)
        at = moves[-1].to
    return moves


def make_path(graph: Graph, root: Root, moves: list[tuple[Move, int]]) -> Path:
    """The path of these moves, each with the number of its way."""
    last = moves[-1][0].seen if moves else root.seen
    return Path(
        flow=graph.flow.name,
        facts=graph.facts,
        before=root.before,
        events=tuple(event for move, way in moves for event in move.ways[way][1]),
        chosen=tuple((move.key, move.ways[way][0]) for move, way in moves),
        steps=(*root.seen.steps, *(step for move, _ in moves for step in move.seen.steps)),
        end=last.end or "",
    )
