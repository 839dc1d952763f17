"""Codes of buttons: what was made can be read when it is pressed, and what could not be read is never made."""

import pytest

from bot.talk import button
from bot.talk.event import Chose


@pytest.mark.parametrize(
    ("key", "option", "wish", "etag"),
    [
        ("language", "nl", "", ""),
        ("language", "contacts", "", ""),
        ("noticed[school]", "less", "+", ""),
        ("review", "noticed[school]", "", "4c1n8s7t2q0w-7"),
        ("areas", "", "!", ""),
    ],
)
def test_a_code_says_what_it_was_made_from(key: str, option: str, wish: str, etag: str) -> None:
    options = (option,) if option else ()
    meant = Chose(key, options, "abc123", button.WISH_SIGNS.get(wish, "set"), etag)  # type: ignore[arg-type]
    assert button.decode_button(button.encode_button("abc123", key, option, wish, etag)) == meant


@pytest.mark.parametrize(("talk", "key"), [("", "language"), ("abc12", "language"), ("abc123", ""), ("abc123", "Key")])
def test_a_code_that_could_not_be_read_is_not_made(talk: str, key: str) -> None:
    with pytest.raises(ValueError, match="could not be read"):
        button.encode_button(talk, key, "nl")
