"""Runs a module of the tests in a tree, in a process of its own whose `bot` and content are those of that tree."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
# A tree's own module is run where it has one, as module paths may differ; else ours, with its `bot` and its tests.
BEGIN = """
import importlib, pathlib, runpy, sys, bot, tests
here, module, tree = sys.argv.pop(1), sys.argv.pop(1), pathlib.Path.cwd()
if not pathlib.Path(bot.__file__).is_relative_to(tree):
    sys.exit(f"{tree}: its bot is not what is imported, but {bot.__file__}; run this with its own python")
tests.__path__.append(f"{here}/tests")
folder = module.rpartition(".")[0]
importlib.import_module(folder).__path__.append(f"{here}/{folder.replace('.', '/')}")
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


class Failed(Exception):
    """What was run in a tree did not come to its end: the message holds the end of what it said."""


class UnderWay:
    """A module that runs in a tree and writes the file named by its `--record`."""

    def __init__(self, tree: Path, module: str, wish: Sequence[str], record: Path, hashing: int = 0) -> None:
        self.tree, self.module, self.record = tree.resolve(), module, record
        own = self.tree / ".venv" / "bin" / "python"
        self.log = record.with_suffix(".log").open("w+", encoding="utf-8")
        python = (str(own if own.exists() else sys.executable), "-c", BEGIN)
        self.process = subprocess.Popen(
            [*python, str(HERE), module, *wish, "--record", str(record)],
            cwd=self.tree,
            env=environment(self.tree, hashing),
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def ended(self) -> Path:
        """Wait for the end; where the record is. Raises Failed."""
        code = self.process.wait()
        self.log.seek(0)
        said = self.log.read()
        self.log.close()
        if code:
            raise Failed(f"{self.place()}: {self.module} ended with {code}\n{said[-3000:]}")
        return self.record

    def place(self) -> str:
        """Where it runs, for the message of a failure."""
        return str(self.tree)


class Playing(UnderWay):
    """Walks under way in a tree."""

    def __init__(self, tree: Path, database: str, walks: int, seed: int, record: Path, hashing: int = 0) -> None:
        self.database = database
        wish = ("--database", database, "--walks", str(walks), "--seed", str(seed))
        super().__init__(tree, "tests.compare.walks", wish, record, hashing)

    def place(self) -> str:
        return f"{self.tree} on {self.database}"


def environment(tree: Path, hashing: int) -> dict[str, str]:
    """Ours, but programs that are started from other folders find the tree's `bot`, whatever is installed."""
    paths = [str(tree), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONHASHSEED": str(hashing), "PYTHONPATH": os.pathsep.join(paths)}
