import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.tidy import (
    ISOLATES,
    KEPT_MARKS,
    POP,
    close_isolates,
    isolate_line,
    one_line,
    runs_right_to_left,
    tidy_text,
)
from tests.pictures.sheets import hostile

signs = st.text(st.sampled_from(ISOLATES + POP + "ab س"), max_size=30)


@given(hostile)
def test_nothing_that_controls_or_overrides_is_left(text: str) -> None:
    left = {unicodedata.category(sign) for sign in tidy_text(text) if sign != "\n" and sign not in KEPT_MARKS}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert "\u202e" not in tidy_text(text)


@given(hostile)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(hostile)
def test_a_title_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@given(signs)
def test_every_isolate_is_closed_and_no_letter_is_lost(line: str) -> None:
    depth = 0
    for sign in close_isolates(line):
        depth += (sign in ISOLATES) - (sign == POP)
        assert depth >= 0
    assert depth == 0
    assert [sign for sign in close_isolates(line) if sign not in KEPT_MARKS] == [
        sign for sign in line if sign not in KEPT_MARKS
    ]


def test_a_closed_isolate_stays() -> None:
    assert close_isolates("a \u2068b\u2069 c\u2069 \u2067d") == "a \u2068b\u2069 c d"


def test_a_text_against_the_sheet_is_set_apart_in_its_own_direction() -> None:
    assert isolate_line("He left.", "He left.", rtl=True) == "\u2066He left.\u2069"
    assert isolate_line("نعم!", "نعم!", rtl=False) == "\u2067نعم!\u2069"
    assert isolate_line("He left.", "He left.", rtl=False) == "He left."


def test_parts_set_apart_do_not_decide_the_direction() -> None:
    assert runs_right_to_left("\u2068Vilvoorde\u2069 بلجيكا", default=False)
    assert runs_right_to_left("\u2068Vilvoorde\u2069 1800", default=True)
