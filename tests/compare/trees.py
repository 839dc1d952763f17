"""Has the walks played in a tree, in a process of its own whose `bot` and content are those of that tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
# A tree's own walks are played where it has some, as module paths may differ; else ours, with its `bot`.
BEGIN = """
import pathlib, runpy, sys, bot, tests
here, tree = sys.argv.pop(1), pathlib.Path.cwd()
if not pathlib.Path(bot.__file__).is_relative_to(tree):
    sys.exit(f"{tree}: its bot is not what is imported, but {bot.__file__}; run this with its own python")
tests.__path__.append(f"{here}/tests")
runpy.run_module("tests.compare.walks", run_name="__main__", alter_sys=True)
"""


class Failed(Exception):
    """The walks of a tree did not come to their end: the message holds the end of what they said."""


class Playing:
    """Walks under way in a tree."""

    def __init__(self, tree: Path, database: str, walks: int, seed: int, record: Path, hashing: int = 0) -> None:
        self.tree, self.database, self.record = tree.resolve(), database, record
        own = self.tree / ".venv" / "bin" / "python"
        wish = ["--database", database, "--walks", str(walks), "--seed", str(seed), "--record", str(record)]
        self.log = record.with_suffix(".log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [str(own if own.exists() else sys.executable), "-c", BEGIN, str(HERE), *wish],
            cwd=self.tree,
            env={**os.environ, "PYTHONHASHSEED": str(hashing)},
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
            raise Failed(f"{self.tree} on {self.database}: the walks ended with {code}\n{said[-3000:]}")
        return self.record
