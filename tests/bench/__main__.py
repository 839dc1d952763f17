"""Run the benches and print their figures: `python -m tests.bench [PART…] [--full] [--seed N] [--json]`.

A part is a module `bench_PART` beside this one with `GOAL`, `SMALL`, `FULL` and `measure(size, seed)`.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import pkgutil
import platform
import sys
import time
from datetime import date
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

import tests.bench

Figures = dict[str, float | int | str]


def parts() -> dict[str, ModuleType]:
    """Every part, by its file's name."""
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__) if found.name.startswith("bench_")]
    return {name.removeprefix("bench_"): importlib.import_module(f"tests.bench.{name}") for name in names}


def machine() -> str:
    """The day, and what was measured on."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{date.today()}, {os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"


def main() -> int:
    """0 when every figure was taken, 1 when a promise was broken on the way, 2 for an unknown part."""
    found = parts()
    reader = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast, and how much.")
    reader.add_argument("part", nargs="*", help=f"of {', '.join(found)}; all when none is named")
    reader.add_argument("--full", action="store_true", help="the full size, minutes a part")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    asked = reader.parse_args()
    if unknown := [name for name in asked.part if name not in found]:
        reader.error(f"there is no part {', '.join(unknown)}; there are {', '.join(found)}")
    chosen = {name: found[name] for name in asked.part or found}
    told = {name: run(part, asked.full, asked.seed) for name, part in chosen.items()}
    print(json.dumps({"machine": machine(), **told}, indent=2)) if asked.json else show(told, chosen)
    return int(any("broken" in figures for figures in told.values()))


def run(part: ModuleType, full: bool, seed: int) -> Figures:
    """The figures of a part; with `broken` when a promise was."""
    size, began = part.FULL if full else part.SMALL, time.monotonic()
    try:
        figures: Figures = asyncio.run(part.measure(size, seed))
    except AssertionError as error:
        figures = {"broken": str(error) or "without a word"}
    return {"size": size, **figures, "seconds": round(time.monotonic() - began, 1)}


def show(told: dict[str, Figures], chosen: dict[str, ModuleType]) -> None:
    """One table a part."""
    console = Console(width=120 if not sys.stdout.isatty() else None)
    console.print(machine())
    for name, figures in told.items():
        console.print(f"\n[bold]{name}[/bold]: {chosen[name].GOAL}")
        table = Table(show_header=False)
        for what, figure in figures.items():
            table.add_row(what.replace("_", " "), f"{figure:,}" if isinstance(figure, int | float) else figure)
        console.print(table)


if __name__ == "__main__":
    sys.exit(main())
