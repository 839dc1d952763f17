"""What the guards see, in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.guard import belief_words, text_flags

LOCALES = Path(__file__).parents[2] / "locales"
BELIEF = belief_words(LOCALES)


@pytest.mark.parametrize(
    "text",
    [
        "write to anna.k@example.org",
        "he is @someone_there",
        "look at https://example.org/x",
        "t.me/abcdef",
        "call +32 471 12 34 56",
        "0471/12.34.56",
        "born 12.03.2009",
        "98.07.30-123.45",
    ],
)
def test_shapes_that_point_to_a_person(text: str) -> None:
    assert "names" in text_flags(text, BELIEF)


@pytest.mark.parametrize("text", ["He comes at 9:30", "since 3 months", "12 absences in 4 weeks", "room 204"])
def test_ordinary_numbers_pass(text: str) -> None:
    assert text_flags(text, BELIEF) == ()


@pytest.mark.parametrize(
    "text",
    [
        "he became a Muslim",
        "il va à la mosquée",
        "elle porte le voile",
        "hij bidt op school",
        "sie trägt ein Kopftuch",
        "أصبح يصلي كل يوم",
        "ﺇﺳﻼﻣﻲ",
        "the ｃｈｕｒｃｈ",
        "MOSKEE",
    ],
)
def test_belief_and_origin_are_asked_about(text: str) -> None:
    assert "belief" in text_flags(text, BELIEF)


@pytest.mark.parametrize(
    "text",
    [
        "he shouted at a teacher and left",
        "elle ne vient plus au cours et pleure souvent",
        "hij sloeg met de deur en was erg boos",
        "er kommt nicht mehr zum Training",
        "توقف عن المجيء إلى التدريب",
    ],
)
def test_what_was_seen_passes(text: str) -> None:
    assert text_flags(text, BELIEF) == ()


def test_a_pasted_code_is_seen() -> None:
    assert "receipt" in text_flags("my code is abcd-efgh-jkmn-pqrs", BELIEF)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(text_flags(text, BELIEF)) <= {"receipt", "belief", "names"}
