"""Ask Telegram for updates, for ever; what was asked for is acknowledged only after the office has committed it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bot.channels.alarm import Alarm, unheard_window
from bot.channels.telegram.alarm import UPDATES_KEPT, alarm_at, alarm_of_error
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable

UPDATE_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
MORE_PATIENT = 5.0  # seconds the transport waits longer than Telegram


class Poll:
    """The polling of one bot; `heard` is when it last went well."""

    def __init__(
        self,
        bot: TelegramBot,
        receive: Callable[[Sequence[object]], Awaitable[None]],
        wait: int = 50,
        pauses: tuple[float, float] = (1.0, 60.0),
        alarm: Alarm | None = None,
    ) -> None:
        self.bot, self.receive, self.wait = bot, receive, wait
        self.first, self.longest = pauses
        self.offset: int | None = None
        self.alarm = alarm or alarm_at("telegram_poll")
        self.heard: datetime | None = None

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
        except Exception as error:
            await self.alarm.begins(alarm_of_error(error), type(error).__name__)
            return (error.retry_after if isinstance(error, Refusal) else None) or 0.0
        await self._went_well(datetime.now(UTC))
        return None

    async def _went_well(self, now: datetime) -> None:
        if window := unheard_window(self.heard, now, UPDATES_KEPT):
            await self.alarm.begins("gap", cause=window)
        self.heard = now
        await self.alarm.is_over()

    async def once(self) -> None:
        """One long poll and its batch.

        The offset goes with the next poll only, which confirms it: Telegram may begin anew with smaller update ids
        after a quiet week, and an old offset would hide them.
        """
        data = {"timeout": self.wait, "allowed_updates": UPDATE_KINDS, "offset": self.offset}
        updates = await self.bot.call("getUpdates", data, self.wait + MORE_PATIENT)
        if not isinstance(updates, list):
            raise Unreachable("an answer without updates")
        if updates:
            await self.receive(updates)
        self.offset = _next(updates)
        if updates and self.offset is None:
            raise Unreachable("updates without ids")


def _next(updates: Sequence[object]) -> int | None:
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    known = [number for number in ids if isinstance(number, int) and not isinstance(number, bool)]
    return max(known) + 1 if known else None
