"""The life areas: the one key list of all talks, with what one can see going well, changing, being hard, around."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.flow.model import ITEM_ID, Option, StrictModel, Text

AREA_TABLES = ("strengths", "changes", "difficult", "around")

OptionTable = dict[Annotated[str, Field(pattern=ITEM_ID)], Option]


class LifeArea(StrictModel):
    """One of the life areas; ids within changes and difficult differ, because one question offers both."""

    id: Annotated[str, Field(pattern=ITEM_ID)]
    label: Text
    strengths: OptionTable
    changes: OptionTable
    difficult: OptionTable
    around: OptionTable


class LifeAreas(StrictModel):
    """The file `areas.yaml`."""

    areas: tuple[LifeArea, ...]
