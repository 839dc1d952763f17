"""How many small faults put into keys, routing and erasure our tests notice.

The command: `uv run --group mutation python -m tests.mutation [--minutes M] [--seed N]`.

mutmut makes the faults in a copy of the tree (`[tool.mutmut]` in pyproject.toml names where, and the tests). There
are more of them than fit the time: tried are the first of each function, and of the others as many as will fit, drawn
with the seed. Printed are how many of how many were tried, the share that was noticed, and what got by. Not part of
`.ci/run`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
COPIED = ("bot", "tests", "flows", "locales", "pyproject.toml", "README.md")
MUTMUT = Path(sys.executable).with_name("mutmut")
GOAL = 85.0
CHILDREN = 2
FIRST = "*__mutmut_1"  # of each function
SPARE = 0.9  # of the time that is left: the others may take longer than the first did
TELLING = 60.0  # seconds kept for what is told at the end
SURVIVED = (0, 33)  # mutmut's exit codes: the tests passed, no test reaches it


@dataclass(frozen=True)
class Fault:
    """One fault; `code` is mutmut's exit code, None when it was not tried, `took` seconds."""

    name: str
    module: str
    code: int | None
    took: float

    @property
    def got_by(self) -> bool:
        """Whether no test noticed it."""
        return self.code in SURVIVED

    @property
    def part(self) -> str:
        """Which of the three parts it belongs to."""
        if "directory" in self.module:
            return "routing"
        return "purge" if "purge" in self.module or self.module.endswith(".time") else "keys"


def main() -> int:
    """0 when every part reaches the goal, 1 when not, 2 when mutmut itself failed."""
    reader = argparse.ArgumentParser(prog="python -m tests.mutation", description="Do our tests bite?")
    reader.add_argument("--minutes", type=float, default=14, help="the time it may take in all")
    reader.add_argument("--seed", type=int, default=1, help="the same seed, the same faults")
    asked = reader.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="passerelle-mutation-") as name:
        copy = Path(name)
        copied(copy)
        if not tried(copy, asked.seed, began + asked.minutes * 60 - TELLING):
            return 2
        found = faults(copy)
        show(found, asked.seed, time.monotonic() - began)
        tell(copy, [fault.name for fault in found if fault.got_by], began + asked.minutes * 60)
    return int(any(share(those) < GOAL for those in parts(found).values()))


def copied(folder: Path) -> None:
    """What mutmut needs; the tree itself is left alone."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)


def tried(copy: Path, seed: int, ends: float) -> bool:
    """Try the first fault of each function, then as many of the others as will fit; False when mutmut failed."""
    began = time.monotonic()
    if not mutmut(copy, [FIRST], ends):
        return False
    found = faults(copy)
    took = [fault.took for fault in found if fault.took]
    if not took:
        print("No fault was tried in this time: give it more --minutes.", file=sys.stderr)
        return False
    working = sum(took) / CHILDREN
    around = time.monotonic() - began - working  # making them all, and running the tests without any fault
    room = (ends - time.monotonic() - around) * SPARE
    left = sorted(fault.name for fault in found if fault.code is None)
    number = max(0, min(len(left), int(room / (working / len(took)))))
    return number == 0 or mutmut(copy, random.Random(seed).sample(left, number), ends)


def mutmut(copy: Path, names: Sequence[str], ends: float) -> bool:
    """Try these, at most until this moment; False, with what it said, when mutmut failed."""
    said = copy / "said"
    with said.open("w") as out:
        command = [str(MUTMUT), "run", "--max-children", str(CHILDREN), *names]
        process = subprocess.Popen(command, cwd=copy, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        code = process.wait(max(1.0, ends - time.monotonic()))
    except subprocess.TimeoutExpired:
        stopped(process)
        return True
    if code:
        print(said.read_text(errors="replace")[-3000:], file=sys.stderr)
    return code == 0


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Ask mutmut to end, then end it with all its children; what it has tried counts."""
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def faults(copy: Path) -> list[Fault]:
    """Every fault there is, with what became of it."""
    return [fault for path in sorted((copy / "mutants").rglob("*.py.meta")) for fault in _of(path, copy / "mutants")]


def _of(path: Path, folder: Path) -> list[Fault]:
    meta, module = json.loads(path.read_text()), str(path.relative_to(folder)).removesuffix(".meta")
    took = meta["durations_by_key"]
    return [Fault(name, module, code, took.get(name, 0.0)) for name, code in meta["exit_code_by_key"].items()]


def share(those: Iterable[Fault]) -> float:
    """How many of a hundred that were tried were noticed."""
    done = [fault for fault in those if fault.code is not None]
    return 100 * sum(not fault.got_by for fault in done) / max(1, len(done))


def parts(found: Iterable[Fault]) -> Mapping[str, list[Fault]]:
    """The faults by part."""
    made: dict[str, list[Fault]] = {"keys": [], "routing": [], "purge": []}
    for fault in found:
        made[fault.part].append(fault)
    return made


def show(found: list[Fault], seed: int, seconds: float) -> None:
    """The table: a line for each module, each part, and all of them."""
    table = Table("", "faults", "tried", "noticed", "%", title=f"Goal: {GOAL:.0f} % a part")
    for module in dict.fromkeys(fault.module for fault in found):
        table.add_row(module, *figures([fault for fault in found if fault.module == module]))
    table.add_section()
    for part, those in {**parts(found), "in all": found}.items():
        table.add_row(part, *figures(those))
    tries = sum(fault.code is not None for fault in found)
    Console().print(table, f"{tries} of {len(found)} faults tried, drawn with seed {seed}, in {seconds:.0f} s")


def figures(those: list[Fault]) -> tuple[str, str, str, str]:
    """All, tried, noticed and the share, as a row shows them."""
    done = [fault for fault in those if fault.code is not None]
    return str(len(those)), str(len(done)), str(sum(not fault.got_by for fault in done)), f"{share(those):.1f}"


def tell(copy: Path, names: Sequence[str], ends: float) -> None:
    """What got by: the name of each, and while there is time the lines it changes."""
    for name in names:
        print("got by:", name)
        if time.monotonic() < ends:
            shown = subprocess.run([str(MUTMUT), "show", name], cwd=copy, capture_output=True, text=True).stdout
            print("\n".join(line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")))


if __name__ == "__main__":
    sys.exit(main())
