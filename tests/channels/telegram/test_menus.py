import pytest

from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.menus import FOR_ALL, introduce, show_desk
from tests.botapi import BotApi
from tests.channels.telegram.words import PHRASES, phrase


async def test_names_descriptions_and_commands_in_each_language(bot: TelegramBot, botapi: BotApi) -> None:
    changed = await introduce(bot, phrase, ["en", "fr", "ar", "en-XA"])
    assert len(changed) == 4 * 3
    assert botapi.world.texts["name", ""] == PHRASES["bot_name"]
    assert botapi.world.texts["description", "fr"] == phrase("fr", "bot_description")
    asked = botapi.called("setMyCommands")
    assert [given.get("language_code", "") for given in asked] == ["", "ar", "fr"]
    assert [command["command"] for command in asked[0]["commands"]] == list(FOR_ALL)
    assert all(given["scope"] == {"type": "all_private_chats"} for given in asked)


async def test_a_second_time_nothing_is_written(bot: TelegramBot, botapi: BotApi) -> None:
    await introduce(bot, phrase, ["en", "fr"])
    botapi.calls.clear()
    assert await introduce(bot, phrase, ["en", "fr"]) == []
    assert not [name for name, _ in botapi.calls if name.startswith("set")]


async def test_coordinators_have_their_own_commands(bot: TelegramBot, botapi: BotApi) -> None:
    assert await show_desk(bot, phrase, "7", "fr")
    assert not await show_desk(bot, phrase, "7", "fr")
    (given,) = botapi.called("setMyCommands")
    assert given["scope"] == {"type": "chat", "chat_id": 7}
    assert [command["command"] for command in given["commands"]][:2] == ["desk", "lock"]


async def test_a_text_that_telegram_would_cut_is_named(bot: TelegramBot) -> None:
    with pytest.raises(ValueError, match=r"flows/phrases.yaml: bot_about is longer than 120 characters in en"):
        await introduce(
            bot, lambda language, name: "x" * 121 if name == "bot_about" else phrase(language, name), ["en"]
        )
