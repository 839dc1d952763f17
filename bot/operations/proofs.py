"""What is proved: the systems of the founding documents and the threats, computed from the content and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.check.graph import Explorer
from bot.check.marks import Mark, marks
from bot.check.reach import Reach
from bot.check.seeds import Standing, listed, standings
from bot.directory import directory
from bot.flow.load import load
from bot.operations.check import names
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts

THREATS = range(1, 46)
NO_TESTS = "There are no tests beside this installation, so nothing counts as proved. Run it from a checkout."


@dataclass(frozen=True)
class Threat:
    """A threat of the threat list by its number: the tests that prove the answer to it, or why there is none."""

    number: int
    tests: tuple[str, ...]
    why_not: str

    def as_dict(self) -> dict[str, int | str | None]:
        """As `check --threats --json` prints it: one test where there are several."""
        return {"id": self.number, "test": next(iter(self.tests), None), "why_not": self.why_not or None}


def tests_beside() -> Path | None:
    """The folder `tests` of a checkout; None in an installation from a wheel."""
    folder = Path(next(iter(bot.__path__))).parent / "tests"
    return folder if (folder / "test_house.py").is_file() else None


def proved(tests: Path | None) -> list[Mark]:
    """Every mark in the tests; none where there are no tests."""
    return list(marks(tests)) if tests else []


def systems(folder: Path, tests: Path | None) -> list[Standing]:
    """How each system stands. `folder` holds `flows` and `locales`. Raises `Faults` when a file is wrong."""
    content = load(folder / "flows")
    graphs = Explorer(content.flows, names(folder, content)).all()
    contacts = directory.load(folder / "flows" / "contacts", Gazetteer.open())
    languages = tuple(code.partition("-")[0] for code in Texts(folder / "locales").languages)
    return standings(listed(folder / "flows"), Reach(content, contacts, graphs, languages), proved(tests))


def threats(tests: Path | None) -> list[Threat]:
    """Every threat with its tests."""
    found = [mark for mark in proved(tests) if mark.kind == "threat"]
    return [_threat(number, [mark for mark in found if mark.value == number]) for number in THREATS]


def _threat(number: int, found: Sequence[Mark]) -> Threat:
    tests = tuple(dict.fromkeys(mark.test for mark in found if mark.test))
    return Threat(number, tests, "" if tests else "; ".join(mark.why_not for mark in found if mark.why_not))


def markdown(found: Sequence[Standing]) -> str:
    """The table of the README: what works, and where people meet it; then what is planned."""
    works = [each for each in found if each.status == "works"]
    planned = [each for each in found if each.status == "planned"]
    lines = [f"Works ({len(works)} of {len(found)}):", "", "| | | Where |", "|---|---|---|"]
    lines += [f"| {each.seed.id} | {each.seed.name} | {each.features[0]} |" for each in works]
    lines += ["", f"Planned ({len(planned)} of {len(found)}; a feature or its test is missing):", ""]
    lines += ["; ".join(f"{each.seed.id} {each.seed.name}" for each in planned) + "."]
    return "\n".join(lines)
