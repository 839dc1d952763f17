import unicodedata

from hypothesis import given

from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.pictures.text import LINE_WIDTH, as_text
from bot.pictures.tidy import KEPT_MARKS
from tests.pictures.sheets import ARABIC, ENGLISH, sheets

RIGHT_TO_LEFT = "\u200f"


def shown(line: str) -> str:
    return "".join(sign for sign in line if sign not in KEPT_MARKS)


def at_the_margin(text: str) -> list[str]:
    lines = (shown(line) for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith(" ")]


def test_a_sheet_reads_well() -> None:
    assert as_text(ENGLISH) == (
        "What I want to talk about\n"
        "=========================\n"
        "\n"
        "  This is not a risk assessment. It says nothing about danger.\n"
        "\n"
        "Who and where\n"
        "-------------\n"
        "  Your role\n"
        "    - School\n"
        "  Place\n"
        "    - Vilvoorde (1800), Belgium\n"
        "\n"
        "School\n"
        "------\n"
        "  What did you notice?\n"
        "    - Comes less\n"
        "    - New conflicts\n"
        "\n"
        "What is known\n"
        "-------------\n"
        "  Seen or told by the person.\n"
        "\n"
        "  ● School: known\n"
        "  ○ Online: not known\n"
        "\n"
        f"{'-' * LINE_WIDTH}\n"
        "  Nothing of this is kept.\n"
    )


def test_every_line_of_an_arabic_sheet_runs_from_right_to_left() -> None:
    lines = [line for line in as_text(ARABIC).split("\n") if line]
    assert lines
    assert all(line.startswith(RIGHT_TO_LEFT) for line in lines)
    assert f"{RIGHT_TO_LEFT}    - \u2066He said nothing. And he left.\u2069" in lines


@given(sheets)
def test_no_line_is_wider_than_the_paper(sheet: Sheet) -> None:
    assert all(len(shown(line)) <= LINE_WIDTH for line in as_text(sheet).split("\n"))


@given(sheets)
def test_no_text_passes_for_a_heading(sheet: Sheet) -> None:
    bare = Sheet(
        sheet.title, sheet.language, tuple(SheetSection(part.heading) for part in sheet.sections), "", sheet.footer
    )
    assert at_the_margin(as_text(sheet)) == at_the_margin(as_text(bare))


@given(sheets)
def test_every_letter_of_a_value_is_there(sheet: Sheet) -> None:
    def letters(text: str) -> list[str]:
        return [sign for sign in text if unicodedata.category(sign).startswith("L")]

    values = [value for part in sheet.sections for row in part.rows for value in row.values]
    whole = "".join(letters(as_text(sheet)))
    assert all("".join(letters(value)) in whole for value in values)


def test_lines_of_a_value_stay_beneath_it() -> None:
    sheet = Sheet("T", "en", (SheetSection("S", (SheetRow("L", ("one\nWho\n---",)),)),))
    assert "    - one\n      Who\n      ---\n" in as_text(sheet)


def test_hostile_text_can_always_be_written_to_a_file() -> None:
    sheet = Sheet("\ud800", "ar", (SheetSection("\ud800", (SheetRow("\ud800", ("\ud800",)),)),))
    assert as_text(sheet).encode()
