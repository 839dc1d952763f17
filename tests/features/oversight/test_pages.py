"""The auditor's pages: no small number, no content, no id; the whole month only as a file for machines."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.oversight.pages import COUNTED_ENDS, NEWEST_LINES, counts_page, log_page
from bot.features.oversight.records import Counts
from bot.store.audit import AuditEntry
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.statistics import SMALLEST_CELL
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.journeys.scene import OTHER, TOWN

CELLS = st.dictionaries(st.sampled_from(("received", *COUNTED_ENDS)), st.integers(0, 12))


def writer(library: Library, language: str = "en") -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, language), language)


@given(CELLS)
def test_a_small_number_is_a_dash_and_no_sum_gives_it_away(library: Library, cells: dict[str, int]) -> None:
    text = counts_page(writer(library), Counts("2025-11", "2026-10", {TOWN: cells})).text
    say = writer(library).phrase
    shown = {
        name: next(line for line in text.splitlines() if line.startswith(say(f"counts_{name}")))
        for name in COUNTED_ENDS
    }
    values = {name: line.rpartition(" ")[2] for name, line in shown.items()}
    hidden = [name for name, value in values.items() if value == "–"]
    assert all(
        int(value) >= SMALLEST_CELL and int(value) == cells.get(name, 0)
        for name, value in values.items()
        if value != "–"
    )
    assert not hidden or len(hidden) >= 2


def test_each_area_stands_under_its_name_with_the_months_above(library: Library) -> None:
    found = Counts("2025-11", "2026-10", {TOWN: {"received": 7}, OTHER: {"received": 9}})
    message = counts_page(writer(library), found)
    say = writer(library)
    assert message.text.startswith(say.phrase("counts_title", {"date": "2025-11", "day": "2026-10"}))
    assert message.text.endswith(say.phrase("counts_small"))
    assert "\nVilvoorde\n" in message.text
    assert say.pair(say.phrase("counts_received"), "9") in message.text
    assert message.files == ()


def entry(number: int, what: str = "read") -> AuditEntry:
    at = NOW + timedelta(minutes=number)
    return AuditEntry(at, f"who{number:03}-pseudonym", "coordinator", what, f"obj{number:03}-pseudonym", TOWN, "")


@pytest.mark.parametrize("number", [0, 1, NEWEST_LINES, NEWEST_LINES + 5])
def test_the_newest_lines_are_read_and_the_file_has_them_all(library: Library, number: int) -> None:
    message = log_page(writer(library), [entry(one) for one in range(number)])
    title, *lines = message.text.splitlines()
    assert title == writer(library).phrase("log_title", {"n": str(number)})
    assert len(lines) == min(number, NEWEST_LINES)
    assert all(f"obj{number - 1:03}"[:4] in line for line in lines[-1:])
    (file,) = message.files
    rows = json.loads(file.sheet)
    assert (file.kind, [row["object"] for row in rows]) == ("json", [entry(one).object for one in range(number)])


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_line_has_the_day_the_act_and_only_the_beginnings_of_pseudonyms(library: Library, language: str) -> None:
    say = writer(library, language)
    (line,) = log_page(say, [entry(1)]).text.splitlines()[1:]
    assert f" · {say.phrase('log_read')} · obj0 · who0 · {TOWN}" in line
    assert "pseudonym" not in line


def test_an_act_that_no_sentence_knows_is_told_by_its_name(library: Library) -> None:
    assert " · walked · " in log_page(writer(library), [entry(1, "walked")]).text
