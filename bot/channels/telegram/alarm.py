"""What goes wrong between Telegram and us: told once when it begins, noted for `doctor`, and told when it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.channels.telegram.api import Refusal, Unreachable

log = structlog.get_logger()

Note = Callable[[str], Awaitable[None]]  # an alarm that begins, or nothing when all is well
KEPT = timedelta(hours=24)  # how long Telegram keeps updates that nobody fetches
CURES = {
    "token": "Telegram refuses the token. Ask @BotFather for a new one and put it into PASSERELLE_TELEGRAM_TOKEN.",
    "conflict": "Another program asks for this bot's updates. Stop it; if you know of none, let @BotFather revoke the "
    "token, because someone else has it.",
    "webhook": "A webhook is set, so polling gets nothing. If you did not set it, let @BotFather revoke the token.",
    "foreign": "Telegram was told to bring the updates to another address; ours is set again. If you changed it, all "
    "is well; if not, let @BotFather revoke the token, because someone else has it.",
    "address": "Telegram refuses PASSERELLE_WEBHOOK_URL. It must be reachable from outside by https, with a valid "
    "certificate, on port 443, 80, 88 or 8443.",
    "undelivered": "Telegram cannot bring updates to PASSERELLE_WEBHOOK_URL and keeps them for 24 hours. Check the "
    "address, its certificate and the proxy.",
    "refused": "Telegram refuses what we ask.",
    "unreachable": "Telegram cannot be reached. Check the network and PASSERELLE_TELEGRAM_API.",
    "store": "The database refuses the updates. They stay with Telegram. See `passerelle doctor`.",
    "gap": "Telegram keeps updates for 24 hours only: who wrote before that was not heard. Tell the coordinators.",
}
GRAVE = frozenset(CURES) - {"refused", "unreachable", "store"}  # worth a line for `doctor`


async def nobody(alarm: str) -> None:
    """Where nothing is noted."""


class Alarm:
    """The state of one way in: `now` is a key of `CURES`, or empty when all is well."""

    def __init__(self, place: str, note: Note = nobody) -> None:
        self.place, self.note = place, note
        self.now = ""
        self.told: str | None = None

    async def begins(self, alarm: str, error: str = "", cause: str = "") -> None:
        """Told once, without what an error says: it may hold content or the token."""
        if alarm != self.now:
            more = {"cause": cause} if cause else {}
            log.error(self.place, alarm=alarm, error=error, cure=CURES[alarm], **more)
        self.now = alarm
        await self._noted(alarm)

    async def is_over(self) -> None:
        """All is well, again or still."""
        if self.now:
            log.info(self.place, alarm="")
        self.now = ""
        await self._noted("")

    async def _noted(self, alarm: str) -> None:
        if alarm == self.told or (alarm and alarm not in GRAVE):
            return
        try:
            await self.note(alarm)
            self.told = alarm
        except Exception as error:  # the database is in trouble too: the next one will be noted
            log.warning(self.place, error=type(error).__name__)


def cause(error: Exception) -> str:
    """Which alarm an error of the Bot API is."""
    if not isinstance(error, Refusal):
        return "unreachable" if isinstance(error, Unreachable) else "store"
    if error.code == 409:
        return "webhook" if "webhook" in error.description.lower() else "conflict"
    return "token" if error.code in (401, 404) else "unreachable" if error.code >= 500 else "refused"


def gap(last: datetime | None, now: datetime) -> str:
    """The window in which people were not heard, when it is longer than Telegram keeps their updates; else nothing."""
    if last is None or now - last <= KEPT:
        return ""
    return f"Nothing was read from {last:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M} UTC."
