"""Names that are nearly what was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.places import Gazetteer
from bot.places.near import similar_names
from bot.places.table import Table

NAMES = Table(
    b"".join(f"{name}\tx\n".encode() for name in sorted(["antwerpen", "avignon", "gent", "molenbeek", "vilvoorde"]))
)


@pytest.mark.parametrize(
    "typed", ["vilvoorde", "wilvoorde", "ilvoorde", "ivlvoorde", "xvilvoorde", "vilvorde", "vilvoored", "vilvoordex"]
)
def test_one_typo_anywhere(typed: str) -> None:
    assert similar_names(NAMES, typed) == ["vilvoorde"]


@settings(deadline=None)
@given(st.integers(0, 8), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_any_wrong_letter(at: int, letter: str) -> None:
    assert similar_names(NAMES, "vilvoorde"[:at] + letter + "vilvoorde"[at + 1 :]) == ["vilvoorde"]


@pytest.mark.parametrize("typed", ["", "v", "mo", "zzzz", "брюссель", "مولنبيك"])
def test_nothing_is_near(typed: str) -> None:
    assert similar_names(NAMES, typed) == []


def test_other_scripts_are_compared_with_their_own(gazetteer: Gazetteer) -> None:
    assert similar_names(gazetteer.names, "роттердан")[0] == "роттердам"
    assert similar_names(gazetteer.names, "روتردم")[0] == "روتردام"
