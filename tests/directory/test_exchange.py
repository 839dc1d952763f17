"""A town's own rows by form and by spreadsheet, and both ways out."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.contact import Contact
from bot.directory.directory import Directory, load_contacts
from bot.directory.exchange import bare_cell, contact_of_columns, export_yaml, import_csv
from bot.directory.files import ContactError, contact_rows
from tests.directory.conftest import FOLDER
from tests.directory.sheet import as_csv

TODAY = date(2026, 11, 24)
DIRECTORY = load_contacts(FOLDER)
SHEETS = ("xlsxwriter", "openpyxl", "odf", "xlwt", "pandas")
HEADER = "organisation,service,area_codes,audience,needs,phone,hours,verified_on\n"
LINE = (
    'Stad Vilvoorde,Preventiedienst,be:23088,families;professionals,advice;local_contact,02 255 45 00,"{}",2026-11-01\n'
)
CELLS = {
    "organisation": "Stad Vilvoorde",
    "service": "Preventiedienst",
    "area_codes": "be:23088",
    "audience": "families;professionals",
    "needs": "advice;local_contact",
    "phone": "02 255 45 00",
    "verified_on": "2026-11-01",
}


def test_a_town_adds_its_own_row_in_a_minute(directory: Directory) -> None:
    row = contact_of_columns(directory, TODAY, **CELLS, hours="Mo-Fr 09:00-12:00; We 13:00-16:00", languages="nl;fr")
    assert row.id == "be-23088-stad-vilvoorde-preventiedienst"
    assert row.areas == ("be:23088",)
    assert row.languages == ("nl", "fr")
    assert len(row.hours) == 2
    assert row.verified_on == date(2026, 11, 1)
    assert row.first_sentence
    assert row.source == ("Stad Vilvoorde",)


def test_an_area_may_be_a_clear_name_but_not_a_doubtful_one(directory: Directory) -> None:
    assert contact_of_columns(directory, TODAY, **{**CELLS, "area_codes": "1800 Vilvoorde"}).areas == ("be:23088",)
    with pytest.raises(ContactError, match="No one area is 'Hasselt'"):
        contact_of_columns(directory, TODAY, **{**CELLS, "area_codes": "Hasselt"})


@pytest.mark.parametrize(
    ("change", "cause"),
    [({"organisation": ""}, "'organisation' is empty"), ({"phone": ""}, "no way to reach it"),
     ({"verified_on": "2026-11-25"}, "not later"), ({"verified_on": "yesterday"}, "2026-11-30"),
     ({"phone": "02 255"}, "not a telephone number"), ({"email": "jan.peeters@vilvoorde.be"}, "mailbox of a person"),
     ({"area_codes": "be:99999"}, "no area 'be:99999'"), ({"colour": "red"}, "no column 'colour'"),
     ({"needs": "magic"}, "`needs.0`"), ({"status": "ended"}, "go together"),
     ({"status": "ended", "replaced_by": "be-gone"}, "no row 'be-gone'")],
)  # fmt: skip
def test_a_wrong_row_says_what_is_wrong(directory: Directory, change: dict[str, str], cause: str) -> None:
    with pytest.raises(ContactError, match="the new row:1: ") as caught:
        contact_of_columns(directory, TODAY, **{**CELLS, **change})
    assert cause in str(caught.value)


def test_hours_in_words_are_kept_but_not_believed(directory: Directory) -> None:
    row = contact_of_columns(directory, TODAY, **CELLS, hours="every morning")
    assert (row.hours, row.hours_note) == ("unknown", "every morning")


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_spreadsheet_is_imported(directory: Directory, separator: str) -> None:
    text = HEADER + LINE.format("Mo-Fr 09:00-12:00")
    if separator == ";":
        cells = ['"' + cell + '"' for cell in LINE.format("Mo-Fr 09:00-12:00").strip().replace('"', "").split(",")]
        text = HEADER.replace(",", ";") + ";".join(cells) + "\n"
    found = import_csv("\ufeff" + text, directory, TODAY)
    assert [row.name for row in found.rows] == ["Preventiedienst"]
    assert not found.faults


def test_one_wrong_row_stops_them_all_and_is_named_by_line(directory: Directory) -> None:
    found = import_csv(HEADER + LINE.format("") + LINE.format("").replace("families", "aliens"), directory, TODAY)
    assert found.rows == ()
    assert [(fault.line, fault.file) for fault in found.faults] == [(3, "contacts.csv")]
    assert found.faults[0].cure


def test_the_same_row_twice_is_a_fault(directory: Directory) -> None:
    found = import_csv(HEADER + LINE.format("") * 2, directory, TODAY)
    assert "stands already in line 2" in str(found.faults[0])
    assert found.rows == ()


def test_a_digit_off_is_a_warning(directory: Directory) -> None:
    text = "id,organisation,service,area_codes,audience,needs,phone,verified_on\n"
    text += "se-cve,CVE,Stöd,SE,professionals,training,08-527 44 490,2026-11-01\n"
    found = import_csv(text, directory, TODAY)
    assert "differs from stored number by one digit" in str(found.warnings[0])
    assert found.rows[0].id == "se-cve"


@pytest.mark.parametrize("text", ["", "\n", HEADER, "a,b\n1,2,3\n", "\x00", '"'])
def test_a_file_that_is_none_is_refused_in_words(directory: Directory, text: str) -> None:
    found = import_csv(text, directory, TODAY)
    assert found.rows == ()
    assert found.faults


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(max_size=80).map(lambda text: HEADER + text))
def test_any_text_is_imported_or_refused(text: str) -> None:
    found = import_csv(text, DIRECTORY, TODAY)
    assert bool(found.rows) != bool(found.faults)


def test_yaml_brings_every_row_back(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(export_yaml(directory.contacts), encoding="utf-8")
    assert tuple(Contact.model_validate(row.values) for row in contact_rows(path)) == directory.contacts


def test_csv_brings_back_what_it_has_columns_for(directory: Directory) -> None:
    checked = [row.model_copy(update={"verified_on": TODAY}) for row in directory.contacts]
    mine = [row for row in checked if row.id not in directory.fixed]
    kept = [row for row in mine if row.organisation and (row.phones or row.email or row.url)]
    found = import_csv(as_csv(kept), directory, TODAY)
    assert found.faults == ()
    for row, back in zip(kept, found.rows, strict=True):
        same = (
            "id",
            "name",
            "areas",
            "audience",
            "needs",
            "languages",
            "mission",
            "limits",
            "hours",
            "min_age",
            "source",
        )
        assert [getattr(row, name) for name in same] == [getattr(back, name) for name in same]
        assert [phone.number for phone in row.phones[:2]] == [phone.number for phone in back.phones]


FORMULAS = {
    "plain": "=1+1",
    "blank": " =1+1",
    "no-break space": "\u00a0=1+1",
    "byte order mark": "\ufeff=1+1",
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "full width": "＝1+1",
    "small form": "﹦1+1",
    "zero width": "\u200b\u2060=1+1",
    "direction": "\u202e@SUM(1)",
    "quote": '"=1+1"',
    "own mark": "'=1+1",
    "control sign": "\x00\x1f-1+1",
    "minus that is none": "\u22121+1",
    "old command": "|calc",
    "phone": "+32 2 211 55 00",
}


@pytest.mark.parametrize("cell", FORMULAS.values(), ids=list(FORMULAS))
def test_the_mark_that_a_spreadsheet_put_before_a_formula_is_taken_off(cell: str) -> None:
    assert bare_cell(f"'{cell}") == cell.rstrip()
    for separator in ("\n", ";"):  # where a line or a cell begins
        assert bare_cell(f"Stad{separator}'{cell}") == f"Stad{separator}{cell}".rstrip()


@given(st.from_regex(r"[A-Za-z0-9][\w .;:/-]*", fullmatch=True))
def test_plain_words_are_left_alone(text: str) -> None:
    assert bare_cell(text) == text.strip()


@pytest.mark.threat(12)
def test_no_sheets_are_written() -> None:
    """What leaves as rows is YAML and JSON: nothing here could write a cell that a spreadsheet would run."""
    writers = (r"\bcsv\.(writer|DictWriter)\b", *(rf"\b(import|from) {name}" for name in SHEETS))
    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "bot").rglob("*.py")]
    assert not [writer for writer in writers for source in sources if re.search(writer, source)]
