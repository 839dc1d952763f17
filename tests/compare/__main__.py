"""Proves that nothing that people see differs between this tree and another: the same random walks on both.

`uv run python -m tests.compare OTHER_TREE [--walks 2000] [--seed 1] [--databases sqlite,postgresql] [--show 3]`
plays the walks in both trees at the same time, prints what was compared, and ends with 1 when anything differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.compare.differences import COLUMNS, Compared, compared
from tests.compare.trees import HERE, Failed, Playing

HEAD = ("language", "database", "walks", *COLUMNS, "differences")


def printed(found: dict[str, Compared]) -> None:
    """The table: a line for each language and database, and one for all."""
    whole: Counter[str] = Counter()
    print("".join(f"{name:>12}" for name in HEAD))
    for database, made in found.items():
        for language, row in made.rows.items():
            cells = {"walks": row.walks, **row.counts, "differences": row.differences}
            whole.update(cells)
            print(f"{language:>12}{database:>12}" + "".join(f"{cells[name]:>12}" for name in HEAD[2:]))
    print(f"{'all':>12}{'':>12}" + "".join(f"{whole[name]:>12}" for name in HEAD[2:]), flush=True)


def main() -> int:
    """Play, compare, print; 1 when something differs or a tree cannot be walked in."""
    asked = argparse.ArgumentParser(prog="python -m tests.compare", description=__doc__)
    asked.add_argument("other", type=Path, help="the other source tree")
    asked.add_argument("--walks", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--databases", default="sqlite,postgresql")
    asked.add_argument("--show", type=int, default=3, help="how many differences to show for each database")
    wish = asked.parse_args()
    began, found, records = time.monotonic(), dict[str, Compared](), list[Path]()
    with tempfile.TemporaryDirectory(prefix="passerelle-compare-") as folder:
        for database in wish.databases.split(","):
            ours, theirs = (
                Playing(tree, database, wish.walks, wish.seed, Path(folder) / f"{database}-{name}.jsonl")
                for name, tree in (("this", HERE), ("other", wish.other))
            )
            try:
                records.append(ours.ended())
                found[database] = compared(records[-1], theirs.ended())
            except Failed as failed:
                print(failed)
                return 1
            finally:
                for one in (ours, theirs):
                    one.process.terminate()
        alike = len({path.read_bytes() for path in records}) == 1
    printed(found)
    for database, made in found.items():
        for text in made.found[: wish.show]:
            print(f"\n{database}, {text}")
    if len(records) > 1:
        print(f"This tree's record {'is the same' if alike else 'DIFFERS'} on {' and '.join(found)}.")
    print(f"{time.monotonic() - began:.0f} s")
    return int(any(made.found for made in found.values()))


if __name__ == "__main__":
    sys.exit(main())
