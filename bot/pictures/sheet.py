"""A sheet: what stands on the paper a person takes along. Every text is final, in the person's language.

What people typed stands in it as they typed it: whoever draws a sheet treats every string as foreign text.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class SheetRow:
    """A question or item, and what was answered; a row without values is a line of its own."""

    label: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetSection:
    """A part under a heading; `note` stands between heading and rows."""

    heading: str
    rows: tuple[SheetRow, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One paper. `language` is a BCP 47 code and decides direction and fonts; `footer` stands on every page."""

    title: str
    language: str
    sections: tuple[SheetSection, ...] = ()
    intro: str = ""
    footer: str = ""

    def to_json(self) -> str:
        """The sheet as JSON, the same text for the same sheet."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Sheet:
        """The sheet written by `to_json`. Raises `ValueError` that says what is wrong, without quoting the content."""
        try:
            return _sheet(json.loads(text))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"This is no sheet ({type(error).__name__}). Make one with Sheet.to_json().") from None


def _sheet(data: dict[str, Any]) -> Sheet:
    return Sheet(
        title=_text(data["title"]),
        language=_text(data["language"]),
        sections=tuple(_section(part) for part in data["sections"]),
        intro=_text(data["intro"]),
        footer=_text(data["footer"]),
    )


def _section(data: dict[str, Any]) -> SheetSection:
    return SheetSection(_text(data["heading"]), tuple(_row(row) for row in data["rows"]), _text(data["note"]))


def _row(data: dict[str, Any]) -> SheetRow:
    return SheetRow(_text(data["label"]), tuple(_text(value) for value in data["values"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
