"""The record itself: what it says about itself, and which of its texts are translated."""

import pytest
from pydantic import ValidationError

from bot.directory.contact import contact_texts
from tests.directory.conftest import contact


def test_the_name_is_translated_only_of_generic_rows() -> None:
    assert set(contact_texts(contact())) == {
        "contacts.be-test.mission",
        "contacts.be-test.limits",
        "contacts.be-test.first_sentence",
    }
    assert contact_texts(contact(generic=True, name="Your town hall"))["contacts.be-test.name"] == "Your town hall"


def test_the_country_is_that_of_the_id() -> None:
    assert contact().country == "BE"


def test_a_number_or_a_mailbox_makes_it_reachable() -> None:
    assert contact().reachable
    assert contact(phones=[], email="dienst@vilvoorde.be").reachable
    assert not contact(phones=[], url="https://www.vilvoorde.be").reachable


def test_an_empty_list_of_hours_is_refused() -> None:
    with pytest.raises(ValidationError, match="leave it out"):
        contact(hours=[])


def test_rows_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        contact().name = "Other"  # type: ignore[misc]
