"""The house: which room may know which. The picture stands in bot/README.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
TEXTS = {"flow", "text", "talk", "directory", "places", "pictures"}
STORE = {"store", "keys", "places"}
POST = {"post", "store", "talk", "clock"}
WORDS = {"words", "post"} | TEXTS
INTAKE = {"intake", "custody"} | WORDS | STORE | POST
FEATURES = {"features"} | INTAKE
CHANNELS = {"channels", "intake", "post", "text", "talk", "places", "flow", "settings", "finding"}
ROUND = {"app", "service", "settings", "frozen_heap", "clock"}  # around the rooms
MAY_KNOW: dict[str, set[str]] = {
    "flow": {"flow"},
    "places": {"places"},
    "text": {"text", "flow"},
    "talk": {"talk", "flow"},
    "directory": {"directory", "places"},
    "check": {"check", "flow", "text", "talk", "directory", "places"},
    "pictures": {"pictures", "text"},
    "keys": {"keys"},
    "store": STORE,
    "custody": {"custody"} | STORE,
    "post": POST,
    "words": WORDS,
    "intake": INTAKE,
    "features": FEATURES,
    "channels": CHANNELS,
    "operations": {"operations", "check", "settings"} | FEATURES | CHANNELS,
    "commands": {"commands", "operations"} | FEATURES | ROUND,
}
# Which feature may know which; the kernel (everything above them in the table) knows none.
FEATURE_MAY_KNOW: dict[str, set[str]] = {
    "areas": set(),
    "contacts": set(),
    "danger": {"contacts"},
    "papers": set(),
    "life_map": set(),
    "staff": set(),
    "oversight": {"signal", "staff"},
    "signal": {"staff"},
    "tension": {"signal", "staff"},
    "desk": {"signal", "staff", "oversight"},
    "receipt": {"signal"},
    "own_data": {"receipt", "signal", "staff"},
}
ROOMS = sorted(MAY_KNOW)
KERNEL = ("talk", "words", "post", "intake", "store", "keys", "custody")
HOLD_ROWS = {"tables", "records", "charge", "time", "kept"}
# The engine's own ways out are talks that every installation has; and what is kept is named as it always was.
STANDING = {
    *(("talk/turn.py", name) for name in ("where_to_turn", "danger", "contacts")),
    *(("talk/always.py", name) for name in ("phone", "about_me", "danger")),
    *(("talk/handle.py", name) for name in ("phone", "contacts", "receipt")),
    *(("words/library.py", name) for name in ("contacts", "areas")),
    *(("store/limits.py", name) for name in ("receipt", "signal")),  # kinds of rows
    *(("store/audit.py", "signal"), ("store/outbox.py", "signal")),  # kinds of pseudonyms
    *(("keys/vault.py", name) for name in ("receipt", "signal")),  # names in the ring's file
}


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


@pytest.mark.parametrize("feature", sorted(FEATURE_MAY_KNOW))
def test_a_feature_imports_only_those_below_it(feature: str) -> None:
    files = [*(BOT / "features" / feature).rglob("*.py"), *(BOT / "features").glob(f"{feature}.py")]
    assert files
    wrong = [
        f"{path.relative_to(BOT.parent)}:{line} imports {name}"
        for path in files
        for line, name in imports(path)
        if name.startswith("bot.features.") and name.split(".")[2] not in {feature, *FEATURE_MAY_KNOW[feature]}
    ]
    assert wrong == []


def test_features_form_no_circle_and_are_all_in_the_table() -> None:
    there = {
        path.stem for path in (BOT / "features").iterdir() if path.stem != "__init__" and path.suffix in ("", ".py")
    }
    assert there - {"__pycache__"} == set(FEATURE_MAY_KNOW)
    assert list(TopologicalSorter(FEATURE_MAY_KNOW).static_order())


def test_the_kernel_names_no_feature() -> None:
    """No literal of the kernel is the name of a talk or a feature, but where what is kept depends on it."""
    names = set(FEATURE_MAY_KNOW) | {path.stem for path in (BOT.parent / "flows" / "talks").glob("*.yaml")}
    found = {
        (path.relative_to(BOT).as_posix(), node.value)
        for room in KERNEL
        for path in (BOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    }
    assert found - STANDING == set()


def test_every_room_is_in_the_picture() -> None:
    rooms = {path.name for path in BOT.iterdir() if (path / "__init__.py").exists()}
    assert rooms - {"content"} == set(MAY_KNOW)
    drawn = (BOT / "README.md").read_text(encoding="utf-8")
    assert [room for room in rooms if not re.search(rf"\b{room}\b", drawn)] == []


def test_no_module_imports_in_a_circle() -> None:
    """Not even for types: a reader who follows imports comes to an end."""
    modules = {
        ".".join(path.relative_to(BOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in BOT.rglob("*.py")
    }
    known = {
        module: {found for _, name in imports(path) for found in (name, name.rpartition(".")[0]) if found in modules}
        for module, path in modules.items()
    }
    packages = {module for module, path in modules.items() if path.name == "__init__.py"}
    arrows = {module: {one for one in ones if one not in packages} - {module} for module, ones in known.items()}
    assert list(TopologicalSorter(arrows).static_order())  # raises CycleError, which names the circle


def test_only_one_folder_knows_telegram() -> None:
    inside = BOT / "channels" / "telegram"
    wrong = [
        str(path)
        for path in BOT.rglob("*.py")
        if inside not in path.parents and any(re.match(r"telegram(\.|$)", name) for _, name in imports(path))
    ]
    assert wrong == []


def declares(path: Path) -> bool:
    """Whether a module has a table of its own."""
    return any(name == "bot.store.retention.keep_table" for _, name in imports(path))


def test_sql_stands_only_where_rows_are_kept() -> None:
    """In the store, in custody, and in those modules of a feature that are named for it or declare their own table."""
    allowed = {"sqlalchemy.exc.SQLAlchemyError"}  # intake tells a failing store from a failing event by it
    wrong = [
        f"{path}:{line} {name}"
        for path in BOT.rglob("*.py")
        if not {BOT / "store", BOT / "custody"} & set(path.parents)
        and not (BOT / "features" in path.parents and (path.stem in HOLD_ROWS or declares(path)))
        for line, name in imports(path)
        if name.startswith(("sqlalchemy", "alembic")) and name not in allowed
    ]
    assert wrong == []


def test_phrases_that_code_asks_for_by_name_exist() -> None:
    phrases = set(re.findall(r"^  (\w+):", (BOT.parent / "flows" / "phrases.yaml").read_text(encoding="utf-8"), re.M))
    asked: dict[str, str] = {}
    for path in [each for room in ("words", "intake", "features") for each in (BOT / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                first = node.args[0] if node.args else None
                if name in ("phrase", "say") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    asked[first.value] = f"{path.name}:{node.lineno}"
    assert {name: where for name, where in asked.items() if name not in phrases} == {}
