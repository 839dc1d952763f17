import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.pictures.page import LONGEST_WORD, as_pdf, break_long_words, typst_compiler
from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.pictures.tidy import one_line
from tests.pictures import ink
from tests.pictures.sheets import ARABIC, ENGLISH, FRENCH, MARKUP, hostile, sheets

A4_AT_144 = (1191, 1684)
COARSE = 12  # pixels an inch: enough to see where there is ink
MM = COARSE / 25.4
EACH = pytest.mark.parametrize("sheet", [ENGLISH, FRENCH, ARABIC], ids=lambda sheet: sheet.language)
few = settings(max_examples=25, deadline=None)


def pages(sheet: Sheet, ppi: float = 144) -> list[bytes]:
    """The pages as pictures (PNG), to look where there is ink."""
    made = typst_compiler(sheet).compile(format="png", ppi=ppi)
    return [page for page in (made if isinstance(made, list) else [made]) if page]


def small_pages(sheet: Sheet) -> list[bytes]:
    return pages(sheet, COARSE)


def queried(sheet: Sheet, selector: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(typst_compiler(sheet).query(selector))
    return found


def headings(sheet: Sheet) -> list[object]:
    return [entry["body"] for entry in queried(sheet, "heading")]


def around(value: str) -> Sheet:
    row = SheetRow(value, (value, value))
    return Sheet(
        value, "en", (SheetSection(value, (row, SheetRow(value), SheetRow(value, (value,))), value),), value, value
    )


@EACH
def test_a_page_is_a4(sheet: Sheet) -> None:
    assert [ink.size(page) for page in pages(sheet)] == [A4_AT_144]


@EACH
def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet) -> None:
    assert as_pdf(sheet) == as_pdf(sheet)


@EACH
def test_a_pdf_tells_neither_author_nor_time(sheet: Sheet) -> None:
    pdf = as_pdf(sheet)
    assert pdf.startswith(b"%PDF-")
    assert not re.search(rb"/(?:Author|CreationDate|ModDate)|dc:creator|xmp:(?:Create|Modify|Metadata)Date", pdf)


def test_a_long_sheet_goes_on_over_pages() -> None:
    long = Sheet(
        "Areas", "en", (SheetSection("All", tuple(SheetRow(f"Area {n}", ("Seen",)) for n in range(90))),), "", "Foot"
    )
    assert len(set(small_pages(long))) == len(small_pages(long)) >= 3
    assert len(as_pdf(long)) > len(as_pdf(ENGLISH)) / 2


@pytest.mark.parametrize("value", MARKUP, ids=ascii)
def test_markup_in_a_text_is_drawn_and_never_run(value: str) -> None:
    sheet = around(value)
    title = one_line(value)
    drawn = [str(body.get("text", "")) for body in headings(sheet) if isinstance(body, dict)]
    assert [text.replace("\u200b", "") for text in drawn] == [title, title]
    assert as_pdf(sheet).startswith(b"%PDF-")


@few
@given(sheets)
def test_no_text_changes_the_structure(sheet: Sheet) -> None:
    assert len(headings(sheet)) == 1 + len(sheet.sections)
    assert len(queried(sheet, "<row>")) == sum(len(part.rows) for part in sheet.sections)


@few
@given(sheets)
def test_nothing_runs_off_the_paper(sheet: Sheet) -> None:
    edge = int(12 * MM)
    for page in small_pages(sheet):
        columns = ink.columns_with_ink(page)
        assert not any(columns[:edge]), "left"
        assert not any(columns[-edge:]), "right"


@pytest.mark.parametrize("word", ["w" * 400, "\u00a0x" * 200, "س" * 300, "\ufdfd" * 20, "W" * LONGEST_WORD])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_very_long_words_stay_on_the_paper(word: str, language: str) -> None:
    sheet = Sheet("T", language, (SheetSection("S", (SheetRow("L", (word,)), SheetRow(word))),), word, word)
    columns = ink.columns_with_ink(small_pages(sheet)[0])
    edge = int(20 * MM)
    assert not any(columns[:edge])
    assert not any(columns[-edge:])


def test_an_arabic_page_is_mirrored() -> None:
    def on_the_left(sheet: Sheet) -> float:
        columns = ink.columns_with_ink(small_pages(Sheet(sheet.title, sheet.language))[0])
        return sum(columns[: len(columns) // 2]) / sum(columns)

    assert on_the_left(ENGLISH) > 0.5 > on_the_left(ARABIC)


def test_labels_change_sides_in_arabic() -> None:
    def sides(language: str) -> tuple[int, int]:
        sheet = Sheet("", language, (SheetSection("", (SheetRow("M" * 9),) * 9),))
        columns = ink.columns_with_ink(small_pages(sheet)[0])
        edge = int(45 * MM)
        return sum(columns[:edge]), sum(columns[-edge:])

    left, right = sides("en")
    assert left > right
    left, right = sides("ar")
    assert right > left


@pytest.mark.parametrize("circle", ["●", "◐", "○"])
def test_the_circles_of_the_coverage_list_differ_and_are_drawn(circle: str) -> None:
    def drawn(sign: str) -> bytes:
        return pages(Sheet("T", "en", (SheetSection("S", (SheetRow(f"● {sign} School"),)),)))[0]

    others = [drawn(sign) for sign in ("●", "◐", "○", "☐") if sign != circle]
    assert drawn(circle) not in others


@given(hostile)
def test_breaks_add_nothing_but_breaks(text: str) -> None:
    assert break_long_words(text).replace("\u200b", "") == text.replace("\u200b", "")


@given(hostile)
def test_no_unbroken_word_is_longer_than_a_column(text: str) -> None:
    words = re.split("[ \n\u200b]", break_long_words(text))
    assert all(
        len(re.sub("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u200c\u200d]", "", word)) <= LONGEST_WORD for word in words
    )


def test_ordinary_words_are_left_whole() -> None:
    assert break_long_words("Verschwiegenheitspflicht und Schule") == "Verschwiegenheitspflicht und Schule"


def test_only_the_fonts_that_come_along_are_used() -> None:
    from bot.pictures.page import _fonts

    assert set(_fonts().families()) == {"Noto Sans", "Noto Sans Arabic"}


def test_drawing_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template_folder = Path(__file__).parents[2] / "bot" / "pictures"
    before = {path.name for path in template_folder.iterdir()}
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    as_pdf(ARABIC)
    as_pdf(ENGLISH)
    assert list(tmp_path.rglob("*")) == []
    assert {path.name for path in template_folder.iterdir()} == before


def test_typst_is_loaded_only_when_something_is_drawn() -> None:
    code = "import sys, bot.pictures.draw; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.threat(11)
@pytest.mark.parametrize(
    "text", ["\u094d", "a\n\u094d\nb", "\u0915\u2028\u094d\u2028\u0937", "x \u17d2 y", "\u200d\u094d"]
)
def test_a_mark_on_nothing_is_no_end_of_the_page(text: str) -> None:
    for language in ("ar", "en"):
        assert as_pdf(Sheet("x", language, (SheetSection("y", (SheetRow("label", (text,)),)),)))
