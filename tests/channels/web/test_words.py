from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.words import DEMO, NEEDED, PageWords
from bot.flow.load import load_content
from bot.text.catalogue import Texts

ROOT = Path(__file__).parents[3]
PHRASES = load_content(ROOT / "flows").phrases
TEXTS = Texts(ROOT / "locales", pseudo=True)
WORDS = PageWords(TEXTS, PHRASES, ("en", "fr", "ar-XB"))


def test_every_sentence_of_the_page_stands_in_the_phrases() -> None:
    WORDS.check((*NEEDED, *DEMO))


def test_a_missing_sentence_is_named() -> None:
    with pytest.raises(ValueError, match=r"flows/phrases\.yaml lacks .*web_moon\. Add"):
        WORDS.check(("web_title", "web_moon"))


@pytest.mark.parametrize(
    ("wish", "header", "spoken"),
    [
        ("fr", "en", "fr"),
        ("xx", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("", "nl;q=0.9,fr;q=0.5,en;q=0.4", "fr"),
        ("", "fr;q=0,en;q=0.1", "en"),
        ("", "*", "en"),
        ("", "fr;q=high", "en"),
    ],
)
def test_the_language_that_fits(wish: str, header: str, spoken: str) -> None:
    assert WORDS.fitting(wish, header) == spoken


@given(st.text(), st.text())
def test_any_header_gives_an_offered_language(wish: str, header: str) -> None:
    assert WORDS.fitting(wish, header) in WORDS.languages


def test_what_stands_before_numbers() -> None:
    assert {"Phone: ", "Emergency: "} <= set(WORDS.speaker("en").leads)
    assert all(lead for lead in WORDS.speaker("ar-XB").leads)
