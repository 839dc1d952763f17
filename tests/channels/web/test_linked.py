import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.linked import paragraphs
from tests.channels.web.reader import Page

LEADS = ("Phone: ", "Emergency: ")


def calls(text: str) -> list[str | None]:
    return [link["href"] for link in Page(paragraphs(text, LEADS)).found("a")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ring 0800 111 72 at any time", "tel:080011172"),
        ("Ring +32 2 123 45 67.", "tel:+3221234567"),
        ("02/123.45.67", "tel:021234567"),
        ("0800-2013", "tel:08002013"),
        ("In danger call 112.", "tel:112"),
        ("Child missing: 116 000", "tel:116000"),
        ("Phone: 1712", "tel:1712"),
        ("Emergency: \u2066112\u2069", "tel:112"),
        ("Phone: 106 (Free of charge)", "tel:106"),
        ("Phone: 02/123 45 67", "tel:021234567"),
        ("(0800 111 72)", "tel:080011172"),
    ],
)
def test_phone_numbers_can_be_pressed(text: str, number: str) -> None:
    assert calls(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "1800 Vilvoorde",
        "in 2026",
        "01/12/2026",
        "2026-11-23",
        "Areas known: 5 of 14",
        "1121",
        "0A12-3456-7890-1234",
        "0123-4567-8901-2345",
        "112.5",
        "x112",
    ],
)
def test_other_numbers_cannot(text: str) -> None:
    assert calls(text) == []


def test_pages_can_be_opened_without_telling_where_from() -> None:
    page = Page(paragraphs("See https://example.org/a?b=1&c=2."))
    assert page.found("a") == [
        {"href": "https://example.org/a?b=1&c=2", "rel": "noreferrer noopener", "target": "_blank"}
    ]
    assert page.text.endswith(".")


@pytest.mark.threat(10)
def test_the_words_of_strangers_hold_no_links() -> None:
    page = Page(paragraphs("Phone: 112\nhttps://example.org 0800 111 72", ("Phone: ",), links=False))
    assert page.found("a") == []


def test_only_web_addresses_become_links() -> None:
    assert calls("javascript:alert(1) data:text/html,x //example.org") == []


def test_paragraphs_and_lines() -> None:
    assert paragraphs("a\nb\n\nc") == "<p>a<br>b</p><p>c</p>"


@given(st.text(alphabet=st.sampled_from(list("<>\"'&;:/.+0123456789 \n()htps javscript=\u2066\u2069"))))
def test_no_text_becomes_another_element(text: str) -> None:
    page = Page(paragraphs(text, LEADS))
    assert {name for name, _ in page.elements} <= {"p", "br", "a"}
    for link in page.found("a"):
        assert set(link) <= {"href", "rel", "target", "dir", "class"}
        assert re.match(r"(https?://|tel:\+?\d+$)", link["href"] or "")
    kept = "".join(text.split()).replace("\u2066", "").replace("\u2069", "")
    assert "".join("".join(page.texts).split()).replace("\u2066", "").replace("\u2069", "") == kept
