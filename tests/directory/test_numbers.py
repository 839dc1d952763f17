"""Numbers one digit off, numbers nobody can dial, mailboxes of persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.directory import Directory
from bot.directory.numbers import can_be_dialled, mailbox_fault, misprints, one_digit_apart
from tests.directory.conftest import contact


@pytest.mark.parametrize(
    ("number", "owner"),
    [("08-527 44 490", "se-cve"), ("0800 00 56 96", ""), ("08-527 44 290", "")],
)
def test_the_misprint_of_a_stored_number_is_named(directory: Directory, number: str, owner: str) -> None:
    found = list(misprints(contact(id="se-test", areas=["SE"], phones=[{"number": number}]), directory.contacts))
    assert [owner in line and "one digit" in line for line in found] == ([True] if owner else [])


@given(st.text("0123456789", min_size=8, max_size=11), st.integers(0, 7), st.integers(1, 9))
def test_one_changed_digit_is_seen_and_none_is_not(number: str, place: int, shift: int) -> None:
    number = "1" + number
    changed = number[: place + 1] + str((int(number[place + 1]) + shift) % 10) + number[place + 2 :]
    assert one_digit_apart(number, changed)
    assert not one_digit_apart(number, number)
    assert not one_digit_apart(number, number + "0")


def test_the_country_code_and_the_trunk_zero_are_the_same_number() -> None:
    assert one_digit_apart("+32 2 211 55 01", "+32 2 211 55 00")
    assert not one_digit_apart("106", "107")


@pytest.mark.parametrize(
    ("number", "country"),
    [("101", "BE"), ("107", "BE"), ("1813", "BE"), ("3114", "FR"), ("39 28", "FR"), ("17", "FR"), ("114 14", "SE"),
     ("90101", "SE"), ("14 079", "NL"), ("0900-8844", "NL"), ("18001 101", "GB"), ("116 000", "EU"), ("110", "DE"),
     ("+44 203 879 8560", "GB"), ("024", "ES"), ("20 60 62", "LU")],
)  # fmt: skip
def test_numbers_of_public_help_can_be_dialled(number: str, country: str) -> None:
    assert can_be_dialled(number, country)


@pytest.mark.parametrize(("number", "country"), [("999", "BE"), ("12345", "FR"), ("02 211 55", "BE"), ("0", "NL")])
def test_other_numbers_cannot(number: str, country: str) -> None:
    assert not can_be_dialled(number, country)


@pytest.mark.parametrize("mail", ["jan.peeters@stad.be", "j.peeters@stad.be", "an_maes@stad.be", "dienst@gmail.com"])
def test_a_mailbox_of_a_person_is_refused(mail: str) -> None:
    assert mailbox_fault(contact(email=mail))


@pytest.mark.parametrize(
    "mail",
    ["info@stad.be", "maisondejustice.namur@cfwb.be", "preventie-radicalisering@g-o.be", "dienst.test@stad.be", ""],
)
def test_a_mailbox_of_a_service_is_not(mail: str) -> None:
    assert mailbox_fault(contact(email=mail)) is None
