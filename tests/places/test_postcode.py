"""Postcodes in a typed line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places.postcode import Postcode, split_postcodes


@pytest.mark.parametrize(
    ("text", "number", "country", "rest"),
    [
        ("1080", "1080", "", ""),
        ("1800 vilvoorde", "1800", "", "vilvoorde"),
        ("b 1080 molenbeek", "1080", "BE", "molenbeek"),
        ("2511 ab", "2511", "NL", ""),
        ("2511ab den haag", "2511", "NL", "den haag"),
        ("1080 in brussel", "1080", "", "in brussel"),
        ("75011 paris", "75011", "", "paris"),
        ("75011 paris cedex 11", "75011", "", "paris"),
        ("f 75011", "75011", "FR", ""),
        ("191 47 sollentuna", "19147", "SE", "sollentuna"),
        ("l 1911", "1911", "LU", ""),
        ("bt1 1aa", "bt1", "GB", ""),
        ("sw1a 2aa london", "sw1a", "GB", "london"),
    ],
)
def test_split(text: str, number: str, country: str, rest: str) -> None:
    assert split_postcodes(text) == ([Postcode(number, country)], rest)


def test_other_numbers_are_left_out() -> None:
    assert split_postcodes("paris 11 123456") == ([], "paris")


@given(st.text(alphabet="abdeln 0123456789", max_size=40))
def test_what_is_left_holds_no_number(text: str) -> None:
    found, rest = split_postcodes(text)
    assert not any(c.isdigit() for c in rest)
    assert all(code.number.isalnum() for code in found)
