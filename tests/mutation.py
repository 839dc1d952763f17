"""How many small faults put into keys, routing and erasure our tests notice.

The command: `uv run --group mutation python -m tests.mutation`.

mutmut makes the faults (`[tool.mutmut]` in pyproject.toml says where) and runs the tests that reach each; this prints
the share it noticed, a module a line, and what got by. About ten minutes on two cores; not part of `.ci/run`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

FOLDER = Path("mutants")
GOAL = 85.0
SURVIVED, UNTRIED = (0, 33), (None,)  # mutmut's exit codes: the tests passed, no test reaches it; not run at all


def main() -> int:
    """0 when every part reaches the goal, 1 when not, 2 when mutmut itself failed."""
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", "2"], stdout=subprocess.DEVNULL)
    found = {path: json.loads(path.read_text())["exit_code_by_key"] for path in sorted(FOLDER.rglob("*.py.meta"))}
    codes = {path: all_codes for path, all_codes in found.items() if all_codes}
    if done.returncode or not codes or any(code in UNTRIED for each in codes.values() for code in each.values()):
        print("mutmut did not finish; see what it says: mutmut run", file=sys.stderr)
        return 2
    parts: dict[str, list[int]] = {"keys": [], "routing": [], "purge": []}
    table = Table("module", "faults", "noticed", "%", title=f"Goal: {GOAL:.0f} % a part")
    for path, each in codes.items():
        module = str(path.relative_to(FOLDER)).removesuffix(".meta")
        parts[part_of(module)] += each.values()
        table.add_row(module, *figures(list(each.values())))
    for part, every in parts.items():
        table.add_row(f"[bold]{part}", *figures(every))
    Console().print(table, f"{time.monotonic() - began:.0f} s")
    for name in sorted(name for each in codes.values() for name, code in each.items() if code in SURVIVED):
        print("got by:", name)
    return int(any(share(every) < GOAL for every in parts.values()))


def part_of(module: str) -> str:
    """Which of the three parts a module belongs to."""
    return "routing" if "directory" in module else "purge" if "purge" in module else "keys"


def share(codes: list[int]) -> float:
    """How many of a hundred were noticed."""
    return 100 * sum(code not in SURVIVED for code in codes) / max(1, len(codes))


def figures(codes: list[int]) -> tuple[str, str, str]:
    """All, noticed, and the share, as a row shows them."""
    return str(len(codes)), str(sum(code not in SURVIVED for code in codes)), f"{share(codes):.1f}"


if __name__ == "__main__":
    sys.exit(main())
