"""The real program on the strict server: office, sender, poll, as `run` puts them together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import practice_office
from bot.intake.office import Office
from bot.service import connect_telegram, stand_for_lead
from bot.settings import Settings
from bot.words.library import Library
from tests.botapi import TOKEN, BotApi


@asynccontextmanager
async def serving(library: Library, api: BotApi, database: str | None = None) -> AsyncIterator[Office]:
    """An office in practice, reached through Telegram, until the end of the block."""
    async with practice_office(library, database) as office:
        settings = Settings(telegram_token=TOKEN, telegram_api=api.base)
        async with connect_telegram(settings, office) as channel, stand_for_lead(office, channel):
            yield office
