"""Takes replies from the outbox to people: in order, urgent ones first, again after trouble.

Channels that fetch their messages (web, line) are not served here.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.office.clock import Clock
from bot.office.message import Message, unpack
from bot.store import outbox
from bot.store.engine import Store, StoreError, Tx
from bot.store.outbox import Waiting

log = structlog.get_logger()
Deliver = Callable[[str, Message], Awaitable[list[int]]]
AT_ONCE = 20
IDLE = 0.2
GIVE_UP = timedelta(hours=24)


class Later(Exception):
    """The channel asks to wait, or could not be reached; the row goes again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Gone(Exception):
    """The chat cannot be reached any more (blocked, deactivated, not found)."""


@dataclass
class Sender:
    """Delivers the outbox of the channels it is given."""

    store: Store
    clock: Clock
    channels: dict[str, Deliver]
    busy: set[str] = field(default_factory=set)
    running: set[asyncio.Task[None]] = field(default_factory=set)
    delivered: list[str] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """There is something new in the outbox."""
        self.woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop; what is under way is finished."""
        pause = IDLE
        while not stop.is_set():
            try:
                found = await self.round()
                pause = IDLE
            except (SQLAlchemyError, StoreError) as error:
                log.error("sender_store", error=type(error).__name__)
                found, pause = 0, min(pause * 2, 30.0)
            if not found:
                await self.wait(pause)
        await asyncio.gather(*self.running)
        await self.mark()

    async def wait(self, seconds: float) -> None:
        """Until something new comes, at most so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), seconds)
        self.woken.clear()

    async def round(self) -> int:
        """Forget what was delivered, start what may go; how many were started."""
        await self.mark()
        room = AT_ONCE - len(self.running)
        rows = await self.ready(room) if room > 0 else []
        for row in rows:
            self.busy.add(row.lane)
            task = asyncio.create_task(self.one(row))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
        return len(rows)

    async def ready(self, room: int) -> list[Waiting]:
        """The first waiting row of each free lane."""
        async with self.transaction() as tx:
            return await outbox.waiting(tx, self.channels, self.clock.now(), room, self.busy)

    def transaction(self) -> contextlib.AbstractAsyncContextManager[Tx]:
        """Leases are written on PostgreSQL; on SQLite looking is enough."""
        return self.store.read() if self.store.sqlite else self.store.write()

    async def mark(self) -> None:
        """Delivered rows are forgotten together."""
        ids, self.delivered = self.delivered, []
        if ids:
            async with self.store.write() as tx:
                await outbox.sent(tx, ids)

    async def one(self, row: Waiting) -> None:
        """Deliver one row; whatever goes wrong, the lane is free again at the end."""
        chat, message = unpack(row.payload)
        try:
            numbers = await self.channels[row.channel](chat, message)
            await self.noted(row, message, numbers)
            self.delivered.append(row.id)
        except Gone as gone:
            log.warning("sender_gone", channel=row.channel, error=type(gone).__name__)
            await self.write(lambda tx: outbox.dead(tx, row.id, self.clock.now()))
        except Exception as error:
            await self.again(row, error)
        finally:
            self.busy.discard(row.lane)
            self.wake()

    async def noted(self, row: Waiting, message: Message, numbers: Collection[int]) -> None:
        """Remember the numbers of what was sent, for `/clear` and for locking."""
        if numbers:
            now = self.clock.now()
            await self.write(lambda tx: outbox.note_numbers(tx, row.lane, numbers, now, message.protected))

    async def again(self, row: Waiting, error: Exception) -> None:
        """Try the row again later; the waits grow, with jitter."""
        wait = error.seconds if isinstance(error, Later) else min(2.0**row.tries, 300.0)
        log.warning("sender_later", channel=row.channel, error=type(error).__name__, tries=row.tries)
        when = self.clock.now() + timedelta(seconds=wait * random.uniform(1.0, 1.2))
        await self.write(lambda tx: outbox.later(tx, row.id, when))

    async def write(self, act: Callable[[Tx], Awaitable[None]]) -> None:
        """One small transaction."""
        async with self.store.write() as tx:
            await act(tx)
