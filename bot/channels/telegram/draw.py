"""From a message to Bot API calls: plain text without any markup, an inline keyboard, pieces that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.channel import Phrase
from bot.channels.pieces import split_text
from bot.post.message import Button, Message
from bot.post.reach import TELEGRAM
from bot.talk import button
from bot.text.direction import is_rtl

LONGEST = TELEGRAM.longest  # code points in one message
MOST_OPTIONS = 96  # options under one message, so that Done and the last row stay within Telegram's 100 buttons
ALWAYS_ROW = ("danger", "back", "stop")

KeyboardRow = list[dict[str, str]]


@dataclass(frozen=True)
class ApiCall:
    """A method of the Bot API with its parameters."""

    method: str
    data: dict[str, Any]


def message_calls(chat: str, message: Message, phrase: Phrase) -> list[ApiCall]:
    """The calls that show a message's text; the last one carries the buttons. None for a message without text."""
    base = {"chat_id": int(chat), "protect_content": message.protected}
    pieces = [ApiCall("sendMessage", {**base, "text": piece}) for piece in split_text(message.text, LONGEST)]
    markup = keyboard(message, phrase)
    if pieces and markup:
        pieces[-1].data["reply_markup"] = markup
    return pieces


def edit_call(chat: str, number: int, message: Message, phrase: Phrase) -> ApiCall | None:
    """The call that turns message `number` into this one, or None when it takes more than one."""
    made = message_calls(chat, message, phrase)
    if len(made) != 1 or message.files:
        return None
    kept = {name: value for name, value in made[0].data.items() if name != "protect_content"}
    return ApiCall("editMessageText", {**kept, "message_id": number})


def keyboard(message: Message, phrase: Phrase) -> dict[str, list[KeyboardRow]] | None:
    """The buttons: options, Done where something is ticked, commands, and the last row that is always there."""
    if not message.buttons and not message.kind:
        return None
    rows = list(_rows(message, phrase))
    if is_rtl(message.language):
        rows = [row[::-1] for row in rows]  # Telegram mirrors the text, never the rows
    return {"inline_keyboard": _unlike(rows)}


def _rows(message: Message, phrase: Phrase) -> Iterator[KeyboardRow]:
    shown = message.buttons[:MOST_OPTIONS]
    options = [_option(message, found) for found in shown if not found.id.startswith("/")]
    columns = 2 if message.columns == 2 else 1
    yield from (options[at : at + columns] for at in range(0, len(options), columns))
    if any(found.on is not None for found in shown):
        done = button.encode_button(message.talk, message.key, "", "!", message.etag)
        yield [_press(phrase(message.language, "button_done"), done)]
    commands = [found for found in shown if found.command and found.command not in ALWAYS_ROW]
    yield from ([_press(found.label, found.id)] for found in commands)
    yield [_press(phrase(message.language, f"button_{name}"), f"/{name}") for name in ALWAYS_ROW]


def _option(message: Message, found: Button) -> dict[str, str]:
    wish = "" if found.on is None else "-" if found.on else "+"
    box = "" if found.on is None else " ☑" if found.on else " ☐"
    key, option = button.split_id(found.id)
    return _press(found.label + box, button.encode_button(message.talk, key, option, wish, message.etag))


def _press(label: str, code: str) -> dict[str, str]:
    return {"text": label.strip() or code, "callback_data": code}


def _unlike(rows: list[KeyboardRow]) -> list[KeyboardRow]:
    """No two buttons of a message read the same: who listens to them cannot tell them apart."""
    used: set[str] = set()
    for found in (found for row in rows for found in row):
        label, count = found["text"], 1
        while found["text"] in used:
            count += 1
            found["text"] = f"{label} ({count})"
        used.add(found["text"])
    return rows
