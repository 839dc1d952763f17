"""Odd input by the thousand, at the small size; the corpus it draws from."""

import unicodedata

import pytest

from tests.faults import fuzz, odd
from tests.faults.corpus import WORDS, strings


@pytest.mark.faults
@pytest.mark.threat(7)
@pytest.mark.threat(10)
@pytest.mark.threat(11)
@pytest.mark.threat(14)
@pytest.mark.threat(15)
async def test_odd_input_raises_nothing_unforeseen() -> None:
    figures = await fuzz.measure(fuzz.SMALL, seed=1)
    assert figures["generated"] == fuzz.SMALL
    assert set(fuzz.SHARES) <= set(figures)


def test_the_corpus_is_large_and_speaks_many_scripts() -> None:
    fixed = strings()
    assert len(fixed) == len(set(fixed)) >= 2_000
    letters = {sign for text in fixed for sign in text if unicodedata.category(sign).startswith("L")}
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in letters}
    assert {"ARABIC", "HEBREW", "DEVANAGARI", "TIBETAN", "CJK", "HANGUL", "ETHIOPIC"} <= scripts
    assert len(WORDS) >= 12


def test_every_kind_of_update_and_message_is_made() -> None:
    assert {"message", "edited_message", "callback_query", "my_chat_member"} == set(odd.ASKED_FOR) <= set(odd.UPDATES)
    assert {"photo", "voice", "location", "poll", "story", "dice", "contact", "document"} <= set(odd.CONTENTS)
