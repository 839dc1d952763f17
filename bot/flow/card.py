"""Cards: short texts with a date, shown by kind, role and country, and found by their search words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.flow.model import StrictModel, Text


class Card(StrictModel):
    """One short text of at most 600 characters."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    kind: str
    title: Text
    text: Annotated[str, Field(min_length=1, max_length=600)]
    roles: tuple[str, ...] = Field(default=(), alias="for")
    countries: tuple[str, ...] = ()
    date: str = ""
    checked_by_role: str | None = None
    search: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


class Cards(StrictModel):
    """One file of `cards/`."""

    cards: tuple[Card, ...]
