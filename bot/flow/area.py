"""The life areas: the one key list of all talks, with what one can see going well, changing, being hard, around."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.flow.model import ITEM_ID, Option, Strict, Text

TABLES = ("strengths", "changes", "difficult", "around")

Table = dict[Annotated[str, Field(pattern=ITEM_ID)], Option]


class Area(Strict):
    """One of the life areas; ids within changes and difficult differ, because one question offers both."""

    id: Annotated[str, Field(pattern=ITEM_ID)]
    label: Text
    strengths: Table
    changes: Table
    difficult: Table
    around: Table


class Areas(Strict):
    """The file `areas.yaml`."""

    areas: tuple[Area, ...]
