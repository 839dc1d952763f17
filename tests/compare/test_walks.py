"""The comparison of trees: the same walks give the same record, it holds what matters, and no difference is missed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.compare.differences import compared
from tests.compare.record import Kept, Names
from tests.compare.trees import HERE, Playing

WALKS = 20
CODE = "0AB1-CD2E-FG3H-JK4M"


@pytest.mark.timeout(300)
def test_the_same_walks_give_the_same_record_and_meet_what_matters(tmp_path: Path) -> None:
    both = [Playing(HERE, "sqlite", WALKS, 1, tmp_path / f"{hashing}.jsonl", hashing) for hashing in (1, 2)]
    one, other = (playing.ended() for playing in both)
    found = compared(one, other)
    assert found.found == []
    assert sum(row.walks for row in found.rows.values()) == WALKS
    assert set(found.rows) == {"en", "fr", "nl", "de", "ar"}
    counts: Counter[str] = Counter()
    for line in one.read_text(encoding="utf-8").splitlines():
        counts.update(json.loads(line)["counts"])
    met = ("audit sent", "notices", "file text", "audit printed", "audit ask", "audit close")
    assert [what for what in met if not counts[what]] == []


def walk(**parts: Any) -> dict[str, Any]:
    act = {"kind": "press", "key": "role", "options": ["school"]}
    step = {"who": ["web", "1"], "does": [act], "outbox": [{"text": "Hello", "number": 7}], "audit": [{"what": "sent"}]}
    whole = {"walk": 3, "language": "nl", "counts": {"steps": 1}, "steps": [step], "tables": {"signal": {"came": []}}}
    return {**whole, **parts}


def written(folder: Path, name: str, *walks: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(one)}\n" for one in walks), encoding="utf-8")
    return path


def changed(**parts: Any) -> dict[str, Any]:
    return walk(steps=[walk()["steps"][0] | parts])


@pytest.mark.parametrize(
    ("other", "path"),
    [
        (changed(outbox=[{"text": "Hallo", "number": 7}]), "outbox[0].text"),
        (changed(outbox=[]), "outbox[0]"),
        (changed(audit=[]), "audit[0]"),
        (walk(tables={"signal": {"came": [{"state": "read"}]}}), "tables.signal.came[0]"),
        (walk(steps=[]), "audit"),
    ],
)
def test_a_difference_is_told_with_its_place_and_inputs(tmp_path: Path, other: dict[str, Any], path: str) -> None:
    found = compared(written(tmp_path, "one", walk()), written(tmp_path, "other", other))
    assert found.rows["nl"].differences == 1
    assert f"  {path}" in found.found[0]
    assert "web 1: role press ['school']" in found.found[0]


def test_a_walk_that_is_missing_is_a_difference(tmp_path: Path) -> None:
    found = compared(written(tmp_path, "one", walk()), written(tmp_path, "other"))
    assert found.found == ["walk 3: only in this tree"]


def test_numbers_of_messages_are_compared_as_text(tmp_path: Path) -> None:
    other = changed(outbox=[{"text": "Hello", "number": "7"}])
    assert compared(written(tmp_path, "one", walk()), written(tmp_path, "other", other)).found == []


def test_a_field_whose_new_name_is_agreed_is_no_difference(tmp_path: Path) -> None:
    files = (
        written(tmp_path, "one", walk()),
        written(tmp_path, "other", changed(outbox=[{"words": "Hello", "number": 7}])),
    )
    assert compared(*files).found
    assert compared(*files, agreed={"text": "words"}).found == []


def test_random_names_become_numbers_as_they_first_appear() -> None:
    row = {"object": "_pseudonym-of-22-signs", "id": "z123abcdefgh", "text": f"Z123 · Gent\n{CODE}", "area": "be:44021"}
    assert Names().plain(row) == {"object": "§1", "id": "§2", "text": "§2 · Gent\n§3", "area": "be:44021"}


def test_names_are_found_inside_json() -> None:
    names = Names()
    assert names.plain({"talk": "abc123"}) == {"talk": "§1"}
    assert names.plain({"payload": json.dumps({"replaces": "abc123.role", "sheet": f"\n{CODE}"})}) == {
        "payload": {"replaces": "§1.role", "sheet": "\n§2"}
    }


def test_only_what_changed_in_the_tables_is_told() -> None:
    kept, names, row = Kept(), Names(), {"state": "received"}
    assert kept.changes(names, {"signal": [row]}) == {"signal": {"came": [row], "gone": []}}
    assert kept.changes(names, {"signal": [row]}) == {}
    assert kept.changes(names, {"signal": []}) == {"signal": {"came": [], "gone": ['{"state": "received"}']}}
