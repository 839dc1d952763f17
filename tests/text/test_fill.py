"""Filling: plain names, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.fill import fill_placeholders, placeholder_names


def test_names_are_replaced() -> None:
    assert fill_placeholders("By {date}, {town}.", {"date": "Monday", "town": "Ghent"}) == "By Monday, Ghent."


@pytest.mark.parametrize("text", ["{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{0}", "{}"])
def test_nothing_but_plain_names(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        fill_placeholders(text, {"a": "x", "0": "y", "": "z"})


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill_placeholders("{date}", {})


def test_an_open_brace_is_a_field_that_nothing_has() -> None:
    assert placeholder_names("a { b") == {"?"}


@given(st.text(max_size=60))
def test_what_is_filled_in_is_never_filled_again(value: str) -> None:
    assert fill_placeholders("{a}", {"a": value}) == value
