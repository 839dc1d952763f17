"""Tells whether our bot is slower in this tree than in another: the same bench in both, by turns.

`uv run python -m tests.bench.trees OTHER_TREE [--runs 9] [--part turns] [--json]` measures, in each run, this tree, the
other one, and the other one again, each with a process of its own. What the other tree differs from itself is what the
machine does; this tree is slower when its median ratio is worse than 1 by more than twice that spread. Ends with 1 when
a figure is slower. The machine should have no other work.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.alone_turns import TURNS
from tests.compare.trees import HERE, Failed, UnderWay
from tests.figures import machine

PARTS: Mapping[str, tuple[str, ...]] = {"turns": ("--turns", str(TURNS))}  # what is asked of the module alone_PART
ORDER = ("this", "other", "again")
NORMAL = 1.4826  # times the median distance from the median: the standard deviation, but deaf to a run gone wrong
Run = Mapping[str, Mapping[str, float]]  # the figures, by the names of ORDER


@dataclass(frozen=True)
class Ratios:
    """What the pairs of some runs are to each other."""

    median: float
    spread: float

    @classmethod
    def of(cls, above: Sequence[float], below: Sequence[float]) -> Ratios:
        """Of the pairs, in their order."""
        ratios = [one / other for one, other in zip(above, below, strict=True)]
        middle = median(ratios)
        return cls(middle, NORMAL * median(abs(ratio - middle) for ratio in ratios))


@dataclass(frozen=True)
class Held:
    """A figure of this tree held against the other's."""

    this: float
    other: float
    ratio: Ratios
    itself: Ratios  # the other tree against itself
    slower: bool


def held(figure: str, runs: Sequence[Run]) -> Held:
    """One figure over all runs."""
    this, other, again = ([run[name][figure] for run in runs] for name in ORDER)
    ratio, itself = Ratios.of(this, other), Ratios.of(again, other)
    lost = 1 - ratio.median if figure.endswith("_a_second") else ratio.median - 1
    return Held(median(this), median(other), ratio, itself, lost > 2 * itself.spread)


def measured(tree: Path, part: str, folder: Path, hashing: int) -> dict[str, float]:
    """The figures of a part in a tree. Raises Failed."""
    record = UnderWay(tree, f"tests.bench.alone_{part}", PARTS[part], folder / "figures.json", hashing).ended()
    figures: dict[str, float] = json.loads(record.read_text(encoding="utf-8"))
    return figures


def run_of(number: int, part: str, trees: Mapping[str, Path], folder: Path) -> Run:
    """One run. Every second one goes backwards, so that a machine that grows slower does so for all; the three share
    a hash seed, which differs from run to run. Raises Failed.
    """
    order = ORDER if number % 2 else ORDER[::-1]
    return {name: measured(trees[name], part, folder, number) for name in order}


def printed(found: Mapping[str, Held]) -> None:
    """The table, and a verdict for each figure."""
    head = ("this", "other", "this/other", "spread", "other/other", "spread")
    print(f"{'median of each':<22}" + "".join(f"{name:>13}" for name in head))
    for figure, one in found.items():
        cells = (f"{one.this:,.2f}", f"{one.other:,.2f}")
        ratios = (f"{value:.4f}" for pair in (one.ratio, one.itself) for value in (pair.median, pair.spread))
        print(f"{figure.replace('_', ' '):<22}" + "".join(f"{cell:>13}" for cell in (*cells, *ratios)))
    for figure, one in found.items():
        verdict = "yes" if one.slower else "no"
        print(f"{figure.replace('_', ' ')}: slower than twice the spread of the other tree against itself: {verdict}")


def main() -> int:
    """Measure, hold against each other, print; 1 when a figure is slower or a tree cannot be measured."""
    reader = argparse.ArgumentParser(prog="python -m tests.bench.trees", description=__doc__)
    reader.add_argument("other", type=Path, help="the other source tree")
    reader.add_argument("--runs", type=int, default=9, help="2 or more; one takes about three quarters of a minute")
    reader.add_argument("--part", choices=PARTS, default="turns")
    reader.add_argument(
        "--json", action="store_true", help="one object on standard output, with the figures of all runs"
    )
    asked = reader.parse_args()
    if asked.runs < 2:
        reader.error("one run has no spread; ask for 2 or more")
    if not (asked.other / "bot").is_dir():
        reader.error(f"{asked.other} is not a source tree: it has no folder `bot`")
    trees, runs = {"this": HERE, "other": asked.other, "again": asked.other}, list[Run]()
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        try:
            for number in range(asked.runs):
                runs.append(run_of(number, asked.part, trees, Path(folder)))
                print(f"run {number + 1} of {asked.runs} is done", file=sys.stderr)
        except Failed as failed:
            print(failed, file=sys.stderr)
            return 1
    found = {figure: held(figure, runs) for figure in runs[0]["this"]}
    if asked.json:
        told = {figure: asdict(one) for figure, one in found.items()}
        print(json.dumps({"machine": machine(), "part": asked.part, "held": told, "runs": runs}, indent=2))
    else:
        print(machine())
        printed(found)
    return int(any(one.slower for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
