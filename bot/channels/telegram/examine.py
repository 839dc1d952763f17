"""Whether Telegram and this installation reach each other: for `doctor`. Nothing is changed, no update is fetched."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.channels.telegram.alarm import CURES, cause
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.watch import undelivered
from bot.channels.telegram.webhook import Address
from bot.finding import Finding

if TYPE_CHECKING:
    from bot.settings import Settings


async def reached(settings: Settings) -> list[Finding]:
    """Token and webhook, as Telegram sees them now."""
    if settings.telegram_token is None:
        return [Finding("telegram", True, "no token: web page only")]
    bot = TelegramBot(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        name = await bot.check()
        info = await bot.call("getWebhookInfo")
    except (Refusal, Unreachable) as error:
        alarm = cause(error)
        return [Finding("telegram", False, f"{alarm}: {CURES[alarm]}")]
    finally:
        await bot.close_connections()
    return [Finding("telegram", True, f"https://t.me/{name}"), webhook(Address(bot.token, settings.webhook_url), info)]


def webhook(address: Address, info: dict[str, Any]) -> Finding:
    """What getWebhookInfo says, beside what this installation wants."""
    url = str(info.get("url") or "")
    if url and not address.is_ours(url):
        alarm = "foreign" if address.url else "webhook"
        return Finding("webhook", False, f"set to {urlsplit(url).hostname}: {CURES[alarm]}")
    if url != address.url:
        return Finding("webhook", True, "not as set here yet: the replica that leads puts it right")
    if not url:
        return Finding("webhook", True, "none: the replica that leads polls")
    waiting = int(info.get("pending_update_count") or 0)
    if undelivered(info, time.time()):
        said = f"{waiting} updates wait ({info.get('last_error_message', '')}). {CURES['undelivered']}"
        return Finding("webhook", False, said)
    return Finding("webhook", True, f"set, {waiting} updates wait")
