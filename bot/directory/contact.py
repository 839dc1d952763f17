"""A contact point as it stands in `flows/contacts/*.yaml`: who answers, for whom, where, when, how far to trust it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
TRANSLATED_TEXTS = (
    "mission",
    "limits",
    "first_sentence",
    "worker_sentence",
)  # translated; the name too where `generic: yes`

Day = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
Role = Literal["family", "close", "school", "youth", "social", "health", "police", "justice", "town", "myself", "other"]
Audience = Literal["families", "professionals", "individuals", "public", "local_authorities"]
Need = Literal[
    "activity", "advice", "case_consultation", "child_protection", "emergency", "exit", "family_support",
    "home_violence", "legal", "listening", "local_contact", "missing", "online_harm", "police_not_urgent",
    "prison_probation", "report", "restorative", "suicide", "training", "unfair", "victim_support", "youth_resilience",
]  # fmt: skip
# Numbers that somebody may dial in danger or despair: what a town brings never stands in their place.
URGENT_NEEDS: frozenset[Need] = frozenset({"emergency", "police_not_urgent", "suicide", "listening"})
Use = Literal[
    "", "abroad", "adults", "after_hours", "ambulance", "chat", "emergency", "families", "fire", "fire_ambulance",
    "head_office", "ministry", "missing", "not_urgent", "office_hours", "parents", "police", "relay", "sms",
    "switchboard", "victims", "whatsapp", "young",
]  # fmt: skip
AreaCode = Annotated[str, Field(pattern=r"^([a-z]{2}:[0-9A-Za-z._-]{1,20}|[A-Z]{2}(-[A-Z0-9]{1,4})?)$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
OneLineText = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
ContactName = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\r\n]+$")]
OptionalDay = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class StrictRecord(BaseModel):
    """A frozen record that refuses every key it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Phone(StrictRecord):
    """A number as it is dialled in its country. `use` says whom or what it is for, `area` the one town it serves."""

    number: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /.-]{1,22}$")]
    free: bool = False
    use: Use = ""
    label: Annotated[str, Field(max_length=80)] = ""  # names of quarters, shown as they are
    area: AreaCode | Literal[""] = ""
    languages: tuple[LanguageCode, ...] = ()


class Opening(StrictRecord):
    """Opening hours on some days of the week. `closes` 24:00 is midnight; earlier than `opens` means the next day."""

    days: Annotated[tuple[Day, ...], Field(min_length=1)]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]

    @model_validator(mode="after")
    def not_empty(self) -> Opening:
        """Refuse an opening of no length."""
        if self.opens == self.closes:
            raise ValueError("opens and closes at the same time: write `hours: always` for day and night")
        return self


class Contact(StrictRecord):
    """One contact point. `name` is in its own language, or English text to translate where `generic` is true."""

    id: Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: ContactName
    organisation: Annotated[str, Field(max_length=120)] = ""
    status: Literal["active", "ended"] = "active"
    replaced_by: str = ""
    generic: bool = False  # "your town hall": holds everywhere in its area, has no number of its own
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    for_roles: tuple[Role, ...] = ()  # empty: every role of its audience
    areas: Annotated[tuple[AreaCode, ...], Field(min_length=1)]
    phones: tuple[Phone, ...] = ()
    email: Annotated[str, Field(pattern=r"^([\w.+-]+@[\w-]+(\.[\w-]+)+)?$")] = ""
    url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    hours: Literal["always", "unknown"] | tuple[Opening, ...] = "unknown"
    holidays: Literal["open", "closed"] = "closed"  # on public holidays; hours `always` are always
    hours_note: str = ""
    languages: tuple[LanguageCode, ...] = ()  # empty: the language of the place
    channel: Literal["social", "authority", "police", "judicial", "ngo", "helpline"]
    police: Literal["no", "danger", "yes", "unknown"]
    anonymous: Literal["yes", "no", "unknown"] = "unknown"  # shown as "without your name"
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    min_age: Annotated[int, Field(ge=0, le=120)] | None = None  # of the person it is about, in years
    max_age: Annotated[int, Field(ge=0, le=120)] | None = None
    mission: OneLineText
    limits: OneLineText
    first_sentence: OneLineText
    worker_sentence: Annotated[str, Field(max_length=200, pattern=r"^[^\r\n]*$")] = ""  # when a worker calls
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    source_date: str
    confidence: Literal["high", "medium", "low"]
    verified_on: OptionalDay = None
    note: str = ""
    aliases: tuple[str, ...] = ()
    seeds: tuple[Annotated[str, Field(pattern=r"^SY\d{2,3}$")], ...] = ()

    @field_validator("min_age", "max_age", mode="before")
    @classmethod
    def empty_age(cls, value: Any) -> Any:
        """An empty cell is no age."""
        return None if value == "" else value

    @field_validator("mission", "limits", "first_sentence", "worker_sentence")
    @classmethod
    def promises_no_anonymity(cls, value: str) -> str:
        """Nobody can promise that: say what is true."""
        if "anonym" in value.lower():
            raise ValueError('says "anonymous", which nobody can promise: write "without your name"')
        return value

    @model_validator(mode="after")
    def hangs_together(self) -> Contact:
        """An ended row redirects, ages are in order, no list of hours is empty."""
        if (self.status == "ended") != bool(self.replaced_by):
            raise ValueError("`status: ended` and `replaced_by` go together: write both, or neither")
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError("min_age is above max_age: put the smaller age into min_age")
        if self.hours == ():
            raise ValueError("hours is an empty list: leave it out when the hours are not known")
        return self

    @property
    def country(self) -> str:
        """ISO 3166-1 of the row, "EU" for European rows: the first two letters of its id."""
        return self.id[:2].upper()

    @property
    def urgent(self) -> bool:
        """Whether it offers emergency help, police, or help in a crisis."""
        return not URGENT_NEEDS.isdisjoint(self.needs)

    @property
    def reachable(self) -> bool:
        """Whether there is a number or a mailbox."""
        return bool(self.phones or self.email)


def contact_texts(contact: Contact) -> dict[str, str]:
    """The English texts of a row that are translated, by gettext context (`contacts.ID.mission`)."""
    names = (*TRANSLATED_TEXTS, "name") if contact.generic else TRANSLATED_TEXTS
    found = {f"contacts.{contact.id}.{name}": getattr(contact, name) for name in names}
    return {context: text for context, text in found.items() if text}
