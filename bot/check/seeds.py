"""The systems that the founding documents describe: the `seeds:` keys of the content name those of `seeds.yaml`.

Which of them work is told by `python -m tests.tools seeds`, in a checkout.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from bot.flow.load import Content
from bot.flow.model import StrictModel, Text
from bot.flow.source import Fault, read_yaml

SEEDS_FILE = "seeds.yaml"


class Seed(StrictModel):
    """A system: F a feature, D an entry or a referral, R a rule for content, N deliberately not built."""

    id: Annotated[str, Field(pattern=r"^SY\d{2,3}$")]
    type: Literal["F", "D", "R", "N", "D+F"]
    name: Text


class Seeds(StrictModel):
    """The file `seeds.yaml`."""

    seeds: tuple[Seed, ...]


def read_seeds(flows: Path) -> tuple[Seed, ...]:
    """The systems of `seeds.yaml`. Raises `Fault` when the file cannot be read."""
    document = read_yaml(flows / SEEDS_FILE, f"flows/{SEEDS_FILE}")
    try:
        found = Seeds.model_validate(document.data).seeds
    except ValidationError as error:
        first = error.errors()[0]
        raise document.fault(tuple(first["loc"]), f"{first['msg']}.", "Write {id: SY01, type: F, name: …}.") from error
    return found


def named_seeds(content: Content) -> Iterator[tuple[str, int, str]]:
    """(file, line, system) of every entry of a `seeds:` key in talks, blocks and cards."""
    for file, document in content.documents.items():
        for path, line in document.lines.items():
            if path[-2:-1] == ("seeds",):
                yield file, line, str(reduce(getitem, path, document.data))


def seed_faults(flows: Path, content: Content) -> Iterator[Fault]:
    """A `seeds:` key that names no system; nothing to say where no list of systems stands."""
    if not (flows / SEEDS_FILE).exists():
        return
    try:
        known = {seed.id for seed in read_seeds(flows)}
    except Fault as fault:
        yield fault
        return
    for file, line, seed in named_seeds(content):
        if seed not in known:
            yield Fault(file, line, f"There is no system '{seed}'.", f"Use an id of flows/{SEEDS_FILE}.")
