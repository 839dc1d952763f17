"""A system works when people reach something that names it and a test proves it; neither alone will do."""

import json
from pathlib import Path

import pytest

from bot.check.seeds import read_seeds
from bot.directory.directory import load_contacts
from tests.check.folder import ROOT, written
from tests.tools.__main__ import main
from tests.tools.marks import Mark, marks
from tests.tools.seeds import systems
from tests.tools.threats import THREATS, threats

TALK = """\
flow: test
title: A talk
steps:
  - id: role
    ask: Who are you?
    one: {family: Family, police: Police}
  - id: learn
    when: {role: family}
    say: Read this.
    show: {cards: {kind: learn}}
    seeds: SY03
  - id: contacts
    ask: You can call here.
    show: {contacts: {need: talk}}
    one: {done: Fine}
    end: done
"""
CARD = "  - {{id: {id}, kind: {kind}, title: A card, text: A text., seeds: [{seed}], for: [{role}]}}\n"
CARDS = "cards:\n" + "".join(
    CARD.format(id=id, kind=kind, seed=seed, role=role)
    for id, kind, seed, role in (
        ("met", "learn", "SY01", "family"),
        ("for_others", "learn", "SY02", "police"),
        ("shown_nowhere", "paper", "SY02", "family"),
    )
)
SEEDS = "seeds:\n" + "".join(f"  - {{id: SY0{n}, type: F, name: Something}}\n" for n in (1, 2, 3, 4))
TESTS = 'import pytest\n\n\n@pytest.mark.seed("SY01")\n@pytest.mark.seed("SY02")\ndef test_it(): ...\n'


def stood(folder: Path) -> dict[str, tuple[str | None, str | None, str]]:
    written(folder, flows__talks__test=TALK, flows__cards__all=CARDS, flows__seeds=SEEDS)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_it.py").write_text(TESTS, encoding="utf-8")
    rows = [each.as_dict() for each in systems(folder, folder / "tests")]
    return {str(row["id"]): (row["feature"], row["test"], str(row["status"])) for row in rows}


def test_only_what_is_both_reached_and_tested_works(tmp_path: Path) -> None:
    assert stood(tmp_path) == {
        "SY01": ("card met", "tests/test_it.py::test_it", "works"),
        "SY02": (None, "tests/test_it.py::test_it", "planned"),
        "SY03": ("talk test, step learn", None, "planned"),
        "SY04": (None, None, "planned"),
    }


def test_without_tests_nothing_works(tmp_path: Path) -> None:
    stood(tmp_path)
    nowhere = tmp_path / "nowhere"
    assert {each.status for each in systems(tmp_path, nowhere)} == {"planned"}
    assert not any(threat.tests or threat.why_not for threat in threats(nowhere))


def test_every_mark_names_a_system_or_a_threat_that_is_listed() -> None:
    known = {seed.id for seed in read_seeds(ROOT / "flows")} | set(THREATS)
    unknown: list[Mark] = [mark for mark in marks(ROOT / "tests") if mark.value not in known]
    assert unknown == []


def test_every_contact_names_a_system_that_is_listed() -> None:
    known = {seed.id for seed in read_seeds(ROOT / "flows")}
    rows = load_contacts(ROOT / "flows" / "contacts").contacts
    assert {seed for row in rows for seed in row.seeds} <= known


def test_the_table_in_the_readme_is_the_one_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["seeds", "--markdown"])
    printed = capsys.readouterr().out
    begin, end = "<!-- python -m tests.tools seeds --markdown -->\n\n", "\n<!-- end -->"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.partition(begin)[2].partition(end)[0] == printed, "put what is printed into README.md"


def test_each_threat_has_a_test_or_a_line_that_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["threats", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == list(range(1, 46))
    assert all(set(row) == {"id", "test", "why_not"} and not (row["test"] and row["why_not"]) for row in rows)
    assert [row["id"] for row in rows if not row["test"] and not row["why_not"]] == []
    assert code == 0
