"""The house: which room may know which. The picture stands in bot/README.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
PURE = {"flow", "places", "cases"}
STORE = {"store", "talk", "flow", "cases", "directory", "places"}
OFFICE = {"office", "flow", "text", "talk", "cases", "places", "directory", "store", "pictures"}
CHANNELS = {"channels", "office", "text", "talk", "places", "flow", "settings", "finding"}
MAY_KNOW: dict[str, set[str]] = {
    **{room: {room} for room in PURE},
    "text": {"text", "flow"},
    "talk": {"talk", "flow"},
    "directory": {"directory", "places"},
    "check": {"check", "flow", "text", "talk", "directory", "cases", "places"},
    "pictures": {"pictures", "text"},
    "store": STORE,
    "office": OFFICE,
    "channels": CHANNELS,
    "operations": {"operations", "check", "settings"} | OFFICE | CHANNELS,
}
FREE = {"app", "cli", "settings"}
ROOMS = sorted(MAY_KNOW)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def of_bot(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imports(path):
        if name.startswith("bot."):
            yield line, name.split(".")[1]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_picture_allows(room: str) -> None:
    wrong = [
        f"{path.relative_to(BOT.parent)}:{line} imports {other}"
        for path in (BOT / room).rglob("*.py")
        for line, other in of_bot(path)
        if other not in MAY_KNOW[room]
    ]
    assert wrong == []


def test_every_room_is_in_the_picture() -> None:
    rooms = {path.name for path in BOT.iterdir() if (path / "__init__.py").exists()}
    assert rooms - {"content"} == set(MAY_KNOW)
    drawn = (BOT / "README.md").read_text(encoding="utf-8")
    assert [room for room in rooms if not re.search(rf"\b{room}\b", drawn)] == []


def test_only_one_folder_knows_telegram() -> None:
    inside = BOT / "channels" / "telegram"
    wrong = [
        str(path)
        for path in BOT.rglob("*.py")
        if inside not in path.parents and any(re.match(r"telegram(\.|$)", name) for _, name in imports(path))
    ]
    assert wrong == []


def test_sql_stands_only_in_the_store() -> None:
    allowed = {"sqlalchemy.exc.SQLAlchemyError"}  # the office tells a failing store from a failing event by it
    wrong = [
        f"{path}:{line} {name}"
        for path in BOT.rglob("*.py")
        if BOT / "store" not in path.parents
        for line, name in imports(path)
        if name.startswith(("sqlalchemy", "alembic")) and name not in allowed
    ]
    assert wrong == []


def test_phrases_that_code_asks_for_by_name_exist() -> None:
    phrases = set(re.findall(r"^  (\w+):", (BOT.parent / "flows" / "phrases.yaml").read_text(encoding="utf-8"), re.M))
    asked: dict[str, str] = {}
    for path in (BOT / "office").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                first = node.args[0] if node.args else None
                if name in ("phrase", "say") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    asked[first.value] = f"{path.name}:{node.lineno}"
    assert {name: where for name, where in asked.items() if name not in phrases} == {}
