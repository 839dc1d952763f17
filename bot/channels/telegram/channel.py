"""Telegram for one process: what every replica does, and what only the one that leads does."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

import structlog

from bot.channels.telegram.alarm import Alarm, Note, gap, nobody
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.deliver import Delivery, DrawFile
from bot.channels.telegram.draw import Phrase
from bot.channels.telegram.menus import introduce
from bot.channels.telegram.poll import Poll
from bot.channels.telegram.receive import Reception, Taker
from bot.channels.telegram.watch import Watch
from bot.channels.telegram.webhook import Address, Webhook

log = structlog.get_logger()


class Channel:
    """One bot. With an address updates come by webhook to any replica, without one the leader polls."""

    def __init__(
        self,
        bot: TelegramBot,
        office: Taker,
        phrase: Phrase,
        draw_file: DrawFile,
        url: str = "",
        secret: str = "",
        note: Note = nobody,
    ) -> None:
        self.bot, self.phrase, self.note, self.secret = bot, phrase, note, secret
        self.address = Address(bot.token, url)
        self.delivery = Delivery(bot, phrase, draw_file)
        self.reception = Reception(bot, office, self.delivery, phrase)
        receive, alarm = self.reception.receive, Alarm("telegram_webhook")
        self.webhook = Webhook(self.address, secret, receive, alarm) if url else None

    async def lead(self, languages: Collection[str], last: datetime | None = None) -> None:
        """What the leader does beside sending, until cancelled. `last`: when our clock last ran."""
        alarm = Alarm("telegram_webhook" if self.webhook else "telegram_poll", self.note)
        if window := gap(last, datetime.now(UTC)):
            await alarm.begins("gap", cause=window)
        watch = Watch(self.bot, self.address, self.secret, alarm)
        rest = watch.every if await watch.looked() else 0.0
        async with asyncio.TaskGroup() as group:
            group.create_task(watch.run(rest))
            group.create_task(self._introduced(languages))
            if self.webhook is None:
                group.create_task(Poll(self.bot, self.reception.receive, alarm=alarm).run())

    async def _introduced(self, languages: Collection[str]) -> None:
        try:
            await introduce(self.bot, self.phrase, languages)
        except Exception as error:  # without its menus the bot answers all the same
            log.warning("telegram_menus", error=type(error).__name__, cure="They are set at the next start.")

    async def close(self) -> None:
        """Finish what is under way, then hang up."""
        if self.webhook:
            await self.webhook.together.close()
        await self.reception.close()
        await self.bot.close_connections()
