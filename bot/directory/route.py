"""From a place, a role and a need to at most three contacts: advice without police, the local point, the police.

Every choice is the smallest sort key: what stands first in a key weighs most. No country or contact is known by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.hours import is_holiday
from bot.directory.needs import Rule, Shared
from bot.directory.numbers import significant_digits
from bot.directory.rank import (
    Rank,
    Tier,
    Viewed,
    adviser_rank,
    first_rank,
    local_rank,
    protection_comes_second,
    shared_level,
    tier_of,
)
from bot.directory.serve import Request, role_audiences, serves

__all__ = ["Request", "Route", "Tier", "route_contacts"]

MOST_CARDS = 3
Rows = tuple[Contact, ...]

OFFICE_HOURS = (9, 17)  # hours on working days when a line of unknown hours may be taken to answer


@dataclass(frozen=True)
class Route:
    """The contacts in the order to show them, and the smallest tier that any of them belongs to."""

    contacts: Rows
    tier: Tier


def route_contacts(directory: Directory, request: Request) -> Route:
    """At most three contacts, never none or an ended one, police last. KeyError: unknown need or role."""
    rule = directory.needs.rule(request.need, request.role)
    pool = [row for row in directory.contacts if serves(directory.needs, row, request)]
    view = Viewed(request, directory.zone(request.place), role_audiences(directory.needs, request.role))
    choice = Choice(view, rule, directory.needs.shared, pool)
    chosen = choice.cards() or last_resort(directory, request)
    return Route(chosen, tier_of(chosen, request.chain))


def last_resort(directory: Directory, request: Request) -> Rows:
    """The town hall and its sentence, for whomever no other row is made."""
    halls = [row for row in directory.contacts if is_town_hall(row) and row.status == "active"]
    near = [row for row in halls if set(row.areas) & set(request.chain)]
    return tuple(sorted(near, key=lambda row: shared_level(row, request.chain))[:1])


@dataclass(frozen=True)
class Choice:
    """One choice of cards: who asks from where and when, the rule for them, and the rows that serve them."""

    view: Viewed
    rule: Rule
    shared: tuple[Shared, ...]
    pool: list[Contact]

    @property
    def civil(self) -> list[Contact]:
        """The rows that no police body answers."""
        return [row for row in self.pool if row.channel != "police"]

    def cards(self) -> Rows:
        """The three, with an open listening line on top when nobody else of them answers now."""
        found = self.compose(())
        lines = [row for row in found if "listening" in row.needs]
        if not self.rule.listening or any(self.answers(row) for row in found if row not in lines):
            return found
        return self.compose(self.best(self.open_lines(), adviser_rank(self.view, self.rule.advice)))

    def compose(self, line: Rows) -> Rows:
        """Advice, local point, police, in this order; advice fills what the others leave."""
        first = self.best(self.advisers(), first_rank(self.view, self.rule))
        if protects := self.protectors(first):
            advice = tuple(dict.fromkeys((*line, *first, *protects)))
            return (*advice, *self.local(advice)[: MOST_CARDS - len(advice)])
        police = self.police()
        local = self.local((*line, *first))
        room = MOST_CARDS - len(local) - len(police)
        advice = (*line, *(row for row in first if row not in line))[:room]
        advice = self.both_communities(advice, local, room)
        while len(advice) < room and (more := self.further((*advice, *local, *police))):
            advice += more
        return (*advice, *local, *police)

    def advisers(self) -> list[Contact]:
        """The rows that can give advice. A generic town hall is the local point, unless it protects children."""
        wanted = set(self.rule.advice) | set(self.minors)
        found = [row for row in self.civil if wanted & set(row.needs)]
        return [
            row
            for row in found
            if set(self.minors) & set(row.needs) or not (is_town_hall(row) or self.only_listens(row))
        ]

    def protectors(self, first: Rows) -> Rows:
        """Who protects children, where they come second; they take the place of the police."""
        wanted = set(self.minors)
        if not protection_comes_second(self.view, self.rule) or any(wanted & set(row.needs) for row in first):
            return ()
        found = [row for row in self.civil if wanted & set(row.needs) and not is_same_line(row, first)]
        return self.best(found, adviser_rank(self.view, self.minors))

    def only_listens(self, row: Contact) -> bool:
        """Whether a row is a listening line and the rule asks for more than that."""
        return "listening" in row.needs and "listening" not in self.rule.advice

    @property
    def minors(self) -> tuple[str, ...]:
        """What comes first because it is about somebody under 18."""
        return self.rule.minors if self.view.request.minor else ()

    def local(self, chosen: Rows) -> Rows:
        """The local contact point, if no card chosen already is one."""
        if any(is_town_hall(row) for row in chosen):
            return ()
        found = [row for row in self.civil if set(self.rule.local) & set(row.needs) and not is_same_line(row, chosen)]
        return self.best(found, local_rank(self.view, self.rule))

    def police(self) -> Rows:
        """The police body that can be rung about this need."""
        wanted = set(self.rule.police)
        found = [row for row in self.pool if row.channel == "police" and row.phones and wanted & set(row.needs)]
        return self.best(found, adviser_rank(self.view, self.rule.police))

    def further(self, chosen: Rows) -> Rows:
        """The next adviser: somebody else, another number, no police; speaks what the first one speaks."""
        spoken = not chosen or not self.view.foreign(chosen[0])
        found = [row for row in self.advisers() if not is_same_line(row, chosen) and row.police != "yes"]
        understood = [row for row in found if not (spoken and self.view.foreign(row))]
        return self.best(understood, adviser_rank(self.view, self.rule.advice))

    def both_communities(self, advice: Rows, local: Rows, room: int) -> Rows:
        """Where two communities share the place, the second adviser comes from the one that is not there yet."""
        for shared in self.shared:
            if advice and room > 1 and sharing_applies(shared, self.view.request):
                there = {code for row in (advice[0], *local) for code in row_communities(row, shared)}
                missing = set(shared.communities) - there
                fresh = [row for row in self.advisers() if not is_same_line(row, (advice[0], *local))]
                found = [row for row in fresh if row_communities(row, shared) & missing]
                advice = (advice[0], *self.best(found, adviser_rank(self.view, self.rule.advice))) if found else advice
        return advice

    def open_lines(self) -> list[Contact]:
        """Listening lines that are open now; those for children first when it is about a child."""
        found = [row for row in self.civil if "listening" in row.needs and row.phones and self.view.openness(row).now]
        return [row for row in found if set(self.minors) & set(row.needs)] or found

    def answers(self, row: Contact) -> bool:
        """Whether somebody can be expected to pick up. Without a moment asked for, everybody counts."""
        if self.view.request.at is None:
            return True
        openness = self.view.openness(row)
        return bool(row.phones) and (openness.now or (openness.state == "unknown" and self.office_hours(row)))

    def office_hours(self, row: Contact) -> bool:
        """Whether offices like this one work now, on the clock and the calendar of the place."""
        here = self.view.here
        if here is None or here.weekday() > 4 or not OFFICE_HOURS[0] <= here.hour < OFFICE_HOURS[1]:
            return False
        return not is_holiday(row, here.date(), self.view.request.place)

    def best(self, rows: list[Contact], key: Rank) -> Rows:
        """The row of the smallest key (of equal ones, the first in its file), or nothing."""
        return (min(rows, key=key),) if rows else ()


def is_town_hall(row: Contact) -> bool:
    """Whether a row is a local point that holds everywhere: "your town hall"."""
    return row.generic and "local_contact" in row.needs


def is_same_line(row: Contact, chosen: Rows) -> bool:
    """Whether a row, or another name for its number, is chosen already."""
    numbers = {significant_digits(phone.number) for other in chosen for phone in other.phones}
    return any(row.id == other.id for other in chosen) or any(
        significant_digits(phone.number) in numbers for phone in row.phones
    )


def sharing_applies(shared: Shared, request: Request) -> bool:
    """Whether a place lies in all the communities and the language asks for both."""
    return set(shared.communities) <= set(request.chain) and request.language not in shared.unless


def row_communities(row: Contact, shared: Shared) -> set[str]:
    """The communities of a row: those it serves by area, else the one of its only language."""
    by_area = set(shared.communities) & set(row.areas)
    return by_area or {code for code, language in shared.communities.items() if row.languages == (language,)}
