"""What somebody asks for, and which rows may be shown to them at all: place, role, age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.directory.contact import Contact
from bot.directory.needs import Needs

AGE_SPANS = {"under12": (0, 11), "teen": (12, 17), "young": (18, 25), "adult": (26, 120)}
MINOR_AGES = ("under12", "teen")


@dataclass(frozen=True)
class Request:
    """`place` is the chain of areas, smallest first (empty when unknown); `at` an aware moment, None for "whenever".

    `role`, `need` and `age` are the option ids of the triage; `age` is that of the person it is about.
    """

    place: tuple[str, ...]
    language: str
    role: str
    need: str
    age: str | None = None
    at: datetime | None = None

    @property
    def chain(self) -> tuple[str, ...]:
        """The place, and Europe for what is left when nothing else is known."""
        return self.place if "EU" in self.place else (*self.place, "EU")

    @property
    def minor(self) -> bool:
        """Whether it is about somebody under 18."""
        return self.age in MINOR_AGES


def serves(needs: Needs, row: Contact, request: Request) -> bool:
    """Whether a row is for this place, role and age. Emergency numbers have a screen of their own and are no cards."""
    urgent = "emergency" in row.needs and "police_not_urgent" not in row.needs
    near = bool(set(row.areas) & set(request.chain))
    fits = serves_role(needs, row, request.role) and serves_age(row, request.age)
    return row.status == "active" and near and fits and not urgent


def serves_role(needs: Needs, row: Contact, role: str) -> bool:
    """Whether a row serves a role: by its audience (`public` is everybody), and by its own list of roles."""
    wanted = {*role_audiences(needs, role), "public"}
    return bool(wanted & set(row.audience)) and (not row.for_roles or role in row.for_roles)


def role_audiences(needs: Needs, role: str) -> tuple[str, ...]:
    """The audiences that a role belongs to."""
    return next((names for name, names in needs.audiences.items() if name == role), ())


def serves_age(row: Contact, age: str | None) -> bool:
    """Whether a row serves an age group; an unknown age rules nothing out."""
    low, high = AGE_SPANS.get(age or "", (0, 120))
    return (row.min_age or 0) <= high and (120 if row.max_age is None else row.max_age) >= low
