"""Which of the systems that the founding documents describe work: computed from the content and the tests.

A system works when a step, card or contact that names it is reached by people, and a test that names it stands. Nobody
types the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from bot.check.marks import Mark
from bot.check.reach import Reach
from bot.flow.load import Content
from bot.flow.model import Strict, Text
from bot.flow.source import Fault, read

FILE = "seeds.yaml"


class Seed(Strict):
    """A system: F a feature, D an entry or a referral, R a rule for content, N deliberately not built."""

    id: Annotated[str, Field(pattern=r"^SY\d{2,3}$")]
    type: Literal["F", "D", "R", "N", "D+F"]
    name: Text


class Seeds(Strict):
    """The file `seeds.yaml`."""

    seeds: tuple[Seed, ...]


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
        """As `check --seeds --json` prints it: one feature and one test where there are several."""
        feature, test = next(iter(self.features), None), next(iter(self.tests), None)
        return {"id": self.seed.id, "type": self.seed.type, "feature": feature, "test": test, "status": self.status}


def listed(flows: Path) -> tuple[Seed, ...]:
    """The systems of `seeds.yaml`. Raises `Fault` when the file cannot be read."""
    document = read(flows / FILE, f"flows/{FILE}")
    try:
        found = Seeds.model_validate(document.data).seeds
    except ValidationError as error:
        first = error.errors()[0]
        raise document.fault(tuple(first["loc"]), f"{first['msg']}.", "Write {id: SY01, type: F, name: …}.") from error
    return found


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


def named(content: Content) -> Iterator[tuple[str, int, str]]:
    """(file, line, system) of every entry of a `seeds:` key in talks, blocks and cards."""
    for file, document in content.documents.items():
        for path, line in document.lines.items():
            if path[-2:-1] == ("seeds",):
                yield file, line, str(reduce(getitem, path, document.data))


def faults(flows: Path, content: Content) -> Iterator[Fault]:
    """A `seeds:` key that names no system; nothing to say where no list of systems stands."""
    if not (flows / FILE).exists():
        return
    try:
        known = {seed.id for seed in listed(flows)}
    except Fault as fault:
        yield fault
        return
    for file, line, seed in named(content):
        if seed not in known:
            yield Fault(file, line, f"There is no system '{seed}'.", f"Use an id of flows/{FILE}.")
