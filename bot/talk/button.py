"""The code behind a button: `1.TALK.STEP.OPTION`, in clear, at most 64 bytes; it still means something after years.

In a `many` the code states the wish (`+school`, `-school`, `!` for done), never "toggle". A coordinator's button
ends in the case and the version it was drawn from (`~4c1n8s7t2q0w-7`). Commands stand as `/phone`.
"""

from __future__ import annotations

import re

from bot.talk.event import Asked, Chose, Wrote

CODE_BYTES = 64
WISH_SIGNS = {"+": "add", "-": "drop", "!": "done"}
BUTTON_CODE = re.compile(
    r"1\.(?P<talk>[a-z0-9]{6})\.(?P<key>[a-z][a-z0-9_]{0,15}(?:\[[a-z][a-z0-9_]{0,11}\])?)"
    r"\.(?P<wish>[+\-!]?)(?P<option>[^~]*)(?:~(?P<etag>[a-z0-9-]{1,24}))?"
)
OPTION_CODE = re.compile(r"(?P<key>[a-z][a-z0-9_]*(?:\[[a-z0-9_]+\])?)\.(?P<option>.+)")
COMMAND_CODE = re.compile(r"/[a-z_]{1,32}")


def encode_button(talk: str, key: str, option: str, wish: str = "", etag: str = "") -> str:
    """The code of a button. Raises `ValueError` when it would not fit, or could not be read when it is pressed."""
    code = f"1.{talk}.{key}.{wish}{option}" + (f"~{etag}" if etag else "")
    if not BUTTON_CODE.fullmatch(code):
        raise ValueError(f"the button {code} names no talk or no step: it could not be read when it is pressed")
    if len(code.encode()) > CODE_BYTES:
        raise ValueError(f"the button {code} has more than {CODE_BYTES} bytes")
    return code


def split_id(id: str) -> tuple[str, str]:
    """An option's id as (key, option): `noticed[school].less`, `place.be:23088`, `review.noticed[school]`."""
    match = OPTION_CODE.fullmatch(id)
    return (match["key"], match["option"]) if match else (id, "")


def decode_button(code: str) -> Chose | Asked | Wrote:
    """What a pressed code means; what is no code of ours counts as typed text (and so as no answer to buttons)."""
    if COMMAND_CODE.fullmatch(code):
        return Asked(code[1:])
    match = BUTTON_CODE.fullmatch(code) if len(code.encode(errors="replace")) <= CODE_BYTES else None
    if match is None:
        return Wrote(code[:CODE_BYTES])
    wish = WISH_SIGNS.get(match["wish"], "set")
    options = (match["option"],) if match["option"] else ()
    return Chose(match["key"], options, match["talk"], wish, match["etag"] or "")  # type: ignore[arg-type]
