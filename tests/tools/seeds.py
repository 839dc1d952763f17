"""Which of the systems that the founding documents describe work: computed from the content and the tests.

A system works when a step, card or contact that names it is reached by people, and a test that names it stands. Nobody
types the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.check.graph import Explorer
from bot.check.seeds import Seed, read_seeds
from bot.directory import directory
from bot.flow.load import load_content
from bot.operations.check import registered_names
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts
from tests.tools.marks import Mark, marks
from tests.tools.reach import Reach


@dataclass(frozen=True)
class Standing:
    """How a system stands: what people reach of it, and which tests prove it."""

    seed: Seed
    features: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def status(self) -> str:
        """`works` when there is both a feature and a test, else `planned`."""
        return "works" if self.features and self.tests else "planned"

    def as_dict(self) -> dict[str, str | None]:
        """As `seeds --json` prints it: one feature and one test where there are several."""
        feature, test = next(iter(self.features), None), next(iter(self.tests), None)
        return {"id": self.seed.id, "type": self.seed.type, "feature": feature, "test": test, "status": self.status}


def systems(folder: Path, tests: Path) -> list[Standing]:
    """How each system stands. `folder` holds `flows` and `locales`. Raises `Faults` when a file is wrong."""
    content = load_content(folder / "flows")
    graphs = Explorer(content.flows, registered_names(folder, content)).all()
    contacts = directory.load_contacts(folder / "flows" / "contacts", Gazetteer.open())
    languages = tuple(code.partition("-")[0] for code in Texts(folder / "locales").languages)
    return standings(read_seeds(folder / "flows"), Reach(content, contacts, graphs, languages), marks(tests))


def standings(seeds: Iterable[Seed], reach: Reach, marks: Iterable[Mark]) -> list[Standing]:
    """Every system with its features and tests, in the order of the file."""
    tests: dict[str, list[str]] = {}
    for mark in marks:
        if mark.kind == "seed" and mark.test:
            tests.setdefault(str(mark.value), []).append(mark.test)
    features: dict[str, list[str]] = {}
    for seed, feature in reached(reach):
        features.setdefault(seed, []).append(feature)
    return [
        Standing(seed, tuple(features.get(seed.id, ())), tuple(dict.fromkeys(tests.get(seed.id, ())))) for seed in seeds
    ]


def reached(reach: Reach) -> Iterator[tuple[str, str]]:
    """(system, feature) of every step, card and contact that people reach; steps first."""
    for flow, key in sorted(reach.steps):
        step = reach.step(flow, key)
        yield from ((seed, f"talk {flow}, step {key}") for seed in (step.seeds if step else ()))
    for card in reach.content.cards.values():
        if card.seeds and reach.card(card):
            yield from ((seed, f"card {card.id}") for seed in card.seeds)
    for row in reach.directory.contacts:
        if row.seeds and reach.contact(row):
            yield from ((seed, f"contact {row.id}") for seed in row.seeds)


def markdown(found: Sequence[Standing]) -> str:
    """The table of the README: what works, and where people meet it; then what is planned."""
    works = [each for each in found if each.status == "works"]
    planned = [each for each in found if each.status == "planned"]
    lines = [f"Works ({len(works)} of {len(found)}):", "", "| | | Where |", "|---|---|---|"]
    lines += [f"| {each.seed.id} | {each.seed.name} | {each.features[0]} |" for each in works]
    lines += ["", f"Planned ({len(planned)} of {len(found)}; a feature or its test is missing):", ""]
    lines += ["; ".join(f"{each.seed.id} {each.seed.name}" for each in planned) + "."]
    return "\n".join(lines)
