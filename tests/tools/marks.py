"""What tests say they prove: `@pytest.mark.seed("SY01")` and `@pytest.mark.threat(7)`, read without running anything.

A mark stands above a test, above a class of tests, or in a `pytest.param` of one. `threat(36, why_not="…")` may stand
anywhere in a test file: it says why nothing is tested. A test that is skipped or expected to fail proves nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = (ast.FunctionDef, ast.AsyncFunctionDef)
IDLE = ("skip", "skipif", "xfail")


@dataclass(frozen=True)
class Mark:
    """A mark: its kind (`seed`, `threat`), its value, the test it stands on ("" with a reason why there is none)."""

    kind: str
    value: str | int
    test: str
    why_not: str = ""


def marks(folder: Path) -> Iterator[Mark]:
    """The marks in all test files below a folder, in the order of their files; tests as `tests/x/test_y.py::test_z`."""
    for path in sorted(folder.rglob("*.py")):
        if path.name.startswith(("test_", "bench_")):
            yield from _of_file(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(folder.parent).as_posix())


def _of_file(tree: ast.Module, name: str) -> Iterator[Mark]:
    for each in _calls([tree]):
        if reason := _reason(each):
            yield Mark(_kind(each), _value(each), "", reason)
    yield from _tests(tree.body, name, ())


def _tests(body: Iterable[ast.stmt], name: str, above: tuple[ast.Call, ...]) -> Iterator[Mark]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            inner = (*above, *_calls(node.decorator_list))
            yield from _tests(node.body, f"{name}::{node.name}", inner)
        elif isinstance(node, TESTS) and node.name.startswith("test_") and not _idle(node.decorator_list):
            for each in (*above, *_calls(node.decorator_list)):
                if not _reason(each):
                    yield Mark(_kind(each), _value(each), f"{name}::{node.name}")


def _calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """The calls of `pytest.mark.seed` and `pytest.mark.threat` in some code."""
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and _name(each.func) in ("pytest.mark.seed", "pytest.mark.threat"):
                yield each


def _idle(decorators: Iterable[ast.expr]) -> bool:
    names = [_name(each.func if isinstance(each, ast.Call) else each) for each in decorators]
    return any(name == f"pytest.mark.{word}" for name in names for word in IDLE)


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute) else ""


def _kind(call: ast.Call) -> str:
    return _name(call.func).rpartition(".")[2]


def _value(call: ast.Call) -> str | int:
    """The one value of a mark. Raises `ValueError` where it cannot be read without running the test."""
    value = ast.literal_eval(call.args[0]) if call.args else None
    if not isinstance(value, str | int):
        raise ValueError(f"line {call.lineno}: a mark names what it proves, as seed('SY01') or threat(7)")
    return value


def _reason(call: ast.Call) -> str:
    found = [each.value for each in call.keywords if each.arg == "why_not"]
    return str(ast.literal_eval(found[0])) if found else ""
