"""Where Telegram brings our updates: set by the leader, and looked at every five minutes, for a thief would change it.

With polling nothing may be set. A webhook that this installation set before goes by itself; a foreign one is left
alone and told, because taking it away could cut off another program of the same operator. Waiting updates are never
dropped.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog

from bot.channels.alarm import Alarm
from bot.channels.telegram.alarm import alarm_of_error
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.poll import UPDATE_KINDS
from bot.channels.telegram.webhook import Address

log = structlog.get_logger()

EVERY, AGAIN = 300.0, 15.0  # seconds between two looks; after one that failed
CONNECTIONS = 40  # calls of Telegram at once


class Watch:
    """The look-out of one bot; it shares its alarm with the poll, which tells when polling is well again."""

    def __init__(self, bot: TelegramBot, address: Address, secret: str, alarm: Alarm, every: float = EVERY) -> None:
        self.bot, self.address, self.secret, self.alarm, self.every = bot, address, secret, alarm, every
        self.is_set = False

    async def run(self, rest: float = 0) -> None:
        """Until cancelled, after `rest` seconds."""
        while True:
            await asyncio.sleep(rest)
            rest = self.every if await self.looked() else min(AGAIN, self.every)

    async def looked(self) -> bool:
        """Look once and put it right; whether that went well."""
        try:
            await self._look()
        except Exception as error:  # an odd answer too: it must never end what the leader does beside
            refused = isinstance(error, Refusal) and error.code == 400
            await self.alarm.begins("address" if refused else alarm_of_error(error), type(error).__name__)
            return False
        return True

    async def _look(self) -> None:
        info = await self.bot.call("getWebhookInfo")
        if not isinstance(info, dict):
            raise Unreachable("an answer without an address")
        url = str(info.get("url") or "")
        if not self.address.url:
            return await self._without(url)
        if self.is_set and url == self.address.url:
            return await self._well(info)
        if self.is_set or (url and not self.address.is_ours(url)):
            await self.alarm.begins("foreign")
        return await self._set()

    async def _without(self, url: str) -> None:
        """Polling: our own old webhook goes, a foreign one is told."""
        if url and not self.address.is_ours(url):
            return await self.alarm.begins("webhook")
        if url:
            await self.bot.call("deleteWebhook")
            log.info("telegram_webhook_removed")
        return None

    async def _set(self) -> None:
        where = {"url": self.address.url, "secret_token": self.secret, "allowed_updates": UPDATE_KINDS}
        await self.bot.call("setWebhook", {**where, "max_connections": CONNECTIONS})
        self.is_set = True
        log.info("telegram_webhook_set")

    async def _well(self, info: dict[str, Any]) -> None:
        if undelivered(info, time.time(), self.every):
            await self.alarm.begins("undelivered")
        else:
            await self.alarm.is_over()


def undelivered(info: dict[str, Any], now: float, within: float = EVERY) -> bool:
    """Whether Telegram has updates it could not bring lately, by the answer of getWebhookInfo; times in seconds."""
    return bool(info.get("pending_update_count")) and now - float(info.get("last_error_date") or 0) <= 2 * within
