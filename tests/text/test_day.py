"""Days and names as people read them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.text.day import clock, country_name, date_of, day, language_name, listing, own_name


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Monday, 23 November"),
        ("fr", "lundi 23 novembre"),
        ("nl", "maandag 23 november"),
        ("de", "Montag, 23. November"),
        ("en-XA", "Monday, 23 November"),
    ],
)
def test_a_day(language: str, expected: str) -> None:
    assert day(date(2026, 11, 23), language) == expected


def test_arabic_has_western_digits() -> None:
    assert "23" in day(date(2026, 11, 23), "ar")
    assert "2026" in date_of(date(2026, 11, 23), "ar")
    assert clock(time(9, 5), "ar") == "9:05"


def test_names() -> None:
    assert own_name("ar") == "العربية"
    assert own_name("fr") == "Français"
    assert language_name("nl", "en") == "Dutch"
    assert country_name("be", "nl") == "België"
    assert listing(["a", "b"], "fr") == "a et b"
