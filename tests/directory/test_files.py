"""Faults in the contact files: each names file, line, row, cause and cure."""

import re
import time
from pathlib import Path

import pytest

from bot.directory.contact import Contact
from bot.directory.directory import load_contacts
from bot.directory.files import ContactError, ContactFault, check_contacts, contact_rows
from tests.directory.conftest import FOLDER

GOOD = """contacts:
  - id: be-one
    name: Dienst Een
    audience: [families]
    areas: ["be:23088"]
    phones: [{number: "02 211 55 00", free: yes}]
    channel: authority
    police: unknown
    needs: [advice, local_contact]
    mission: Listens.
    limits: Not for emergencies.
    first_sentence: "May I ask for advice?"
    source: ["https://www.example.org"]
    source_date: "2026"
    confidence: high
"""


def written(folder: Path, text: str) -> Path:
    (folder / "be.yaml").write_text(text, encoding="utf-8")
    (folder / "needs.yaml").write_text((FOLDER / "needs.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_the_shipped_contacts_are_all_right() -> None:
    assert check_contacts(FOLDER) == []


def test_a_good_row_is_read(tmp_path: Path) -> None:
    row = load_contacts(written(tmp_path, GOOD)).by_id["be-one"]
    assert row.phones[0].free
    assert check_contacts(tmp_path) == []


SECOND = GOOD.replace("contacts:\n", "").replace("be-one", "be-two")
FAULTS = [
    ("a field nobody knows", GOOD + "    colour: red\n", "no field `colour`"),
    ("a field left out", GOOD.replace("    limits: Not for emergencies.\n", ""), "`limits` is missing"),
    ("an empty text", GOOD.replace("mission: Listens.", 'mission: ""'), "`mission`"),
    ("a text too long", GOOD.replace("mission: Listens.", f"mission: {'a' * 201}"), "`mission`"),
    ("a promise nobody can keep", GOOD.replace("mission: Listens.", "mission: Anonymous help."), "without your name"),
    ("the same id twice", GOOD + GOOD.replace("contacts:\n", ""), "stands already in be.yaml:2"),
    ("an area nobody knows", GOOD.replace("be:23088", "be:99999"), "no area 'be:99999'"),
    ("an area that is no code", GOOD.replace('"be:23088"', "Vilvoorde"), "`areas.0`"),
    ("a redirect to nowhere", GOOD + "    status: ended\n    replaced_by: be-gone\n", "leads to no current row"),
    ("a redirect to itself", GOOD + "    status: ended\n    replaced_by: be-one\n", "leads to no current row"),
    ("an end without redirect", GOOD + "    status: ended\n", "go together"),
    ("a number of nowhere", GOOD.replace("02 211 55 00", "02 211 55"), "not a telephone number of BE"),
    ("a number of another country", GOOD.replace("02 211 55 00", "0800 011 3764 22"), "not a telephone number of BE"),
    ("a number with letters", GOOD.replace("02 211 55 00", "02 CALL"), "`phones.0.number`"),
    ("a person's mailbox", GOOD + "    email: jan.peeters@vilvoorde.be\n", "mailbox of a person"),
    ("a private mailbox", GOOD + "    email: dienst.een@gmail.com\n", "mailbox of a person"),
    ("a channel nobody knows", GOOD.replace("channel: authority", "channel: spy"), "`channel`"),
    ("a need nobody knows", GOOD.replace("[advice, local_contact]", "[magic]"), "`needs.0`"),
    ("no source", GOOD.replace('["https://www.example.org"]', "[]"), "`source`"),
    ("ages upside down", GOOD + "    min_age: 20\n    max_age: 10\n", "min_age is above max_age"),
    ("hours of no length", GOOD + '    hours: [{days: [mo], opens: "09:00", closes: "09:00"}]\n', "same time"),
    ("an hour that is none", GOOD + '    hours: [{days: [mo], opens: "25:00", closes: "26:00"}]\n', "`hours.0.opens`"),
    ("a key twice", GOOD + "    name: Again\n", "a key stands twice"),
    ("no YAML", "contacts: [", "not readable YAML"),
    ("no list", "rows: []\n", "no list of contacts"),
    ("a day that is none", GOOD + "    verified_on: soon\n", "`verified_on`"),
]


@pytest.mark.parametrize(("text", "cause"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_names_file_row_cause_and_cure(tmp_path: Path, text: str, cause: str) -> None:
    fault = next(fault for fault in check_contacts(written(tmp_path, text)) if cause in str(fault))
    assert fault.file == "be.yaml"
    assert fault.line >= 1
    assert fault.cure
    assert str(fault).startswith(f"be.yaml:{fault.line}: ")
    if text.startswith("contacts:\n"):
        assert fault.row in ("be-one", "")


def test_load_refuses_with_every_fault_at_once(tmp_path: Path) -> None:
    broken = SECOND.replace("channel: authority", "channel: spy")
    with pytest.raises(ContactError) as caught:
        load_contacts(written(tmp_path, GOOD + "    colour: red\n" + broken))
    assert [fault.row for fault in caught.value.faults] == ["be-one", "be-two"]
    assert [fault.line for fault in caught.value.faults] == [2, 17]


def test_the_table_of_needs_must_be_there_and_complete(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    needs = (folder / "needs.yaml").read_text(encoding="utf-8")
    (folder / "needs.yaml").write_text(needs.replace("need: [learn]", "need: [leave]"), encoding="utf-8")
    assert "need 'learn' and role 'family'" in str(check_contacts(folder)[0])
    (folder / "needs.yaml").unlink()
    cure = f"Put needs.yaml back into {folder.name}/."
    assert check_contacts(folder) == [ContactFault("needs.yaml", 1, "", "The table of needs is missing.", cure)]


def test_no_names_of_persons_and_no_empty_texts() -> None:
    rows: tuple[Contact, ...] = load_contacts(FOLDER).contacts
    assert len(rows) == 209
    assert all(row.verified_on is None for row in rows)
    assert all(row.mission and row.limits and row.first_sentence for row in rows)


@pytest.mark.threat(15)
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("".join(f"k{number}: a\n" for number in range(1_000_000)), "more than 1000000 characters"),
        ("a: &a [x]\nb: &b [*a, *a]\ncontacts: [*b, *b]\n", "Aliases"),
        ("contacts: " + "[" * 400_000 + "]" * 400_000, "deep nesting"),
        ("contacts:\n" + "- " * 400_000, "deep nesting"),
        ("contacts: \x01", "no text in UTF-8"),
    ],
)
def test_a_file_that_would_eat_the_machine_is_refused_at_once(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "be.yaml"
    path.write_text(text, encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(ContactError, match=re.escape(cause)):
        list(contact_rows(path))
    assert time.perf_counter() - started < 1
