"""Whatever a town brings: the numbers that somebody dials in danger or despair stay."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.contact import URGENT_NEEDS, Contact
from bot.directory.directory import Directory, load_contacts
from bot.directory.exchange import Import, contact_of_columns, import_csv
from bot.directory.files import ContactError
from bot.directory.flat import COLUMNS
from bot.directory.lines import emergency_lines, need_lines
from tests.directory.conftest import FOLDER, contact
from tests.directory.sheet import to_cells

TODAY = date(2026, 11, 24)
DIRECTORY = load_contacts(FOLDER)
FIXED = sorted(DIRECTORY.fixed)
AREAS = sorted({area for id in FIXED for area in DIRECTORY.by_id[id].areas} | {"be:21012", "be:23088", "nl:0599"})
CHAINS = [tuple(dict.fromkeys((*DIRECTORY.places.chain(area), "EU"))) for area in AREAS]
TOWN = {
    "organisation": "Stad Vilvoorde", "service": "Preventie", "area_codes": "be:23088", "audience": "public",
    "needs": "advice;local_contact", "phone": "+32 2 255 45 00", "verified_on": "2026-11-01",
}  # fmt: skip
# What would take most away, a column.
HARM = {
    "service": "Preventie", "description": "Preventie", "status": "ended", "replaced_by": "be-town-hall",
    "phone": "+32 2 255 45 00", "phone_2": "+32 2 255 45 01", "url": "https://example.org/", "hours": "Mo 09:00-10:00",
    "languages": "ca", "area_codes": "be:23088", "audience": "local_authorities", "for_roles": "town",
    "needs": "training", "min_age": "90", "max_age": "1", "channel": "ngo", "police": "yes", "anonymous": "no",
    "verified_on": "2026-11-23", "source": "x", "holidays": "closed", "phone_free": "",
}  # fmt: skip


def numbers(directory: Directory) -> set[tuple[tuple[str, ...], str, str, str]]:
    """Every number shown in danger or crisis: where, for what, of which row. No more than three rows are shown."""
    found = set()
    for chain in CHAINS:
        rows = {need: need_lines(directory, chain, need)[:3] for need in URGENT_NEEDS} | {
            "112": emergency_lines(directory, chain)
        }
        found |= {(chain, need, row.id, each.number) for need in rows for row in rows[need] for each in row.phones}
    return found


BEFORE = numbers(DIRECTORY)


def brought(*rows: dict[str, str]) -> Import:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return import_csv(out.getvalue(), DIRECTORY, TODAY)


def test_the_rows_for_emergency_police_and_crisis_are_fixed() -> None:
    assert {"be-emergency", "eu-112", "nl-politie", "be-tele-onthaal-106", "nl-113", "gb-samaritans"} <= set(FIXED)
    assert all(row.id in DIRECTORY.fixed for row in DIRECTORY.contacts if set(row.needs) & URGENT_NEEDS)
    assert "be-town-hall" not in FIXED


def test_what_a_fixed_row_leads_to_is_fixed_too() -> None:
    first = contact(id="be-old-line", needs=["listening"], status="ended", replaced_by="be-new-line")
    directory = Directory((first, contact(id="be-new-line")), DIRECTORY.needs, DIRECTORY.places)
    assert directory.fixed == {"be-old-line", "be-new-line"}
    led_away = contact(id="be-new-line", status="ended", replaced_by="be-old-line")
    assert directory.with_overrides([led_away]).current("be-old-line").id == "be-new-line"


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_an_import_takes_a_number_away(column: str) -> None:
    for id in FIXED:
        kept = {name: cell for name, cell in to_cells(DIRECTORY.by_id[id]).items() if cell}
        row = {**TOWN, **kept, "verified_on": "2026-11-01", column: HARM.get(column, "")}
        if column in ("status", "replaced_by"):
            row |= {"status": "ended", "replaced_by": "be-town-hall"}
        found = brought({**TOWN, "id": "be-own"}, row)
        assert numbers(DIRECTORY.with_overrides(found.rows)) >= BEFORE, (id, column)
        if column != "id":
            assert found.rows == ()
            assert any(fault.line > 2 and fault.cause and fault.cure for fault in found.faults), (id, column)


@pytest.mark.parametrize("id", FIXED)
def test_the_refusal_names_line_cause_and_cure_and_keeps_nothing(id: str) -> None:
    found = brought({**TOWN, "id": "be-own"}, {**TOWN, "id": id})
    assert found.rows == ()
    assert [str(fault) for fault in found.faults] == [
        f"contacts.csv:3: {id}: The id {id} is that of an emergency, police or crisis contact, which no town replaces"
        " or ends. Leave it out, or give your own contact another id."
    ]


DISGUISED = {
    "upper case": "BE-EMERGENCY",
    "blanks around": " \u00a0be-emergency\t ",
    "byte order mark": "\ufeffbe-emergency",
    "a Cyrillic letter": "b\u0435-emergency",
    "a mark against formulas": "'be-emergency",
    "full width": "\uff42\uff45-emergency",
    "a hyphen that is none": "be\u2010emergency",
    "a line end": "be-emergency\n",
    "nothing seen": "be-\u200bemergency",
}


@pytest.mark.parametrize("id", DISGUISED.values(), ids=list(DISGUISED))
def test_no_disguise_of_an_id_gets_past(id: str) -> None:
    found = brought({**TOWN, "id": id, "phone": "+32 2 255 45 00"})
    assert found.rows == ()
    assert found.faults[0].cure


def test_an_id_that_is_made_of_the_other_cells_does_not_either() -> None:
    cells = {**TOWN, "area_codes": "BE", "organisation": "Emergency", "service": "!"}
    found = brought(cells)
    assert "The id be-emergency is that of" in str(found.faults[0])
    with pytest.raises(ContactError, match="the new row:1: The id be-emergency is that of"):
        contact_of_columns(DIRECTORY, TODAY, **cells)


@pytest.mark.parametrize("head", ["id,ID", "\ufeffid,Id ", "ID , id"])
def test_two_columns_for_the_id_do_not_either(head: str) -> None:
    names = [name for name in TOWN if name != "id"]
    text = f"{head},{','.join(names)}\nbe-own,be-emergency,{','.join(TOWN[name] for name in names)}\n"
    found = import_csv(text, DIRECTORY, TODAY)
    assert "The id be-emergency is that of" in str(found.faults[0])


def test_a_row_from_before_that_is_kept_in_the_database_counts_no_more() -> None:
    ended = [contact(id=id, status="ended", replaced_by="be-town-hall") for id in FIXED]
    for rows in (ended, [contact(id=id) for id in FIXED]):
        after = DIRECTORY.with_overrides([*rows, contact(id="be-own")])
        assert {id: after.by_id[id] for id in FIXED} == {id: DIRECTORY.by_id[id] for id in FIXED}
        assert after.own == {"be-own"}
        assert numbers(after) >= BEFORE
        assert after.with_overrides(rows).contacts == after.contacts


def test_a_town_may_change_its_own_line_again() -> None:
    first, second = contact(id="be-own", needs=["listening"]), contact(id="be-own", needs=["listening"], name="New")
    assert DIRECTORY.with_overrides([first]).with_overrides([second]).by_id["be-own"].name == "New"


def any_row() -> st.SearchStrategy[Contact]:
    """Rows as a town may keep them: with any id, anywhere, for anything."""

    def made(id: str, areas: list[str], needs: list[str], channel: str, ended: bool, languages: list[str]) -> Contact:
        fields: dict[str, Any] = {"status": "ended", "replaced_by": "be-town-hall"} if ended else {}
        return contact(id=id, areas=areas, needs=needs, channel=channel, languages=languages, **fields)

    own = st.integers(0, 9).map(lambda number: f"be-own-{number}")
    return st.builds(
        made,
        st.sampled_from([row.id for row in DIRECTORY.contacts]) | own,
        st.lists(st.sampled_from(AREAS), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from([*sorted(URGENT_NEEDS), "advice"]), min_size=1, max_size=3, unique=True),
        st.sampled_from(["police", "ngo", "helpline"]),
        st.booleans(),
        st.lists(st.sampled_from(["nl", "fr"]), max_size=1),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(any_row(), max_size=8))
def test_whatever_is_laid_over_no_number_goes(rows: list[Contact]) -> None:
    assert numbers(DIRECTORY.with_overrides(rows)) >= BEFORE
