"""The threats of the threat list: which tests prove the answer to each, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tools.marks import Mark, marks

THREATS = range(1, 46)


@dataclass(frozen=True)
class Threat:
    """A threat of the threat list by its number: the tests that prove the answer to it, or why there is none."""

    number: int
    tests: tuple[str, ...]
    why_not: str

    def as_dict(self) -> dict[str, int | str | None]:
        """As `threats --json` prints it: one test where there are several."""
        return {"id": self.number, "test": next(iter(self.tests), None), "why_not": self.why_not or None}


def threats(tests: Path) -> list[Threat]:
    """Every threat with its tests."""
    found = [mark for mark in marks(tests) if mark.kind == "threat"]
    return [_threat(number, [mark for mark in found if mark.value == number]) for number in THREATS]


def _threat(number: int, found: Sequence[Mark]) -> Threat:
    tests = tuple(dict.fromkeys(mark.test for mark in found if mark.test))
    return Threat(number, tests, "" if tests else "; ".join(mark.why_not for mark in found if mark.why_not))
