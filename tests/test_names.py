"""A name is found by searching for it: no public name stands in more than two modules, but for a few protocols."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
MOST = 2
PROTOCOLS = {
    "app": "the commands of a group, which `bot/cli.py` puts together",
    "log": "the module's logger",
    "FEATURE": "what a feature hands the kernel, which `bot/features/__init__.py` lists",
    "T": "a type variable",
    "main": "what a program begins with",
    "run": "what goes on until it is told to stop",
    "upgrade": "what Alembic calls in each migration",
    "revision": "what Alembic reads in each migration",
    "down_revision": "what Alembic reads in each migration",
    "branch_labels": "what Alembic reads in each migration",
    "depends_on": "what Alembic reads in each migration",
}


def top_level_names(source: str) -> Iterator[str]:
    """The functions, classes and constants that a module makes itself."""
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            yield from (each.id for each in found if isinstance(each.ctx, ast.Store))


def modules_of_names() -> dict[str, set[str]]:
    """Each public name, and the modules in which it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in BOT.rglob("*.py"):
        place = path.relative_to(BOT)
        for name in top_level_names(path.read_text(encoding="utf-8")):
            if not name.startswith("_"):
                found[name].add(place.as_posix())
    return found


def test_no_public_name_stands_in_more_than_two_modules() -> None:
    crowded = {name: sorted(modules) for name, modules in modules_of_names().items() if len(modules) > MOST}
    assert {name: modules for name, modules in crowded.items() if name not in PROTOCOLS} == {}, (
        "name what it reads, draws or finds (`read_settings`, not `read`); only a protocol may stand in many modules"
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def read(): pass\nasync def send(): pass\nclass Row: pass", ["read", "send", "Row"]),
        ("A = B = 1\nC, D = 1, 2\nE: int = 3", ["A", "B", "C", "D", "E"]),
        ("from bot.flow.model import Step\nx.y = 1\nif True:\n    A = 1\nA[0] = b", []),
    ],
)
def test_names_are_what_a_module_makes_itself(source: str, names: list[str]) -> None:
    assert list(top_level_names(source)) == names
