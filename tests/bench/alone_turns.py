"""Durable turns a second of our own bot with no other beside it: `python -m tests.bench.alone_turns [--turns 1000]`.

`tests.bench.trees` runs it in two trees. Speeds are those of the best round; processor time is counted over all rounds,
as the system counts it in steps of 10 ms, which are a percent of one round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import fmean

import bot
from tests.bench.bench_turns import CHATS, Act, presses, round_of, says
from tests.bench.peers import OURS, Running, running

TURNS, ROUNDS = 1000, 3
ACTS: tuple[tuple[str, Act, int], ...] = (("one_call", says, 1), ("two_calls", presses, 2))


async def measure(turns: int, folder: Path) -> dict[str, float]:
    """Turns a second and processor milliseconds a turn, with one call and with two."""
    figures: dict[str, float] = {}
    async with running(OURS, folder) as ours:
        for _, act, calls in ACTS:
            await round_of(ours, act, CHATS, calls)
            await ours.rests()  # the calls of a start count in its first round, which ends before its turns do
        for called, act, calls in ACTS:
            figures |= await _figures(ours, called, act, turns, calls)
    return figures


async def _figures(ours: Running, called: str, act: Act, turns: int, calls: int) -> dict[str, float]:
    rounds = [await round_of(ours, act, turns, calls) for _ in range(ROUNDS)]
    speeds, costs = zip(*rounds, strict=True)
    return {f"{called}_a_second": max(speeds), f"{called}_cpu_ms": fmean(costs)}


def started_from(folder: Path) -> Path:
    """The `bot` of a program that is started in a folder, as the one to be measured is."""
    command = (sys.executable, "-c", "import bot; print(bot.__file__)")
    return Path(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip())


def main() -> int:
    """Measure, and print or record; 1 when the program is of another tree than this module's `bot`."""
    reader = argparse.ArgumentParser(prog="python -m tests.bench.alone_turns", description=__doc__)
    reader.add_argument("--turns", type=int, default=TURNS, help="turns a round")
    reader.add_argument("--record", type=Path, help="a file for the figures; they are printed when none is named")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as name:
        if (found := started_from(Path(name))) != Path(bot.__file__):
            print(f"The program would be that of {found}, not of {bot.__file__}: put the tree in PYTHONPATH.")
            return 1
        figures = json.dumps(asyncio.run(measure(asked.turns, Path(name))), indent=2)
    asked.record.write_text(figures, encoding="utf-8") if asked.record else print(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
