"""Runs parts that measure and prints what they found, for `python -m tests.faults` and `python -m tests.bench`.

A part is a module with `GOAL` (one line), `SMALL` and `FULL` (sizes) and `measure(size, seed)`, which returns plain
figures and raises AssertionError when a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

Figures = dict[str, float | int | str]
Parts = Mapping[str, ModuleType]


def main(prog: str, description: str, found: Parts) -> int:
    """0 when every promise was kept, 1 when one was broken; ends with 2 for an unknown part."""
    reader = argparse.ArgumentParser(prog=f"python -m {prog}", description=description)
    reader.add_argument("part", nargs="*", help=f"of {', '.join(found)}; all when none is named")
    reader.add_argument("--full", action="store_true", help="the full size, minutes a part")
    reader.add_argument("--seed", type=int, default=1, help="the same seed, the same run")
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
    return {"size": size, "seed": seed, **figures, "seconds": round(time.monotonic() - began, 1)}


def machine() -> str:
    """The day, and what was measured on."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(models, platform.machine())
    return f"{date.today()}, {os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"


def show(told: Mapping[str, Figures], chosen: Parts) -> None:
    """One table a part."""
    console = Console(width=120 if not sys.stdout.isatty() else None)
    console.print(machine())
    for name, figures in told.items():
        console.print(f"\n[bold]{name}[/bold]: {chosen[name].GOAL}")
        table = Table(show_header=False)
        for what, figure in figures.items():
            table.add_row(what.replace("_", " "), f"{figure:,}" if isinstance(figure, int | float) else figure)
        console.print(table)
