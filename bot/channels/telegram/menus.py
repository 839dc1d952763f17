"""What Telegram shows before a talk: the bot's name and descriptions, and its commands, a language at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.channels.channel import Phrase
from bot.channels.telegram.api import TelegramBot

FOR_ALL = ("start", "danger", "phone", "language", "stop", "clear", "privacy", "help")
FOR_THE_DESK = ("desk", "lock", *FOR_ALL)
ABOUT = {  # what is read, and its name in the Bot API: method, field, phrase, most characters
    "MyName": ("name", "bot_name", 64),
    "MyShortDescription": ("short_description", "bot_about", 120),
    "MyDescription": ("description", "bot_description", 512),
}
Scope = Mapping[str, object]
PRIVATE: Scope = {"type": "all_private_chats"}


async def introduce(bot: TelegramBot, phrase: Phrase, languages: Iterable[str]) -> list[str]:
    """Make Telegram show today's texts; the names of what had to be changed. English stands for all other languages.

    Reads and compares before it writes: Telegram allows few changes a day. Raises `Refusal` or `Unreachable`.
    """
    changed = []
    for language in ["", *sorted({code for code in languages if re.fullmatch("[a-z]{2}", code)} - {"en"})]:
        changed += await _describe(bot, phrase, language)
        if await _command(bot, phrase, language, FOR_ALL, PRIVATE):
            changed.append(f"commands {language or 'en'}")
    return changed


async def show_desk(bot: TelegramBot, phrase: Phrase, chat: str, language: str) -> bool:
    """Give a coordinator's chat its own commands; whether something had to be changed."""
    return await _command(bot, phrase, language, FOR_THE_DESK, {"type": "chat", "chat_id": int(chat)}, "")


async def _describe(bot: TelegramBot, phrase: Phrase, language: str) -> list[str]:
    changed = []
    for name, (field, text_name, most) in ABOUT.items():
        text = phrase(language or "en", text_name)
        if len(text) > most:
            raise ValueError(f"flows/phrases.yaml: {text_name} is longer than {most} characters in {language or 'en'}")
        now = await bot.call(f"get{name}", {"language_code": language or None})
        if now[field] != text:
            await bot.call(f"set{name}", {"language_code": language or None, field: text})
            changed.append(f"{text_name} {language or 'en'}")
    return changed


async def _command(
    bot: TelegramBot,
    phrase: Phrase,
    language: str,
    names: Iterable[str],
    scope: Scope,
    code: str | None = None,
) -> bool:
    wanted = [{"command": name, "description": phrase(language or "en", f"menu_{name}")} for name in names]
    where = {"scope": scope, "language_code": (language if code is None else code) or None}
    if await bot.call("getMyCommands", where) == wanted:
        return False
    await bot.call("setMyCommands", {"commands": wanted, **where})
    return True
