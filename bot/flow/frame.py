"""The outermost shape of a flow file, read before its parts are: what is a list, a mapping, a text."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.flow.model import StrictModel, Text, WordList


class Frame(BaseModel):
    """A mapping; unknown keys are named elsewhere, with the words that are known."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class FlowFrame(Frame):
    """A talk."""

    flow: str
    title: Text
    roles: list[str | Annotated[dict[str, str], Field(min_length=1, max_length=1)]] = Field(default=[], alias="for")
    expires: str | dict[str, str] = "60 minutes"
    marks: dict[str, list[str]] = {}
    steps: list[Any]


class BlockFrame(Frame):
    """A block."""

    block: str
    marks: dict[str, list[str]] = {}
    steps: list[Any]


class EachFrame(StrictModel):
    """Steps for each chosen answer."""

    each: str
    steps: list[Any]


class UseFrame(StrictModel):
    """A block set in: steps only brought along from another talk (`carried`), and steps left out (`without`)."""

    use: str
    carried: WordList = ()
    without: WordList = ()


class Phrases(StrictModel):
    """The file `phrases.yaml`."""

    phrases: dict[str, Text]
