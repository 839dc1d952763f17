"""Who runs this where: one installation serves many towns, each open for as much as its operator has arranged."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.flow.source import Fault, read_yaml


class StrictOperator(BaseModel):
    """A mapping whose every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dpia(StrictOperator):
    """The data protection impact assessment: when, by which role, when it is looked at again."""

    date: datetime.date
    by: str = Field(min_length=1)
    review: datetime.date


class Retention(StrictOperator):
    """Days until an idle case gets its closing check; an operator may shorten it, never lengthen it past 90."""

    idle_days: int = Field(default=90, ge=1, le=90)


class Operator(StrictOperator):
    """One operator. Name and contact are enough for advice; the rest opens Send."""

    areas: tuple[str, ...] = Field(min_length=1)
    name: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    controller: str = ""
    legal_basis: str = ""
    dpo: str = ""
    dpia: Dpia | None = None
    retention: Retention | None = None
    justice: bool = False

    def missing(self, today: datetime.date) -> tuple[str, ...]:
        """What is still needed before Send can open, in the words of the file."""
        lacks = [word for word in ("controller", "legal_basis", "dpo", "dpia", "retention") if not getattr(self, word)]
        if self.dpia and self.dpia.review < today:
            lacks.append("dpia.review")
        return tuple(lacks)


class Operators(StrictOperator):
    """The operator file."""

    operators: tuple[Operator, ...]


PRACTICE_OPERATOR = Operator(
    areas=("EU",),
    name="Practice Town",
    contact="practice",
    controller="Practice Town",
    legal_basis="practice",
    dpo="practice",
    dpia=Dpia(date=datetime.date(2026, 1, 1), by="practice", review=datetime.date(2999, 1, 1)),
    retention=Retention(),
)


class Towns:
    """Which operator answers for which place. In practice one fictitious operator answers for every place."""

    def __init__(self, operators: tuple[Operator, ...], practice: bool = False) -> None:
        self.operators, self.practice = operators, practice

    @classmethod
    def load(cls, path: Path | None) -> Towns:
        """From the operator file; no file means advice only. Raises `Fault` with file, line, cause and cure."""
        if path is None:
            return cls(())
        document = read_yaml(path)
        try:
            return cls(Operators.model_validate(document.data).operators)
        except ValidationError as error:
            detail = error.errors()[0]
            where = ".".join(str(part) for part in detail["loc"])
            raise Fault(
                str(path), document.line(detail["loc"]), f"{where}: {detail['msg']}.", "See bot/README.md, Operators."
            ) from error

    @classmethod
    def pretend(cls) -> Towns:
        """The fictitious operator of `demo` and `chat`."""
        return cls((PRACTICE_OPERATOR,), practice=True)

    def shorter(self, chain: tuple[str, ...]) -> dict[str, datetime.timedelta]:
        """What the operator there has shortened, by name of the deadline."""
        operator = self.of(chain)
        if operator is None or operator.retention is None:
            return {}
        return {"idle": datetime.timedelta(days=operator.retention.idle_days)}

    def of(self, chain: tuple[str, ...]) -> Operator | None:
        """The operator whose area is the smallest one around a place."""
        for code in chain:
            for operator in self.operators:
                if code in operator.areas:
                    return operator
        return None
