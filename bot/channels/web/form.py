"""What a form of the page says: read with a limit, checked, and turned into an event."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels.body import read_body
from bot.post.message import Button
from bot.talk.event import Asked, Chose, Event, Wrote

BODY_LIMIT = 64 * 1024
FIELD_LIMIT = 200
TEXT_LIMIT = 1000
PRESS_LIMIT = 64
FORM_SECONDS = 10
FORM_TYPE = "application/x-www-form-urlencoded"
FORM_ID = re.compile(r"[A-Za-z0-9-]{16,64}")
FORM_ETAG = re.compile(r"[a-z0-9-]{1,24}")
COMMAND_TEXT = re.compile(r"/([a-z_]{1,32})(?: (.*))?", re.DOTALL)


@dataclass(frozen=True)
class Form:
    """The fields of a post, in their order; a name may stand several times."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The last value of a name, or nothing."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a name."""
        return tuple(value for key, value in self.fields if key == name)

    def number(self, name: str) -> int | None:
        """A value as a whole number a database can hold, None where it is none."""
        return whole_number(self.get(name))

    @property
    def etag(self) -> str:
        """What the form was drawn from: a case and its version; empty where it says neither, or something else."""
        found = self.get("etag")
        return found if FORM_ETAG.fullmatch(found) else ""

    def arrival(self, chat: str) -> str:
        """The id of what was pressed: the same press of the same form has it again, another press has another.

        It outlives the talk by 48 hours, so it tells neither who pressed nor what. Raises 400 when the form has no id.
        """
        if not FORM_ID.fullmatch(self.get("id")):
            raise HTTPException(400)
        said = sorted(pair for pair in self.fields if pair[0] not in ("seen", "lang"))
        return hashlib.sha256(repr((chat, said)).encode("utf-8", "replace")).hexdigest()[:32]


def whole_number(text: str) -> int | None:
    """A text as a whole number of at most fifteen digits, None where it is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


async def read_form(request: Request) -> Form:
    """The form in a request. Raises 413 for too many fields, and what `whole_body` raises."""
    body = await read_body(request, FORM_TYPE, BODY_LIMIT, FORM_SECONDS)
    try:
        pairs = parse_qsl(
            body.decode("ascii", "replace"), True, encoding="utf-8", errors="replace", max_num_fields=FIELD_LIMIT
        )
    except ValueError:
        raise HTTPException(413) from None
    return Form(tuple(pairs))


def event_of_form(form: Form) -> Event:
    """What the person did. Raises 400 for what no form of ours says."""
    press, done = form.get("press"), form.get("done")
    if press.startswith("/"):
        return _command(press, form.get("argument"))
    if press or done:
        return _pressed(form, press) if press else _ticked(form, done)
    text = form.get("text").strip()[:TEXT_LIMIT]
    if COMMAND_TEXT.fullmatch(text):
        return _command(text, "")
    return Wrote(text, etag=form.etag)


def _command(text: str, argument: str) -> Asked:
    match = COMMAND_TEXT.fullmatch(text)
    if match is None:
        raise HTTPException(400)
    said = argument or match[2] or ""
    return Asked(match[1], said.strip()[:TEXT_LIMIT])


def _pressed(form: Form, press: str) -> Chose:
    button = Button(press, "")
    if len(press.encode("utf-8", "replace")) > PRESS_LIMIT or not button.option:
        raise HTTPException(400)
    return Chose(button.key, (button.option,), form.get("talk") or None, etag=form.etag)


def _ticked(form: Form, key: str) -> Chose:
    """Ticked boxes go together and answer completely; none is an answer too, which the talk may refuse."""
    ticks = [Button(tick, "") for tick in form.all("tick")]
    if any(tick.key != key for tick in ticks):
        raise HTTPException(400)
    options = tuple(tick.option for tick in ticks)
    return Chose(key, options, form.get("talk") or None, etag=form.etag)
