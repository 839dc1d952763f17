"""Run the benches and print their figures: `python -m tests.bench [PART…] [--full] [--seed N] [--json]`.

A part is a module `bench_PART` beside this one; see `tests.figures`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType

import tests.bench
from tests import figures


def parts() -> dict[str, ModuleType]:
    """Every part, by its file's name."""
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__) if found.name.startswith("bench_")]
    return {name.removeprefix("bench_"): importlib.import_module(f"tests.bench.{name}") for name in names}


if __name__ == "__main__":
    sys.exit(figures.main("tests.bench", "How fast, and how much.", parts()))
