"""Whether Telegram and this installation reach each other: for `doctor`. Nothing is changed, no update is fetched."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.channels.telegram.alarm import ALARM_CURES, alarm_of_error
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.watch import undelivered
from bot.channels.telegram.webhook import Address
from bot.finding import Finding

if TYPE_CHECKING:
    from bot.settings import Settings


async def telegram_findings(settings: Settings) -> list[Finding]:
    """Token and webhook, as Telegram sees them now."""
    if settings.telegram_token is None:
        return [Finding("telegram", True, "no token: web page only")]
    bot = TelegramBot(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        name = await bot.check()
        info = await bot.call("getWebhookInfo")
    except (Refusal, Unreachable) as error:
        alarm = alarm_of_error(error)
        return [Finding("telegram", False, f"{alarm}: {ALARM_CURES[alarm]}")]
    finally:
        await bot.close_connections()
    return [
        Finding("telegram", True, f"https://t.me/{name}"),
        webhook_finding(Address(bot.token, settings.webhook_url), info),
    ]


def webhook_finding(address: Address, info: dict[str, Any]) -> Finding:
    """What getWebhookInfo says, beside what this installation wants."""
    url = str(info.get("url") or "")
    if url and not address.is_ours(url):
        alarm = "foreign" if address.url else "webhook"
        return Finding("webhook", False, f"set to {urlsplit(url).hostname}: {ALARM_CURES[alarm]}")
    if url != address.url:
        return Finding("webhook", True, "not as set here yet: the replica that leads puts it right")
    if not url:
        return Finding("webhook", True, "none: the replica that leads polls")
    waiting = int(info.get("pending_update_count") or 0)
    if undelivered(info, time.time()):
        said = f"{waiting} updates wait ({info.get('last_error_message', '')}). {ALARM_CURES['undelivered']}"
        return Finding("webhook", False, said)
    return Finding("webhook", True, f"set, {waiting} updates wait")
