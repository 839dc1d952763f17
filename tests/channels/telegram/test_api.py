import logging

import pytest
from telegram import InputFile

from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from tests.botapi import TOKEN, BotApi


async def test_a_call_gives_plain_json(bot: TelegramBot) -> None:
    assert (await bot.call("getMe"))["id"] == 4242


async def test_the_token_is_checked_by_asking_for_the_name(bot: TelegramBot, botapi: BotApi) -> None:
    assert await bot.check() == "footbridge_bot"
    wrong = TelegramBot("1:wrong", botapi.base)
    with pytest.raises(Refusal, match="401 Unauthorized"):
        await wrong.check()
    await wrong.close_connections()


async def test_previews_are_off_and_protection_is_on_unless_said_otherwise(bot: TelegramBot, botapi: BotApi) -> None:
    botapi.person(1).writes("hello")
    await bot.call("sendMessage", {"chat_id": 1, "text": "one"})
    await bot.call("sendMessage", {"chat_id": 1, "text": "two", "protect_content": False})
    first, second = botapi.called("sendMessage")
    assert first["link_preview_options"] == second["link_preview_options"] == {"is_disabled": True}
    assert (first["protect_content"], second["protect_content"]) == (True, False)


@pytest.mark.parametrize("code", [400, 401, 403, 409, 500])
async def test_a_refusal_tells_code_and_description(bot: TelegramBot, botapi: BotApi, code: int) -> None:
    botapi.fail("refuse", code=code, description="no")
    with pytest.raises(Refusal) as caught:
        await bot.call("getMe")
    assert (caught.value.code, caught.value.description, caught.value.retry_after) == (code, "no", None)


async def test_a_refusal_tells_how_long_to_wait(bot: TelegramBot, botapi: BotApi) -> None:
    botapi.fail("refuse", code=429, seconds=17)
    with pytest.raises(Refusal) as caught:
        await bot.call("getMe")
    assert caught.value.retry_after == 17


@pytest.mark.threat(24)
@pytest.mark.parametrize("kind", ["page", "reset", "cut", "truncated", "garbage"])
async def test_whatever_breaks_on_the_way_is_unreachable(bot: TelegramBot, botapi: BotApi, kind: str) -> None:
    botapi.fail(kind)
    with pytest.raises(Unreachable):
        await bot.call("getMe")
    assert await bot.call("getMe")


async def test_patience_ends(bot: TelegramBot, botapi: BotApi) -> None:
    botapi.fail("hang", seconds=1.0)
    with pytest.raises(Unreachable, match="SocketTimeoutError"):
        await bot.call("getMe", patience=0.1)


@pytest.mark.threat(2)
async def test_the_token_is_never_told(bot: TelegramBot, botapi: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    errors = []
    for kind in ("reset", "cut", "garbage", "page", "hang"):
        botapi.fail(kind, seconds=0.3)
        with pytest.raises(Unreachable) as caught:
            await bot.call("getMe", patience=0.1)
        errors.append(f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__suppress_context__}")
    nowhere = TelegramBot(TOKEN, "http://127.0.0.1:1/bot")
    with pytest.raises(Unreachable) as caught:
        await nowhere.call("getMe")
    await nowhere.close_connections()
    told = caplog.text + " ".join(errors) + repr(caught.value)
    assert TOKEN not in told
    assert TOKEN.split(":")[1] not in told
    assert all(error.endswith("None True") for error in errors)


def test_ptb_still_has_what_we_use() -> None:
    assert {"base_url", "get_me", "send_document"} <= set(dir(TelegramBot))
    assert InputFile(b"content", filename="page.pdf").field_tuple == ("page.pdf", b"content", "application/pdf")
