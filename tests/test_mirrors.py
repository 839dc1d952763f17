"""Tests stand where the code stands: `bot/talk/trail.py` is tried in `tests/talk/test_trail.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("talk", "intake", "words", "post", "channels", "features")
# Without a mirror of their own, and why.
PLAIN = {
    "bot/talk/event.py": "nothing but plain data: what it means is tried in test_handle and in each channel's parser",
    "bot/talk/reply.py": "nothing but plain data: what it means is tried in test_turn and in words/test_render",
}

# Tried where what it is part of is tried: by which file, which must import it.
ELSEWHERE = {
    "bot/channels/alarm.py": "tests/channels/telegram/test_alarm.py",
    "bot/channels/channel.py": "tests/channels/test_known.py",
    "bot/features/contacts/tables.py": "tests/tables.py",  # each of them is held by tests/store/test_retention.py
    "bot/features/signal/tables.py": "tests/tables.py",
    "bot/features/staff/tables.py": "tests/tables.py",
    "bot/features/desk/act.py": "tests/features/desk/test_acts.py",
    "bot/features/desk/doing.py": "tests/store/people.py",  # by every test that takes, asks, answers or closes
    "bot/features/own_data/records.py": "tests/store/test_retention.py",
    "bot/features/signal/charge.py": "tests/features/desk/test_records.py",
    "bot/features/signal/closing.py": "tests/features/signal/test_steps.py",
    "bot/features/signal/kept.py": "tests/store/test_purge.py",
    "bot/features/signal/state.py": "tests/features/signal/test_steps.py",
    "bot/features/signal/time.py": "tests/store/test_purge.py",
}


def modules(room: str) -> Iterator[str]:
    """The modules of a room that say something; the first lines of a package are none."""
    for path in sorted((ROOT / "bot" / room).rglob("*.py")):
        if path.name != "__init__.py":
            yield path.relative_to(ROOT).as_posix()


def mirror(module: str) -> str:
    """Where the tests of a module stand."""
    folder, _, name = module.removeprefix("bot/").rpartition("/")
    return f"tests/{folder}/test_{name}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_has_its_mirror(room: str) -> None:
    missing = [
        mirror(one) for one in modules(room) if one not in {*PLAIN, *ELSEWHERE} and not (ROOT / mirror(one)).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("module", list(PLAIN))
def test_what_has_no_mirror_is_there_and_does_nothing(module: str) -> None:
    found = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert not any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in ast.walk(found))
    assert not (ROOT / mirror(module)).exists(), "it has a mirror now: take it off the list"


@pytest.mark.parametrize(("module", "file"), list(ELSEWHERE.items()))
def test_what_is_tried_elsewhere_is_known_there(module: str, file: str) -> None:
    package, _, name = module.removesuffix(".py").replace("/", ".").rpartition(".")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert f"{package}.{name}" in text or f"from {package} import {name}" in text
    assert not (ROOT / mirror(module)).exists(), "it has a mirror now: take it off the list"
