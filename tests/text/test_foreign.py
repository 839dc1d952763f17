"""A person's words on their way to somebody else: nothing hidden, nothing that turns, nothing to press."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text.direction import isolate_if_rtl
from bot.text.foreign import HIGHEST_TOWER, clean_text, defang_links, safe_to_show
from tests.text.pressable import pressable

PIECES = st.sampled_from(
    [
        *(
            "https://",
            "tg://",
            "www.",
            "t.me/",
            "example.org",
            "пример.рф",
            "उदाहरण.भारत",
            "a.b.com",
            "1.2.3.4",
            "@name",
        ),
        *(
            "#tag",
            "$USD",
            "/stop",
            "and/or",
            "a@b.be",
            "+32 471 12 34 56",
            "0471123456",
            "4111 1111 1111 1111",
            " ",
            "\n",
        ),
        *(
            ".",
            "/",
            "@",
            "#",
            "٠٤٧١١٢٣٤٥٦",
            "＠name",
            "．com",
            "[.]",
            "·",
            "(",
            ")",
            "\u200b",
            "\u200d",
            "\u202e",
            "ع",
            "e",
        ),
        *("home.It was", "21.11.2026", "\u0301", "\u20e3", "\ufe0f", "0", "12"),
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.threat(10)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see https://example.org/a?b=c", "link"),
        ("home.It was late, see evil.com", "domain"),
        ("write to anna@example.org", "e-mail"),
        ("he is @someone", "mention"),
        ("#late", "hashtag"),
        ("$TON", "cashtag"),
        ("/stop", "command"),
        ("or (/stop)", "command"),
        ("router 192.168.0.1", "address"),
        ("call 0471 12 34 56", "number"),
        ("card 4111 1111 1111 1111", "number"),
    ],
)
def test_what_an_app_would_make_pressable_is_broken(text: str, kind: str) -> None:
    assert kind in pressable(text)
    assert pressable(defang_links(text)) == []
    letters = re.compile(r"[^\w]")
    assert letters.sub("", defang_links(text)) == letters.sub("", text)  # every word and digit can still be read


@pytest.mark.threat(10)
@settings(max_examples=400)
@given(TEXTS)
@example("12    3456789 0123")
@example("1.2.3.4.5.6.7")
@example("1.2.3.4.5.6.7.8999.10.11.12")
@example("@@a##b//c")
def test_nothing_can_be_pressed_and_twice_is_once(text: str) -> None:
    there = safe_to_show(text)
    assert pressable(there) == []
    assert safe_to_show(there) == there
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "text",
    [
        *("He comes and/or goes.", "z.B. am 21.11.2026 um 9:30", "3.5 times, 1/2 of it", "U.S. school"),
        "12 x 4 weeks",
        *(
            "Il y a 2 semaines… Rien.",
            "50 $ and 20 €",
            "5 < 6 & 7 > 3",
            "room 204, since 2019",
            "«نعم»، قال.",
            "C# or #",
        ),
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert safe_to_show(text) == text


@pytest.mark.threat(11)
@settings(max_examples=400)
@given(TEXTS)
def test_nothing_hidden_stays(text: str) -> None:
    kept = clean_text(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert all(sign in "\n\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs") for sign in kept)
    kinds = "".join("m" if unicodedata.category(sign) in ("Mn", "Me") else "-" for sign in kept)
    assert "m" * (HIGHEST_TOWER + 1) not in kinds


@pytest.mark.threat(11)
@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # Persian
        "ههه‍ ۲۰‌ساله",  # Arabic script: a shape of its own at the end, a number and its word
        "گھر‌والے",  # Urdu
        "क्‍ष और क्‌ष",  # Devanagari
        "র‍্যাব",  # Bengali
        "ക്‍ ന്‍",  # Malayalam, chillu written the old way
        "ක්‍ෂ ශ්‍රී",  # Sinhala
        "ಕ್‌ಷ",  # Kannada
        "က္‌က",  # Burmese
        "ܐܒ‌ܓ",  # Syriac
        "👩‍🚒 👩🏽‍🚒 ❤️‍🔥 🏳️‍🌈",  # emoji
        "Tiếng Việt, Ελληνικά, Įį̇́, שָׁלוֹם, ภาษาไทยที่, བསྒྲུབས",
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)
    assert safe_to_show(text) == clean_text(text)


@pytest.mark.threat(11)
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\u200d\u200cb", "ab"),
        ("0471\u200d12", "047112"),
        ("pa\u00adss\u2060wo\u200brd\ufeff", "password"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("x\x1b[31mred\x07", "x[31mred"),
        ("ع\u200c\u200d\u200cع", "ع\u200cع"),
        ("h\u0300\u0301\u0302\u0303\u0304i", "h\u0300\u0301i"),
        ("ب" + "\u064b\u064c\u064d\u064e" * 9, "ب" + "\u064b" * 4),
        ("a\U000e0100\ufe00\u3164\u2800b\ud800\ue000\ufffe", "ab"),
        ("e\u200b\u0301", "é"),
        ("\u0301a \u094d\u200d b\n\u20ddc", "a  b\nc"),
    ],
)
def test_what_hides_is_dropped(text: str, left: str) -> None:
    assert clean_text(text) == left


@pytest.mark.threat(11)
@given(st.text(alphabet="abع \u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200f\n\u20291", max_size=40))
def test_a_value_never_turns_what_stands_beside_it(text: str) -> None:
    for line in re.split("[\n\u2029]", isolate_if_rtl(text)):
        level = 0
        for sign in line:
            level += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            assert level >= 0
            assert sign not in "\u202a\u202b\u202c\u202d\u202e\u200f"
            assert level or unicodedata.bidirectional(sign) not in ("R", "AL")
        assert level == 0
