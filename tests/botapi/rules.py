"""Limits of the Bot API that its types do not show. Each raises `Wrong`: a correct program never meets them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tests.botapi.oracle import Upload, Wrong

TEXT, CAPTION, LABELS, A_ROW, CODE_BYTES, ANSWER, AT_ONCE = 4096, 1024, 100, 8, 64, 200, 100
COMMAND = re.compile("[a-z0-9_]{1,32}")
LANGUAGE = re.compile("[a-z]{2}")
MEGABYTES_50 = 50 * 2**20
ACTIONS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def check(method: str, given: Mapping[str, Any]) -> None:
    """Raise `Wrong` when a call breaks a limit."""
    if given.get("parse_mode"):
        raise Wrong("parse_mode: this server knows plain text and entities only")
    for name, rule in RULES.items():
        if name in given:
            rule(given[name])
    if "entities" in given:
        _entities(str(given.get("text", "")), given["entities"])
    own = OWN.get(method)
    if own:
        own(given)


def _text(text: Any) -> None:
    if not isinstance(text, str) or not text.strip():
        raise Wrong("message text is empty")
    if len(text) > TEXT:
        raise Wrong("message is too long")


def _caption(text: str) -> None:
    if len(text) > CAPTION:
        raise Wrong("message caption is too long")


def _markup(markup: dict[str, Any]) -> None:
    rows = markup.get("inline_keyboard")
    if rows is None:
        return
    buttons = [button for row in rows for button in row]
    if any(not 1 <= len(row) <= A_ROW for row in rows) or len(buttons) > LABELS:
        raise Wrong("too many or no buttons in a row, or more than 100")
    for button in buttons:
        _button(button)
    doubled = [label for label, count in Counter(button["text"] for button in buttons).items() if count > 1]
    if doubled:
        raise Wrong("two buttons of a message read the same")


def _button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise Wrong("a button without words")
    if sum(name in button for name in ACTIONS) != 1:
        raise Wrong("a button does exactly one thing")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CODE_BYTES:
        raise Wrong("BUTTON_DATA_INVALID")


def _entities(text: str, entities: list[dict[str, Any]]) -> None:
    longest = len(text.encode("utf-16-le")) // 2
    if any(found["offset"] < 0 or found["offset"] + found["length"] > longest for found in entities):
        raise Wrong("an entity outside the text")


def _commands(commands: list[dict[str, str]]) -> None:
    names = [command["command"] for command in commands]
    fine = all(COMMAND.fullmatch(name) for name in names) and len(set(names)) == len(names) <= 100
    if not fine or any(not 1 <= len(command["description"]) <= 256 for command in commands):
        raise Wrong("BOT_COMMAND_INVALID")


def _language(code: str) -> None:
    if code and not LANGUAGE.fullmatch(code):
        raise Wrong("LANG_CODE_INVALID: two letters, or none")


def _file(file: Any) -> None:
    if not isinstance(file, Upload):
        raise Wrong("this server wants the file itself")
    if not file.content or len(file.content) > MEGABYTES_50 or not file.name:
        raise Wrong("file must be non-empty, named, at most 50 MB")


def _at_most(limit: int, what: str) -> Callable[[Any], None]:
    def rule(value: Any) -> None:
        if len(value) > limit:
            raise Wrong(f"{what} is too long")

    return rule


def _ids(ids: list[int]) -> None:
    if not 1 <= len(ids) <= AT_ONCE:
        raise Wrong("between 1 and 100 messages at once")


def _timeout(given: Mapping[str, Any]) -> None:
    if not 0 <= int(given.get("timeout", 0)) <= 50 or not 1 <= int(given.get("limit", 100)) <= 100:
        raise Wrong("timeout at most 50 seconds, limit 1 to 100")


def _answer(given: Mapping[str, Any]) -> None:
    if len(given.get("text", "")) > ANSWER:
        raise Wrong("the answer to a press has at most 200 characters")


def _webhook(given: Mapping[str, Any]) -> None:
    if not re.fullmatch("[A-Za-z0-9_-]{1,256}", given.get("secret_token", "")):
        raise Wrong("a webhook without a secret, or with one of other characters than A-Z, a-z, 0-9, _ and -")
    if not 1 <= int(given.get("max_connections", 40)) <= 100:
        raise Wrong("max_connections 1 to 100")


def _never(drop: bool) -> None:
    if drop:
        raise Wrong("what people wrote is never dropped")


RULES: dict[str, Callable[[Any], None]] = {
    "caption": _caption,
    "reply_markup": _markup,
    "commands": _commands,
    "language_code": _language,
    "document": _file,
    "name": _at_most(64, "name"),
    "description": _at_most(512, "description"),
    "short_description": _at_most(120, "short description"),
    "message_ids": _ids,
    "drop_pending_updates": _never,
}
OWN: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "sendMessage": lambda given: _text(given.get("text")),
    "editMessageText": lambda given: _text(given.get("text")),
    "getUpdates": _timeout,
    "answerCallbackQuery": _answer,
    "setWebhook": _webhook,
}
