"""Days and names as people read them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.text.day import country_name, date_text, day_text, language_name, list_text, own_language_name, time_text


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
    assert day_text(date(2026, 11, 23), language) == expected


def test_arabic_has_western_digits() -> None:
    assert "23" in day_text(date(2026, 11, 23), "ar")
    assert "2026" in date_text(date(2026, 11, 23), "ar")
    assert time_text(time(9, 5), "ar") == "9:05"


def test_names() -> None:
    assert own_language_name("ar") == "العربية"
    assert own_language_name("fr") == "Français"
    assert language_name("nl", "en") == "Dutch"
    assert country_name("be", "nl") == "België"
    assert list_text(["a", "b"], "fr") == "a et b"
