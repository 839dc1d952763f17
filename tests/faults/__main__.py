"""Run the parts and print their figures: `python -m tests.faults [PART…] [--full] [--seed N] [--json]`.

A part is a module beside this one with `GOAL`, `SMALL`, `FULL` and `measure(size, seed)`.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import pkgutil
import sys
import time
from types import ModuleType

from rich.console import Console
from rich.table import Table

import tests.faults

Figures = dict[str, float | int | str]


def parts() -> dict[str, ModuleType]:
    """Every part, by its file's name."""
    names = [found.name for found in pkgutil.iter_modules(tests.faults.__path__)]
    helpers = ("__main__", "launcher", "naive")
    modules = {name: importlib.import_module(f"tests.faults.{name}") for name in names if _may_be(name, helpers)}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def _may_be(name: str, helpers: tuple[str, ...]) -> bool:
    return not name.startswith("test_") and name not in helpers


def main() -> int:
    """0 when every promise was kept, 1 when one was broken, 2 for an unknown part."""
    found = parts()
    reader = argparse.ArgumentParser(prog="python -m tests.faults", description="What breaks, and what must not.")
    reader.add_argument("part", nargs="*", help=f"of {', '.join(found)}; all when none is named")
    reader.add_argument("--full", action="store_true", help="the full size, minutes a part")
    reader.add_argument("--seed", type=int, default=1, help="the same seed, the same faults")
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    asked = reader.parse_args()
    if unknown := [name for name in asked.part if name not in found]:
        reader.error(f"there is no part {', '.join(unknown)}; there are {', '.join(found)}")
    chosen = {name: found[name] for name in asked.part or found}
    told = {name: run(part, asked.full, asked.seed) for name, part in chosen.items()}
    print(json.dumps(told, indent=2)) if asked.json else show(told, chosen)
    return int(any("broken" in figures for figures in told.values()))


def run(part: ModuleType, full: bool, seed: int) -> Figures:
    """The figures of a part; with `broken` when a promise was."""
    size = part.FULL if full else part.SMALL
    began = time.monotonic()
    try:
        figures: Figures = asyncio.run(part.measure(size, seed))
    except AssertionError as error:
        figures = {"broken": str(error) or "without a word"}
    return {"size": size, "seed": seed, **figures, "seconds": round(time.monotonic() - began, 1)}


def show(told: dict[str, Figures], chosen: dict[str, ModuleType]) -> None:
    """One table a part."""
    console = Console(width=120 if not sys.stdout.isatty() else None)
    for name, figures in told.items():
        console.print(f"\n[bold]{name}[/bold]: {chosen[name].GOAL}")
        table = Table(show_header=False)
        for what, figure in figures.items():
            table.add_row(what.replace("_", " "), f"{figure:,}" if isinstance(figure, int) else str(figure))
        console.print(table)


if __name__ == "__main__":
    sys.exit(main())
