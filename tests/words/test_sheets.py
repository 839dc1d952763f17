"""What a person takes along: the answers that may be sent and nothing else, as text and as a page."""

from __future__ import annotations

import pytest

from bot.pictures.sheet import Sheet, SheetRow
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.sheets import sheet_files, taken_along
from bot.words.vocabulary import Paper
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW

PAPER = Paper(title="sheet_signal", file="file_signal", intro="sheet_no_names")
ANSWERS: dict[str, Answer] = {
    **{"role": ("school",), "about": ("pupil",), "age": ("teen",), "place": ("be:23088",), "law": ("understood",)},
    **{"allowed": ("yes",), "consent": ("yes",), "child_channel": ("done",), "areas": ("peers",)},
    **{"noticed[peers]": ("drops",), "noticed_text": ("canary",), "how_known": ("seen",)},
}


def writer(library: Library, language: str) -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, language), language)


def taken(library: Library, language: str, answers: dict[str, Answer], paper: Paper = PAPER) -> Sheet:
    text, page = taken_along(writer(library, language), Talk("abc123", "signal", language, answers), paper)
    assert (text.sheet, text.kind, page.kind) == (page.sheet, "text", "pdf")
    return Sheet.from_json(text.sheet)


def test_both_files_have_the_same_name_and_what_is_on_them() -> None:
    sheet = Sheet("T", "en")
    assert [(file.name, file.kind, file.sheet) for file in sheet_files("notes", sheet)] == [
        ("notes.txt", "text", sheet.to_json()),
        ("notes.pdf", "pdf", sheet.to_json()),
    ]


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
def test_it_is_in_the_words_of_the_reader_with_its_warning(library: Library, language: str) -> None:
    sheet, said = taken(library, language, ANSWERS), writer(library, language).phrase
    assert (sheet.title, sheet.intro, sheet.language) == (said("sheet_signal"), said("sheet_no_names"), language)
    assert sheet.footer == f"{said('sheet_own_team')} {said('sheet_destroy')}"
    assert [section.heading for section in sheet.sections] == [said("sheet_answers")]


def test_it_has_the_answers_of_the_trail_in_its_order(library: Library) -> None:
    rows = taken(library, "en", dict(reversed(ANSWERS.items()))).sections[0].rows
    assert rows == taken(library, "en", ANSWERS).sections[0].rows
    assert ("canary",) in [row.values for row in rows]
    friends = next(label for label in (row.label for row in rows) if "Friends" in label)
    gone = {**ANSWERS, "areas": ("school",)}
    assert friends not in [row.label for row in taken(library, "en", gone).sections[0].rows], "it counts no more"


def test_what_is_for_oneself_is_on_no_paper(library: Library) -> None:
    flow = library.content.flows["signal"]
    unsent = [step for step in flow.steps.values() if step.unsent == "yes" and step.short]
    assert unsent
    shorts = {row.label for row in taken(library, "en", {**ANSWERS, "same_worry": ("no",)}).sections[0].rows}
    assert not shorts & {step.short for step in unsent}


def test_what_the_paper_shows_is_a_section_of_its_own_without_its_dashes(library: Library) -> None:
    shows = ("coverage", "ask_next")
    sheet = taken(library, "en", ANSWERS, Paper("sheet_life_map", "file_life_map", "map_fixed", shows))
    said = writer(library, "en").phrase
    assert [section.heading for section in sheet.sections[1:]] == [said("map_coverage"), said("map_ask_next")]
    assert all(
        row.label and not row.label.startswith("–") and row == SheetRow(row.label) for row in sheet.sections[2].rows
    )


def test_what_shows_nothing_is_left_out(library: Library) -> None:
    sheet = taken(library, "en", ANSWERS, Paper("sheet_tension", "file_tension", "sheet_no_names", ("tensions",)))
    assert len(sheet.sections) == 1
