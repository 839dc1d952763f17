"""The open signal in words: the reader's for what was chosen, the sender's as written, and a page that is theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.features import SIGNAL_KINDS
from bot.features.desk.case import DESK, Desk, ListPage, OpenCase
from bot.features.desk.papers import case_file, show_count, show_signal, signal_row, signal_rows
from bot.features.staff.records import Person
from bot.flow.model import Call
from bot.pictures.sheet import Sheet
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW

KEY = "4c1n8s7t2q0w4c1n"
WHO = Person("id", "lane", "line", "boss", "en", frozenset(), None)
ANSWERS: dict[str, Answer] = {
    "role": ("school",),
    "place": ("be:23088",),
    "noticed[peers]": ("drops",),
    "noticed_text": ("canary",),
    "gone": ("x",),
}
CASE = OpenCase(KEY, 3, "acknowledged", whole=True, answers=ANSWERS)
LANGUAGES = ("en", "nl", "ar")


def writer(
    library: Library, language: str = "en", case: OpenCase | None = None, page: ListPage | None = None
) -> Writer:
    made = World(library, Towns.pretend(), NOW, language)
    DESK.put(made, Desk(WHO, page, {KEY: case}))
    return Writer(made, language)


def shown(writer: Writer) -> list[str]:
    answers: dict[str, Answer] = {"desk": (KEY,)}
    return show_signal(SIGNAL_KINDS, writer, Call(name="signal"), answers, Talk("abc123", "desk", "en", answers)).split(
        "\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_begins_with_the_state_and_tells_every_answer_in_the_reader_s_words(library: Library, language: str) -> None:
    say = writer(library, language, CASE)
    lines = shown(say)
    assert lines[0] == say.phrase("state_acknowledged")
    assert len(lines) == len(ANSWERS), "a line for each but the one of a question that is gone"
    assert any("canary" in line for line in lines)
    assert any(say.area("peers") in line for line in lines)
    assert not any("drops" in line for line in lines)


def test_what_is_not_open_says_so_and_nothing_else(library: Library) -> None:
    assert shown(writer(library)) == [writer(library).phrase("desk_gone")]


def test_what_was_asked_answered_and_written_since_stands_below_in_its_order(library: Library) -> None:
    said = (("question", "often", ("signal",)), ("answer", "often", ("once",)), ("note", "", ("Thank you.",)))
    case = replace(CASE, answers={"often": ("once",)}, contributions=said, second=True, phone="02 255 45 00")
    say = writer(library, "en", case)
    _, _, question, answer, note, second, phone = shown(say)
    assert question == f"{say.phrase('state_open_question')} How often"
    assert answer.startswith(say.phrase("answer_arrived"))
    assert answer.endswith("Once")
    assert "Thank you." in note
    assert (second, phone) == (say.phrase("desk_second"), say.phrase("contact_phone", {"number": "02 255 45 00"}))


def test_what_kind_it_is_is_said_where_it_is_about_no_person(library: Library) -> None:
    for flow, kind in SIGNAL_KINDS.items():
        say = writer(library, "en", replace(CASE, flow=flow, answers={}))
        assert shown(say)[1] == say.phrase(kind.note)
    assert len(shown(writer(library, "en", replace(CASE, answers={})))) == 1


def test_nothing_that_somebody_wrote_adds_a_line(library: Library) -> None:
    case = replace(CASE, answers={"noticed_text": ("one\ntwo\rthree\u2028four",)})
    lines = show_signal(
        SIGNAL_KINDS, writer(library, "en", case), Call(name="signal"), {"desk": (KEY,)}, Talk("", "desk", "en")
    )
    assert len(lines.splitlines()) == 2


def test_a_question_that_today_s_flow_does_not_have_is_left_out(library: Library) -> None:
    say = writer(library, "en", CASE)
    assert signal_row(say, CASE, "gone") is None
    assert signal_row(say, CASE, "consent[x]") is None
    assert len(signal_rows(say, CASE)) == len(ANSWERS) - 1


def test_how_many_wait(library: Library) -> None:
    for page, text in ((ListPage(total=7), "desk_count"), (ListPage(), "desk_empty"), (None, "desk_empty")):
        say = writer(library, "en", page=page)
        talk = Talk("abc123", "desk", "en")
        assert show_count(say, Call(name="desk_count"), {}, talk) == say.phrase(text, {"n": "7"})


def test_the_page_for_the_printer_has_the_answers_a_day_and_no_way_to_the_sender(library: Library) -> None:
    say = writer(library, "nl", CASE)
    (file,) = case_file(say, replace(CASE, phone="02 255 45 00"))
    sheet = Sheet.from_json(file.sheet)
    assert file.kind == "pdf"
    assert sheet.title == f"{say.phrase('sheet_case')} 4C1N"
    assert [(row.label, list(row.values)) for row in sheet.sections[0].rows] == signal_rows(say, CASE)
    assert sheet.footer == say.phrase("sheet_destroy")
    assert "255 45 00" not in file.sheet
    assert KEY not in file.sheet
