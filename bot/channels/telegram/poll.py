"""Ask Telegram for updates, for ever; what was asked for is acknowledged only after the office has committed it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable

log = structlog.get_logger()

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
MORE_PATIENT = 5.0  # seconds the transport waits longer than Telegram
CURES = {
    "token": "Telegram refuses the token. Ask @BotFather for a new one and put it into PASSERELLE_TELEGRAM_TOKEN.",
    "conflict": "Another program asks for this bot's updates. Stop it; if you know of none, let @BotFather revoke the "
    "token, because someone else has it.",
    "webhook": "A webhook is set, so polling gets nothing. If you did not set it, let @BotFather revoke the token.",
    "refused": "Telegram refuses to give updates.",
    "unreachable": "Telegram cannot be reached. Check the network and PASSERELLE_TELEGRAM_API.",
    "store": "The database refuses the updates. They stay with Telegram. See `passerelle doctor`.",
}


class Poll:
    """The polling of one bot. `alarm` is a key of `CURES` or empty, `succeeded` when it last went well (monotonic)."""

    def __init__(
        self,
        bot: TelegramBot,
        receive: Callable[[Sequence[object]], Awaitable[None]],
        wait: int = 50,
        pauses: tuple[float, float] = (1.0, 60.0),
    ) -> None:
        self.bot, self.receive, self.wait = bot, receive, wait
        self.first, self.longest = pauses
        self.offset: int | None = None
        self.alarm = ""
        self.succeeded = time.monotonic()

    async def run(self) -> None:
        """Until cancelled. Failures never end it: it waits longer each time, with chance in it."""
        pause = self.first
        while True:
            told = await self._once_safely()
            if told is None:
                pause = self.first
                continue
            await asyncio.sleep(max(told, pause * random.uniform(0.5, 1)))
            pause = min(pause * 2, self.longest)

    async def _once_safely(self) -> float | None:
        """None when it went well, else the seconds Telegram told us to wait, or 0."""
        try:
            await self.once()
        except Refusal as refusal:
            self._raise_alarm(_cause(refusal), refusal)
            return refusal.retry_after or 0.0
        except Unreachable as error:
            self._raise_alarm("unreachable", error)
            return 0.0
        except Exception as error:
            self._raise_alarm("store", error)
            return 0.0
        self.alarm, self.succeeded = "", time.monotonic()
        return None

    async def once(self) -> None:
        """One long poll and its batch.

        The offset goes with the next poll only, which confirms it: Telegram may begin anew with smaller update ids
        after a quiet week, and an old offset would hide them.
        """
        data = {"timeout": self.wait, "allowed_updates": KINDS, "offset": self.offset}
        updates = await self.bot.call("getUpdates", data, self.wait + MORE_PATIENT)
        if not isinstance(updates, list):
            raise Unreachable("an answer without updates")
        if updates:
            await self.receive(updates)
        self.offset = _next(updates)
        if updates and self.offset is None:
            raise Unreachable("updates without ids")

    def _raise_alarm(self, alarm: str, error: Exception) -> None:
        """Told once when it begins, without what the error says: it may hold content."""
        if alarm != self.alarm:
            log.error("telegram_poll", alarm=alarm, error=type(error).__name__, cure=CURES[alarm])
        self.alarm = alarm


def _cause(refusal: Refusal) -> str:
    if refusal.code == 409:
        return "webhook" if "webhook" in refusal.description.lower() else "conflict"
    return "token" if refusal.code in (401, 404) else "unreachable" if refusal.code >= 500 else "refused"


def _next(updates: Sequence[object]) -> int | None:
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    known = [number for number in ids if isinstance(number, int) and not isinstance(number, bool)]
    return max(known) + 1 if known else None
