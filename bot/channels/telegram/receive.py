"""A batch of raw updates: parse each alone, hand all to the office at once, and be polite after its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog

from bot.channels.channel import Phrase, Taker
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.deliver import Delivery
from bot.channels.telegram.parse import SeenUpdate, see_update
from bot.talk.event import Chose

log = structlog.get_logger()


class Reception:
    """Takes updates in for one bot, from polling or from a webhook."""

    def __init__(self, bot: TelegramBot, office: Taker, delivery: Delivery, phrase: Phrase) -> None:
        self.bot, self.office, self.delivery, self.phrase = bot, office, delivery, phrase
        self.tasks: set[asyncio.Task[None]] = set()

    async def receive(self, updates: Sequence[object]) -> None:
        """Take a batch in. When this returns, it is committed; when it raises, nothing of it may be acknowledged."""
        seen = [_see(update) for update in updates]
        for one in seen:
            self._note(one)
        arrivals = [one.arrival for one in seen if one.arrival]
        if arrivals:
            await self.office.take(arrivals)
        for one in seen:
            self._be_polite(one)

    async def close(self) -> None:
        """Wait for what is still under way."""
        await asyncio.gather(*self.tasks)

    def _note(self, one: SeenUpdate) -> None:
        if one.aside:
            log.warning("telegram_update_set_aside", cause=one.aside)
        if one.arrival and one.shown and isinstance(one.arrival.event, Chose):
            event = one.arrival.event
            self.delivery.shows(one.arrival.chat, one.shown, f"{event.talk}.{event.key}")

    def _be_polite(self, one: SeenUpdate) -> None:
        """Not waited for: the next batch is more urgent, and nothing is lost when it fails."""
        if one.press:
            self._start(self._try("answerCallbackQuery", callback_query_id=one.press))
        if one.arrival and one.unwanted:
            chat = int(one.arrival.chat)
            self._start(self._try("deleteMessage", chat_id=chat, message_id=one.unwanted))
        if one.leave is not None:
            self._start(self._leave(one.leave, one))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _leave(self, chat: int, one: SeenUpdate) -> None:
        if one.greet:
            text = self.phrase(one.language, "group_refused")
            await self._try("sendMessage", chat_id=chat, text=text)
        await self._try("leaveChat", chat_id=chat)

    async def _try(self, method: str, **data: object) -> None:
        try:
            await self.bot.call(method, data)
        except (Refusal, Unreachable) as error:
            # "query is too old", "message can't be deleted", "not a member": nothing that could be put right.
            log.debug("telegram_courtesy_failed", method=method, error=type(error).__name__)


def _see(update: object) -> SeenUpdate:
    try:
        return see_update(update)
    except Exception as error:  # one bad update never harms the batch, even when we are at fault
        return SeenUpdate(aside=type(error).__name__)
