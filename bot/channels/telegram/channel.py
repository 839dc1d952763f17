"""Telegram for one process: what every replica does, and what only the one that leads does."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import structlog

from bot.channels.alarm import unheard_window
from bot.channels.channel import Channel, Services
from bot.channels.telegram import examine
from bot.channels.telegram.alarm import ALARM_CURES, GRAVE_ALARMS, UPDATES_KEPT, alarm_at
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.deliver import Delivery
from bot.channels.telegram.menus import introduce
from bot.channels.telegram.parse import TELEGRAM_CHANNEL
from bot.channels.telegram.poll import Poll
from bot.channels.telegram.receive import Reception
from bot.channels.telegram.watch import Watch
from bot.channels.telegram.webhook import Address, Webhook
from bot.finding import Finding
from bot.post.message import Message
from bot.post.pace import Pace
from bot.post.reach import TELEGRAM

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.settings import Settings

log = structlog.get_logger()


class Telegram(Channel):
    """One bot. With an address updates come by webhook to any replica, without one the leader polls."""

    name, can, cures, grave, keeps = TELEGRAM_CHANNEL, TELEGRAM, ALARM_CURES, GRAVE_ALARMS, UPDATES_KEPT

    def __init__(self, bot: TelegramBot, services: Services, url: str = "", secret: str = "") -> None:
        self.bot, self.services, self.secret = bot, services, secret
        self.pace = Pace()
        self.address = Address(bot.token, url)
        self.delivery = Delivery(bot, services.phrase, services.draw_file)
        self.reception = Reception(bot, services.office, self.delivery, services.phrase)
        receive, alarm = self.reception.receive, alarm_at("telegram_webhook")
        self.webhook = Webhook(self.address, secret, receive, alarm) if url else None

    @classmethod
    def connect(cls, settings: Settings, services: Services) -> Self | None:
        """The bot of the token."""
        if settings.telegram_token is None:
            return None
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        bot = TelegramBot(settings.telegram_token.get_secret_value(), settings.telegram_api)
        return cls(bot, services, settings.webhook_url, secret)

    @classmethod
    async def examine(cls, settings: Settings) -> list[Finding]:
        """Token and webhook, as Telegram sees them now."""
        return await examine.telegram_findings(settings)

    async def deliver(self, chat: str, message: Message) -> list[str]:
        """Show a message in a chat with the bot."""
        return await self.delivery.deliver(chat, message)

    async def lead(self, languages: Collection[str], last: datetime | None = None) -> None:
        """What the leader does beside sending, until cancelled. `last`: when our clock last ran."""
        alarm = alarm_at("telegram_webhook" if self.webhook else "telegram_poll", self.services.note)
        if window := unheard_window(last, datetime.now(UTC), UPDATES_KEPT):
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
            await introduce(self.bot, self.services.phrase, languages)
        except Exception as error:  # without its menus the bot answers all the same
            log.warning("telegram_menus", error=type(error).__name__, cure="They are set at the next start.")

    def before(self, page: ASGIApp) -> ASGIApp:
        """The page, with the webhook's door beside it where there is one."""
        return self.webhook.before(page) if self.webhook else page

    async def close(self) -> None:
        """Finish what is under way, then hang up."""
        if self.webhook:
            await self.webhook.together.close()
        await self.reception.close()
        await self.bot.close_connections()
