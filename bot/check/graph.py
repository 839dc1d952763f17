"""All that can happen in a talk, as questions and the moves between them; made by trying every kind of answer.

Options that no `when`, `unless`, `sets`, `forgets`, `do`, door or fact tells apart count as one; a `many` is answered
with one option of each kind, and where an `each` follows, with two as well; an optional step is also skipped. Going
back, changing an answer at the review and commands lead to questions that are listed anyway, and are left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from bot.check.shape import Shape
from bot.check.walk import Events, Seen, open_talk, play_events
from bot.check.world import Names, Still
from bot.flow.model import Each, Flow, Option
from bot.talk.event import Asked, Chose, Wrote
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered, Stop
from bot.talk.turn import Turn

SAMPLE_WORDS = "Comes less often than before."
SAMPLE_NUMBER = "02 555 00 00"


@dataclass(frozen=True)
class Move:
    """Answers at one question that count as one, as (the options chosen, what the person does), and what they lead to.

    `to` is the next question, None where the talk ends here.
    """

    key: str
    ways: tuple[tuple[Answer, Events], ...]
    seen: Seen
    to: Question | None


@dataclass
class Question:
    """An open question, for all talks that go the same way from here. `left`: moves to the nearest end."""

    key: str
    talk: Talk
    moves: list[Move] = field(default_factory=list)
    left: int | None = None

    @property
    def nearest(self) -> Move:
        """The move on a shortest way to an end. Raises `ValueError` where none leads there."""
        return min(
            (move for move in self.moves if move.to is None or move.to.left is not None),
            key=lambda move: move.to.left if move.to and move.to.left is not None else -1,
        )


@dataclass(frozen=True)
class Root:
    """A way into a flow: the events before it (from opening another flow on), the steps shown, the first question."""

    before: Events
    seen: Seen
    first: Question | None


@dataclass
class Graph:
    """One flow under one set of facts: its ways in, and every question."""

    flow: Flow
    facts: Mapping[str, str]
    roots: list[Root] = field(default_factory=list)
    questions: dict[Hashable, Question] = field(default_factory=dict)
    reached: dict[Hashable, tuple[Hashable, Move]] = field(default_factory=dict)


@dataclass(frozen=True)
class DoorFound:
    """A door that was found: into which flow, with which answers, and how one gets there."""

    flow: str
    carried: Mapping[str, Answer]
    before: Events
    facts: Mapping[str, str]


class Explorer:
    """Makes the graphs of flows; doors found on the way become ways into the other flows."""

    def __init__(self, flows: Mapping[str, Flow], names: Names) -> None:
        self.flows, self.names = flows, names
        self.shapes = {name: Shape(flow, names, self._doors(flow)) for name, flow in flows.items()}

    def _doors(self, flow: Flow) -> tuple[Flow, ...]:
        names = sorted({step.start for step in flow.steps.values() if step.start})
        return tuple(self.flows[name] for name in names if name in self.flows)

    def all(self) -> dict[str, list[Graph]]:
        """Every flow with its graphs, one for each set of facts it asks for."""
        graphs = {name: [Graph(self.flows[name], facts) for facts in self.assignments(name)] for name in self.flows}
        entries = [entry for found in graphs.values() for graph in found for entry in self.explore(graph, (), {})]
        for entry in entries:
            for graph in graphs.get(entry.flow, ()):
                if all(graph.facts.get(name, value) == value for name, value in entry.facts.items()):
                    list(self.explore(graph, entry.before, entry.carried))
        for found in graphs.values():
            for graph in found:
                _measure(graph)
        return graphs

    def assignments(self, name: str) -> Iterator[dict[str, str]]:
        """Each set of values that the facts of a flow can have."""
        facts = self.shapes[name].facts
        for values in product(*(self.names.facts[fact] for fact in facts)):
            yield dict(zip(facts, values, strict=True))

    def explore(self, graph: Graph, before: Events, carried: Mapping[str, Answer]) -> Iterator[DoorFound]:
        """Add a way in and all questions behind it; gives the doors found."""
        name, world = graph.flow.name, Still(self.names, graph.facts)
        seen = open_talk(self.flows, world, name, carried)
        waiting: deque[tuple[Hashable, Question]] = deque()
        first = self._question(graph, seen.talk, waiting)
        if carried and not waiting:
            return  # goes the same way as one that is known already
        graph.roots.append(Root(before, seen, first))
        while waiting:
            sign, question = waiting.popleft()
            for ways in self._answers(question, world):
                result = play_events(self.flows, world, question.talk, ways[0][1])
                known = len(graph.questions)
                to = self._question(graph, result.talk, waiting)
                move = Move(question.key, ways, result, to)
                question.moves.append(move)
                if len(graph.questions) > known:
                    graph.reached[waiting[-1][0]] = (sign, move)
                if result.end and result.end.startswith("start ") and not carried:
                    events = (Asked(name), *self._events(graph, sign), *ways[0][1])
                    yield DoorFound(result.end.removeprefix("start "), result.carried, events, graph.facts)

    def _events(self, graph: Graph, sign: Hashable) -> Events:
        events: Events = ()
        while sign in graph.reached:
            sign, move = graph.reached[sign]
            events = (*move.ways[0][1], *events)
        return events

    def _question(self, graph: Graph, talk: Talk | None, waiting: deque[tuple[Hashable, Question]]) -> Question | None:
        if talk is None:
            return None
        stop = _open(self.flows, talk, Still(self.names, graph.facts))
        sign = self.shapes[graph.flow.name].future(talk, stop.key, graph.facts)
        if sign not in graph.questions:
            graph.questions[sign] = Question(stop.key, talk)
            waiting.append((sign, graph.questions[sign]))
        return graph.questions[sign]

    def _answers(self, question: Question, world: Still) -> Iterator[tuple[tuple[Answer, Events], ...]]:
        """The kinds of answers at a question, each with all its members."""
        talk = question.talk
        stop = _open(self.flows, talk, world)
        kinds: dict[Hashable, list[tuple[Answer, Events]]] = {}
        for kind, answer, events in self._each(stop, talk, world):
            kinds.setdefault(kind, []).append((answer, events))
        yield from (tuple(ways) for ways in kinds.values())

    def _each(self, stop: Stop, talk: Talk, world: Still) -> Iterator[tuple[Hashable, Answer, Events]]:
        step, key = stop.step, stop.key
        if step.kind == "place":
            yield "place", (self.names.place,), (Chose(key, (self.names.place,)),)
        elif step.kind == "text":
            asked = () if step.guard == "no" else (Chose("guard", ("ok",)),)
            words = SAMPLE_NUMBER if step.text and step.text.phone == "yes" else SAMPLE_WORDS
            yield "text", (words,), (Wrote(words), *asked)
        offered = [each for each in _buttons(self.flows, talk, stop, world) if each.option or step.choices]
        walked = self._walked(talk.flow, step.id)
        plain: dict[Hashable, list[str]] = {}
        for each in offered:
            kind = self._kind(talk.flow, stop, each, walked)
            plain.setdefault(kind, []).append(each.id)
            if not walked or len(plain[kind]) == 1:
                yield kind, (each.id,), (Chose(key, (each.id,)),)
        if walked and step.choices:
            several = next((ids for ids in plain.values() if len(ids) > 1 and ids[0] not in step.choices.also), [])
            if len(several) > 1:
                two = tuple(several[:2])
                yield "two", two, (Chose(key, two),)
        if step.optional == "yes":
            unnamed: Hashable = ("skip",) if walked or step.kind == "text" else UNNAMED
            yield "text" if step.kind == "text" else unnamed, (), (Asked("skip"),)

    def _walked(self, flow: str, id: str) -> tuple[Each, ...]:
        return tuple(node for node in self.flows[flow].nodes if isinstance(node, Each) and node.over == id)

    def _kind(self, flow: str, stop: Stop, offered: Offered, walked: tuple[Each, ...]) -> Hashable:
        """What tells an option apart from others."""
        shape, id, option = self.shapes[flow], stop.step.id, offered.option or Option(label=offered.text or "-")
        inner = frozenset(
            _effect(found) for node in walked for step in node.steps for found in shape.options(step, offered.id)
        )
        also = bool(walked and stop.step.choices and offered.id in stop.step.choices.also)
        doors = tuple(each.roles.get(offered.id, "no") for each in self.flows.values()) if id == "role" else ()
        agreed = offered.id if stop.step.consent else ""
        return (shape.uses.get((id, offered.id), frozenset()), _effect(option), inner, also, doors, agreed)


def _effect(option: Option) -> Hashable:
    return (tuple(option.sets.items()), option.forgets, option.do, option.danger)


# The kind of an option that nothing tells apart: skipping an optional step is of the same kind.
UNNAMED: Hashable = (frozenset(), _effect(Option(label="-")), frozenset(), False, (), "")


def _open(flows: Mapping[str, Flow], talk: Talk, world: Still) -> Stop:
    stop = Turn(flows, world, talk).trail().open
    if stop is None:
        raise LookupError(f"{talk.flow} has no open question")
    return stop


def _buttons(flows: Mapping[str, Flow], talk: Talk, stop: Stop, world: Still) -> list[Offered]:
    """The options, without commands and without the answers a review lets one change."""
    found = Turn(flows, world, talk).buttons(stop)
    edits = stop.step.kind == "review"
    return [
        each
        for each in found
        if not each.id.startswith("/") and not (edits and each.option is None and flows[talk.flow].step(each.id))
    ]


def _measure(graph: Graph) -> None:
    """How far the nearest end is, from every question."""
    changed = True
    while changed:
        changed = False
        for question in graph.questions.values():
            left = [0 if move.to is None else move.to.left for move in question.moves]
            found = min((each + 1 for each in left if each is not None), default=None)
            if found is not None and (question.left is None or found < question.left):
                question.left, changed = found, True
