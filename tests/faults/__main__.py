"""Run the parts and print their figures: `python -m tests.faults [PART…] [--full] [--seed N] [--json]`.

A part is a module beside this one with a test of its own; see `tests.figures`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType

import tests.faults
from tests import figures


def parts() -> dict[str, ModuleType]:
    """Every part, by its file's name."""
    names = {found.name for found in pkgutil.iter_modules(tests.faults.__path__)}
    tested = [name for name in sorted(names) if f"test_{name}" in names]
    modules = {name: importlib.import_module(f"tests.faults.{name}") for name in tested}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


if __name__ == "__main__":
    sys.exit(figures.main("tests.faults", "What breaks, and what must not.", parts()))
