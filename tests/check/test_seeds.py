"""A system works when people reach something that names it and a test proves it; neither alone will do."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.check.marks import Mark, marks
from bot.check.seeds import listed
from bot.cli import app
from bot.directory.directory import load
from bot.operations import proofs
from tests.check.folder import ROOT, faults_of, written

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
    rows = [each.as_dict() for each in proofs.systems(folder, folder / "tests")]
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
    assert {each.status for each in proofs.systems(tmp_path, None)} == {"planned"}
    assert not any(threat.tests or threat.why_not for threat in proofs.threats(None))


def test_a_system_that_is_not_listed_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, flows__seeds=SEEDS, flows__cards__all=CARDS.replace("SY01", "SY77"))
    assert (fault.file, fault.line, fault.cause) == ("flows/cards/all.yaml", 2, "There is no system 'SY77'.")


def test_every_mark_names_a_system_or_a_threat_that_is_listed() -> None:
    known = {seed.id for seed in listed(ROOT / "flows")} | set(proofs.THREATS)
    unknown: list[Mark] = [mark for mark in marks(ROOT / "tests") if mark.value not in known]
    assert unknown == []


def test_every_contact_names_a_system_that_is_listed() -> None:
    known = {seed.id for seed in listed(ROOT / "flows")}
    rows = load(ROOT / "flows" / "contacts").contacts
    assert {seed for row in rows for seed in row.seeds} <= known


def test_the_table_in_the_readme_is_the_one_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["check", "--seeds", "--markdown"]).stdout
    begin, end = "<!-- passerelle check --seeds --markdown -->\n\n", "\n<!-- end -->"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.partition(begin)[2].partition(end)[0] == printed, "put what the command prints into README.md"


def test_each_threat_has_a_test_or_a_line_that_says_why_not() -> None:
    done = CliRunner().invoke(app, ["check", "--threats", "--json"])
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == list(range(1, 46))
    assert all(set(row) == {"id", "test", "why_not"} and not (row["test"] and row["why_not"]) for row in rows)
    assert [row["id"] for row in rows if not row["test"] and not row["why_not"]] == []
    assert done.exit_code == 0
