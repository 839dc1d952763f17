import pytest

from bot.pictures.draw import draw_sheet
from bot.pictures.page import as_pdf
from bot.pictures.text import as_text
from tests.pictures.sheets import ARABIC


def test_each_kind_is_drawn_from_json() -> None:
    kept = ARABIC.to_json()
    assert draw_sheet("text", kept) == (as_text(ARABIC).encode(), "text/plain; charset=utf-8")
    assert draw_sheet("pdf", kept) == (as_pdf(ARABIC), "application/pdf")
    assert draw_sheet("json", kept) == (kept.encode(), "application/json")


def test_another_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"cannot be drawn as 'docx'\. Ask for one of: text, pdf, json\."):
        draw_sheet("docx", ARABIC.to_json())


def test_what_is_no_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="This is no sheet"):
        draw_sheet("text", "[]")
