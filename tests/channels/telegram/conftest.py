"""A bot that talks to the strict server."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.api import TelegramBot
from tests.botapi import TOKEN, BotApi
from tests.botapi.fixtures import botapi

__all__ = ["botapi"]


@pytest.fixture
async def bot(botapi: BotApi) -> AsyncIterator[TelegramBot]:
    made = TelegramBot(TOKEN, botapi.base)
    yield made
    await made.close_connections()
