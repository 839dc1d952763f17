"""One spelling for all spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places.spelling import normalise_name, script_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("SINT-JANS-MOLENBEEK", "sint jans molenbeek"),
        ("  Liège ", "liege"),
        ("L’Hospitalet", "l hospitalet"),
        ("Straße", "strasse"),
        ("Køge", "koge"),
        ("Marcq-en-Barœul", "marcq en baroeul"),
        ("İstanbul", "istanbul"),
        ("أنتويرب", "انتويرب"),
        ("مـولنبيك", "مولنبيك"),
        ("١٠٨٠", "1080"),
        ("１０８０", "1080"),
        ("a\tb\nc\0d", "a b c d"),
        ("🆘", ""),
    ],
)
def test_normalise(text: str, same: str) -> None:
    assert normalise_name(text) == same


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once
    assert once.encode().decode() == once
    assert all(c == " " or c.isalnum() for c in once)


@pytest.mark.parametrize(
    ("text", "name"), [("1 Genk", "LATIN"), ("روتردام", "ARABIC"), ("Гент", "CYRILLIC"), ("根特", ""), ("", "")]
)
def test_script(text: str, name: str) -> None:
    assert script_of(text) == name
