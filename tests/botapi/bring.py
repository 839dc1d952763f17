"""Telegram's other way: it brings updates to the webhook, one at a time for each chat, again until it hears 200."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.botapi.world import World

HEADER = "X-Telegram-Bot-Api-Secret-Token"
AGAIN = 0.1  # seconds; Telegram waits longer
CONNECTIONS = 40


class Bringer:
    """Brings the world's updates to the doors (`http://127.0.0.1:PORT`) in turn, as a load balancer does."""

    def __init__(self, world: World, doors: Sequence[str]) -> None:
        self.world, self.doors = world, itertools.cycle(doors)
        self.under_way: dict[object, asyncio.Task[None]] = {}
        self.statuses: list[int] = []  # what was answered, 0 where nobody was there
        self.client = httpx.AsyncClient(limits=httpx.Limits(max_connections=CONNECTIONS), timeout=30)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            for update in list(self.world.updates) if self.world.webhook else []:
                chat = _chat(update)
                if chat not in self.under_way:
                    self.under_way[chat] = asyncio.create_task(self._bring(chat, update))
            await asyncio.sleep(0.005)

    async def _bring(self, chat: object, update: Any) -> None:
        while update in self.world.updates:
            status = await self.post(update)
            self.statuses.append(status)
            if status == 200:
                self.world.updates.remove(update)
            else:
                self.world.webhook_failed = time.time()
                await asyncio.sleep(AGAIN)
        del self.under_way[chat]

    async def post(self, update: Any) -> int:
        """One try; the status, 0 when nobody answers."""
        headers = {HEADER: self.world.webhook_given["secret_token"]}
        address = next(self.doors) + urlsplit(self.world.webhook).path
        try:
            return (await self.client.post(address, json=update, headers=headers)).status_code
        except httpx.TransportError:
            return 0


def _chat(update: Any) -> object:
    """Whose update it is; broken ones are nobody's."""
    parts = [part for part in update.values() if isinstance(part, dict)] if isinstance(update, dict) else []
    inside = [part.get("message", part) for part in parts]
    return next((part["chat"]["id"] for part in inside if "chat" in part), id(update))


@asynccontextmanager
async def bringing(world: World, *doors: str) -> AsyncIterator[Bringer]:
    """Updates come until the end of the block."""
    bringer = Bringer(world, doors)
    task = asyncio.create_task(bringer.run())
    try:
        yield bringer
    finally:
        task.cancel()
        for one in (task, *bringer.under_way.values()):
            one.cancel()
        await asyncio.gather(task, *bringer.under_way.values(), return_exceptions=True)
        await bringer.client.aclose()
