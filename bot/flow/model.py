"""The words of the flow format, as strict models.

A flow is an ordered list of steps; a step is skipped when its `when` does not hold. There is no goto, so there are no
cycles and every path can be listed. Ids are what answers, buttons and conditions hold; texts are free.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

StepKind = Literal["one", "many", "text", "place", "say", "review", "do", "start"]
WORDING_PARTS = ("ask", "why", "short")  # the texts of a step, as their contexts end
STEP_ID = r"^[a-z][a-z0-9_]{0,15}$"
OPTION_ID = r"^[a-zA-Z][a-zA-Z0-9_]{0,21}$"
ITEM_ID = r"^[a-z][a-z0-9_]{0,11}$"
ROW_WIDTH, HALF_WIDTH = 36, 16  # characters of a label, alone in a row or two in a row

StepId = Annotated[str, Field(pattern=STEP_ID)]
OptionId = Annotated[str, Field(pattern=OPTION_ID)]
Text = Annotated[str, Field(min_length=1)]


def _words(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


WordList = Annotated[tuple[str, ...], BeforeValidator(_words)]
Condition = dict[str, WordList]


class StrictModel(BaseModel):
    """A mapping whose every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(StrictModel):
    """One answer that can be chosen. `sets` and `forgets` act when it is chosen; `do` names an effect."""

    label: Text
    when: Condition = {}
    unless: Condition = {}
    sets: dict[str, str] = {}
    forgets: WordList = ()
    do: str | None = None
    danger: Literal["yes", "no"] = "no"

    @model_validator(mode="before")
    @classmethod
    def _bare_label(cls, value: Any) -> Any:
        return {"label": value} if isinstance(value, str) else value


class Call(StrictModel):
    """A registered table or source, by name, with parameters."""

    name: str
    params: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _bare_name(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, dict) and len(value) == 1 and set(value) != {"name"}:
            ((name, params),) = value.items()
            return {"name": name, "params": params}
        return value


class Choices(StrictModel):
    """The options of a question: written out, or `from` a source with `also` some more."""

    options: dict[OptionId, Option] = {}
    source: Call | None = None
    also: dict[OptionId, Option] = {}
    max: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_options(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("options stand as `id: label`, one a line")
        if "from" in value:
            return {"source" if key == "from" else key: part for key, part in value.items()}
        return {"options": value}

    @property
    def written(self) -> dict[str, Option]:
        """Every option that stands in the file, in its order."""
        return {**self.options, **self.also}


class TextLimit(StrictModel):
    """How long a text may be, in characters; with `phone` it must look like a phone number."""

    max: Annotated[int, Field(gt=0, le=300)] = 300
    phone: Literal["yes", "no"] = "no"


class Step(StrictModel):
    """One question, message, review, effect or door. `owner` is the flow or block whose file holds its texts."""

    id: StepId
    owner: str = ""
    ask: Text | None = None
    say: Text | None = None
    review: Text | None = None
    do: str | None = None
    start: str | None = None
    one: Choices | None = None
    many: Choices | None = None
    text: TextLimit | None = None
    place: Literal["yes"] | None = None
    when: Condition = {}
    unless: Condition = {}
    optional: Literal["yes", "no"] = "no"
    alone: WordList = ()
    hears: dict[Literal["yes", "no", "help"], OptionId] = {}
    why: Text | None = None
    short: Text | None = None
    show: Annotated[tuple[Call, ...], BeforeValidator(lambda v: v if isinstance(v, (list, tuple)) else (v,))] = ()
    consent: str | None = None
    guard: Literal["yes", "no"] = "no"
    unsent: Literal["yes", "no"] = "no"
    beside: WordList = ()
    columns: Literal["two"] | None = None
    carry: dict[str, str] = {}
    keeps: WordList = ()
    seeds: WordList = ()
    end: str | None = None
    carried: bool = False

    @model_validator(mode="after")
    def _one_shape(self) -> Step:
        said = [word for word in ("ask", "say", "review", "do", "start") if getattr(self, word)]
        if len(said) != 1:
            raise ValueError("a step is exactly one of ask, say, review, do, start")
        answers = [word for word in ("one", "many", "text", "place") if getattr(self, word)]
        if len(answers) != (said[0] in ("ask", "review")):
            raise ValueError("`ask` and `review` take exactly one of one, many, text, place; the others take none")
        if self.hears and not (self.ask and self.one):
            raise ValueError("only a question with `ask` and `one` hears words")
        return self

    @cached_property
    def kind(self) -> StepKind:
        """What the step wants: a question's kind of answer, or say, review, do, start."""
        if self.review:
            return "review"
        for kind in ("one", "many", "text", "place", "say", "do"):
            if getattr(self, kind):
                return kind
        return "start"

    @property
    def choices(self) -> Choices | None:
        """The options of a `one`, `many` or `review`."""
        return self.one or self.many

    @property
    def wording(self) -> str:
        """The English text of the step, empty for `do` and `start`."""
        return self.ask or self.say or self.review or ""

    @property
    def asks(self) -> bool:
        """Whether the step waits for a person."""
        return self.kind in ("one", "many", "text", "place", "review")


@dataclass(frozen=True)
class Each:
    """Steps that are walked once for every option chosen in an earlier `many`."""

    over: str
    steps: tuple[Step, ...]


Node = Step | Each


@dataclass(frozen=True)
class Flow:
    """One talk: who may open it, how long it waits, its marks, and its steps from top to bottom."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    roles: dict[str, str | None] = field(default_factory=dict)
    expires: dict[str, timedelta] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by its key; inside an each the key ends in `[]`."""
        found: dict[str, Step] = {}
        for node in self.nodes:
            if isinstance(node, Each):
                found |= {f"{step.id}[]": step for step in node.steps}
            else:
                found[node.id] = node
        return found

    @cached_property
    def does(self) -> frozenset[str]:
        """The names of the effects that its steps have."""
        return frozenset(step.do for step in self.steps.values() if step.do)

    def step(self, key: str) -> Step | None:
        """The step of a key such as `areas` or `noticed[school]`, or None."""
        return self.steps.get(re.sub(r"\[.*\]$", "[]", key) if "[" in key else key)


def option_context(owner: str, step: str, option: str) -> str:
    """The gettext context of an option's label; an option called like a part of its step stands apart."""
    return f"{owner}.{step}.{option}" + ("_option" if option in WORDING_PARTS else "")


def key_of(step: Step, item: str | None) -> str:
    """The key of an answer: `areas`, inside an each `noticed[school]`."""
    return step.id if item is None else f"{step.id}[{item}]"


def split_key(key: str) -> tuple[str, str | None]:
    """`noticed[school]` as (`noticed`, `school`); `areas` as (`areas`, None)."""
    name, bracket, item = key.partition("[")
    return (name, item.rstrip("]")) if bracket else (key, None)
