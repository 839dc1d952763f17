"""The table `flows/contacts/needs.yaml`: what a person needs and who they are → which contacts to look for."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from bot.directory.contact import AreaCode, Audience, LanguageCode, Need, Role, StrictRecord

Wish = Literal["talk", "advice", "coordinator", "learn", "leave", "unfair", "unknown"]  # T5 of the triage

ALL_ROLES: tuple[Role, ...] = get_args(Role)
ALL_WISHES: tuple[Wish, ...] = get_args(Wish)
ALL_NEEDS: tuple[Need, ...] = get_args(Need)


class Rule(StrictRecord):
    """For some wishes and roles: what the card of each place in the row of three must offer, most wanted first."""

    need: Annotated[tuple[Wish, ...], Field(min_length=1)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, alias="for")]
    advice: Annotated[tuple[Need, ...], Field(min_length=1)]
    local: tuple[Need, ...]
    police: tuple[Need, ...] = ()
    minors: tuple[Need, ...] = ()  # comes first when it is about somebody under 18
    teens: Literal["first", "second"] = "first"  # where that stands for 12 to 17; second: after the dedicated service
    listening: bool = False  # an open listening line goes on top when nothing else is open


class Shared(StrictRecord):
    """A place that lies in two communities: one row of each is shown, except to speakers of `unless`."""

    communities: dict[AreaCode, LanguageCode]
    unless: tuple[LanguageCode, ...] = ()


class Needs(StrictRecord):
    """The whole table. `audiences`: whom a row must serve to be shown to a role (`public` serves everybody)."""

    audiences: dict[Role, tuple[Audience, ...]]
    shared: tuple[Shared, ...] = ()
    official: tuple[str, ...] = ()  # ends of host names of public bodies: what a reader trusts as a source
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def complete(self) -> Needs:
        """Every wish of every role has exactly one rule, every role an audience."""
        found = [(need, role) for rule in self.rules for need in rule.need for role in rule.roles]
        for pair in ((need, role) for need in ALL_WISHES for role in ALL_ROLES):
            if found.count(pair) != 1:
                count = "no rule" if pair not in found else "more than one rule"
                raise ValueError(f"{count} for need {pair[0]!r} and role {pair[1]!r}: write exactly one")
        for role in ALL_ROLES:
            if role not in self.audiences:
                raise ValueError(f"no audience for role {role!r}: add it to `audiences`")
        return self

    def rule(self, need: str, role: str) -> Rule:
        """The rule of a wish and a role. KeyError when the ids are unknown."""
        for rule in self.rules:
            if need in rule.need and role in rule.roles:
                return rule
        raise KeyError(f"There is no need {need!r} of a role {role!r}. Needs: {ALL_WISHES}. Roles: {ALL_ROLES}")
