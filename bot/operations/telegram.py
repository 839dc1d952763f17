"""Whether Telegram and this installation reach each other: for `doctor`. Nothing is changed, no update is fetched."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.channels.telegram.alarm import CURES, cause, gap
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.watch import undelivered
from bot.channels.telegram.webhook import Address
from bot.operations.finding import Finding
from bot.settings import Settings
from bot.store.alarms import Noted

LATE = timedelta(minutes=10)  # the clock runs every minute


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


def alarms(noted: Noted | None) -> Finding:
    """The newest alarm of a running process; a second poller (conflict) and a refused token are two of them."""
    if noted is None:
        return Finding("alarms", True, "none")
    since = f"{noted.alarm} since {noted.began:%Y-%m-%d %H:%M} UTC"
    if noted.over is None:
        return Finding("alarms", False, f"{since}: {CURES[noted.alarm]}")
    return Finding("alarms", True, f"{since}, over at {noted.over:%Y-%m-%d %H:%M} UTC")


def clock(last: datetime | None, now: datetime) -> Finding:
    """Whether any replica leads, by when the clock last ran."""
    if last is None:
        return Finding("clock", True, "has never run: `passerelle run` begins")
    if window := gap(last, now):
        return Finding("clock", False, f"{window} {CURES['gap']} Start `passerelle run`.")
    if now - last > LATE:
        return Finding("clock", False, f"nobody leads since {last:%Y-%m-%d %H:%M} UTC: start `passerelle run`")
    return Finding("clock", True, f"ran at {last:%H:%M} UTC")
