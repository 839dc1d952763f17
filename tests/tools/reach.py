"""What a person can meet: the steps of listed paths and their roles, the cards they show, the contacts they lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import product

from bot.check.graph import Graph, Move, Question
from bot.check.shape import base_key
from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.lines import need_lines
from bot.directory.needs import ALL_ROLES, ALL_WISHES, Rule
from bot.directory.route import Request, route_contacts
from bot.directory.search import find_contacts
from bot.directory.serve import serves
from bot.flow.card import Card
from bot.flow.load import Content
from bot.flow.model import Call, Step
from bot.talk.always import COMMAND_PAGES

BY_COMMAND = ("privacy", "word")  # kinds of cards that a command shows without a search
SERVICES = 2  # as many services of a name as a search shows
AGES = (None, "teen", "adult")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOBODY = ""  # the role of those who are not asked for it


@dataclass(frozen=True)
class Reach:
    """What is reached in a content, by the graphs of its flows, in these languages."""

    content: Content
    directory: Directory
    graphs: Mapping[str, list[Graph]]
    languages: tuple[str, ...]

    @cached_property
    def steps(self) -> dict[tuple[str, str], set[str]]:
        """(flow, key of a step as `noticed[]`) → the roles to whom it is shown."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, graphs in self.graphs.items():
            for graph in graphs:
                for key, role in _shown(graph):
                    found[name, key].add(role)
        return dict(found)

    def step(self, flow: str, key: str) -> Step | None:
        """A step that is reached."""
        return self.content.flows[flow].steps.get(key)

    @cached_property
    def shows(self) -> list[tuple[str, Call, set[str]]]:
        """Everything that a reached step shows: (flow and step, what, to whom)."""
        return [
            (f"{flow}.{key}", call, roles)
            for (flow, key), roles in self.steps.items()
            for step in (self.step(flow, key),)
            for call in (step.show if step else ())
        ]

    def card(self, card: Card) -> bool:
        """Whether some person is shown this card: by a step, by a command, or by a search for one of its words."""
        if COMMAND_PAGES.get("privacy" if card.kind == "privacy" else "words") and (
            card.search or card.kind in BY_COMMAND
        ):
            return True
        return any(
            call.name == "cards" and call.params.get("kind") == card.kind and _for(card.roles, roles)
            for _, call, roles in self.shows
        )

    @cached_property
    def wanted(self) -> dict[str, set[str]]:
        """Need → the roles that some step shows contacts for it; a step without a need takes the one answered."""
        found: dict[str, set[str]] = defaultdict(set)
        for _, call, roles in self.shows:
            if call.name == "contacts":
                named = call.params.get("need")
                for need in (named,) if named else ALL_WISHES:
                    found[need] |= {role if role in ALL_ROLES else "other" for role in roles}
        return dict(found)

    def contact(self, row: Contact) -> bool:
        """Whether some person is shown this contact as a card: by a search for its name, or by a route."""
        if "words" in COMMAND_PAGES and row in find_contacts(self.directory, row.name, SERVICES):
            return True
        return any(self._leads(request, row) for request in self._requests(row))

    def _requests(self, row: Contact) -> Iterator[Request]:
        """Questions that might lead to a row: from its areas, in its languages, for needs whose rule it fits."""
        spoken = tuple(code for code in self.languages if code in row.languages) or self.languages
        asked = ((need, role) for need, roles in self.wanted.items() for role in sorted(roles))
        pairs = [(need, role) for need, role in asked if self._fits(row, need, role)]
        for area, (need, role), language, age in product(row.areas, pairs, spoken, AGES):
            request = Request(self.directory.places.chain(area), language, role, need, age, NOON)
            if serves(self.directory.needs, row, request):
                yield request

    def _fits(self, row: Contact, need: str, role: str) -> bool:
        if need not in ALL_WISHES:
            return need in row.needs
        return bool(set(_offers(self.directory.needs.rule(need, role))) & set(row.needs))

    def _leads(self, request: Request, row: Contact) -> bool:
        if request.need in ALL_WISHES:
            return row in route_contacts(self.directory, request).contacts
        return row in need_lines(self.directory, request.chain, request.need, request.language)[:3]


def _offers(rule: Rule) -> Iterable[str]:
    return (*rule.advice, *rule.local, *rule.police, *rule.minors, *(("listening",) if rule.listening else ()))


def _for(wanted: Iterable[str], roles: set[str]) -> bool:
    """Whether what is for some roles (empty: for all) is shown to one of these; who was not asked sees everything."""
    return not wanted or NOBODY in roles or bool(set(wanted) & roles)


def _shown(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each step shown in a graph, with each role that can have been answered by then."""
    entered: set[tuple[int, str]] = set()
    for root in graph.roots:
        role = _role(root.seen.talk.answers.get("role", ())) if root.seen.talk else NOBODY
        yield from ((base_key(key), role) for key in root.seen.steps)
        waiting: list[tuple[Question | None, str]] = [(root.first, role)]
        while waiting:
            question, role = waiting.pop()
            if question is None or (id(question), role) in entered:
                continue
            entered.add((id(question), role))
            for move, after in _moves(question, role):
                yield from ((base_key(key), after) for key in move.seen.steps)
                waiting.append((move.to, after))


def _moves(question: Question, role: str) -> Iterator[tuple[Move, str]]:
    """The moves at a question, each with every role that can be answered after it."""
    for move in question.moves:
        roles = [_role(answer) for answer, _ in move.ways] if move.key == "role" else [role]
        yield from ((move, after) for after in roles)


def _role(answer: tuple[str, ...]) -> str:
    return next(iter(answer), NOBODY)
