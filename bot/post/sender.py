"""Takes replies from the outbox to people: in order, urgent ones first, again after trouble.

Channels that fetch their messages (web, line) are not served here. Those that are have their own places and their own
pace, so that a slow one holds up nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.post.message import Message, unpack_payload
from bot.post.pace import Pace
from bot.store import outbox
from bot.store.engine import FAILURES, Store
from bot.store.lead import AssertLeader, always_leader
from bot.store.outbox import ShownMessage, WaitingMessage
from bot.store.tx import Tx

log = structlog.get_logger()
Deliver = Callable[[str, Message], Awaitable[list[str]]]  # the channel's ids of what is shown now
SENDS_AT_ONCE = 40  # messages of a channel on their way
LOOK_EVERY = 0.2
STALE_AFTER = 2.0  # seconds after which it is asked once more who leads: this process may have been frozen meanwhile
GATHER_FOR = 0.01  # seconds in which what was delivered is gathered, to be marked together
REST_AFTER_FAILURE = 10.0  # seconds a row rests that did not arrive while the store takes no writing
MOST_TRIES = 10  # a quarter of an hour, for a row that the channel refuses or that cannot be read


class Later(Exception):
    """The channel asks to wait, or could not be reached; the row goes again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Gone(Exception):
    """The chat cannot be reached any more (blocked, deactivated, not found)."""


@dataclass(frozen=True)
class Delivered:
    """A row that arrived, and what is still to be written down about it."""

    row: WaitingMessage
    numbers: tuple[str, ...]
    secret: bool
    swept: tuple[str, ...]

    def shown(self) -> list[ShownMessage]:
        """The messages there are now, as they are remembered."""
        return [ShownMessage(self.row.lane, number, self.secret) for number in self.numbers]


@dataclass
class Pushed:
    """A channel that is sent to: how, how fast (without a `pace` as fast as it can), and what is on its way there."""

    deliver: Deliver
    pace: Pace | None = None
    running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def room(self) -> int:
        """How many messages may be started now."""
        return max(0, SENDS_AT_ONCE - len(self.running))


@dataclass
class Sender:
    """Delivers the outbox of the channels it is given, by their names.

    `sure` is asked before each page: it raises when another replica sends by now.
    """

    store: Store
    clock: Clock
    channels: Mapping[str, Pushed]
    sure: AssertLeader = always_leader
    busy: set[str] = field(default_factory=set)
    delivered: list[Delivered] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    through: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def running(self) -> set[asyncio.Task[None]]:
        """What is on its way, on all channels."""
        return {task for channel in self.channels.values() for task in channel.running}

    def wake(self) -> None:
        """There is something new in the outbox."""
        self.woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop; what is under way is finished. While some rows are being marked, others may start."""
        await asyncio.gather(
            self.again_and_again(self.start, self.woken, stop),
            self.again_and_again(self.mark, self.through, stop),
            self.hurried(stop),
        )
        await asyncio.gather(*self.running)
        await self.mark()

    async def again_and_again(
        self, work: Callable[[], Awaitable[None]], asked: asyncio.Event, stop: asyncio.Event
    ) -> None:
        """Do it whenever it is asked for, and every moment anyway; one bad row or a failing store does not end it."""
        pause = LOOK_EVERY
        while not stop.is_set():
            try:
                await work()
                pause = LOOK_EVERY
            except Exception as error:
                log.error("sender_store", error=type(error).__name__)
                pause = min(pause * 2, 30.0)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await asked.wait()
            asked.clear()

    async def hurried(self, stop: asyncio.Event) -> None:
        """Nobody waits out a long pause once it is time to stop."""
        await stop.wait()
        self.go_on()

    async def start(self) -> None:
        """Start what may go, as far as each channel has room."""
        if not any(channel.room for channel in self.channels.values()):
            return
        for row in await self.ready():
            running = self.channels[row.channel].running
            self.busy.add(row.lane)
            task = asyncio.create_task(self.one(row, time.monotonic()))
            running.add(task)
            task.add_done_callback(running.discard)

    async def ready(self) -> list[WaitingMessage]:
        """The first waiting row of each free lane, as many as their channels have room for."""
        await self.sure()
        now, rows = self.clock.now(), list[WaitingMessage]()
        async with self.transaction() as tx:
            for name, channel in self.channels.items():
                if channel.room:
                    rows += await outbox.waiting_messages(tx, [name], now, channel.room, self.busy)
        return rows

    def transaction(self) -> contextlib.AbstractAsyncContextManager[Tx]:
        """Leases are written on PostgreSQL; on SQLite looking is enough."""
        return self.store.read() if self.store.sqlite else self.store.write()

    async def mark(self) -> None:
        """Delivered rows are forgotten together, their numbers kept for `/clear`; only then are their lanes free.

        A lane that were free before could be read again with the row still in it, and the row sent twice.
        """
        done, self.delivered = self.delivered, []
        if not done:
            return
        try:
            await self.write(lambda tx: self.forget(tx, done))
        except BaseException:
            self.delivered = done + self.delivered
            raise
        self.busy -= {one.row.lane for one in done}
        self.wake()

    async def forget(self, tx: Tx, done: Sequence[Delivered]) -> None:
        """In one transaction: the rows go, the ids stay; of what was swept, those that the chat has deleted go."""
        for one in done:
            await outbox.forget_numbers(tx, one.row.lane, one.swept)
        await outbox.note_numbers(tx, [shown for one in done for shown in one.shown()], self.clock.now())
        await outbox.forget_sent(tx, [one.row.id for one in done])

    async def one(self, row: WaitingMessage, taken: float) -> None:
        """Deliver one row, `taken` from the outbox at that monotonic second.

        Its lane is free again when what became of it is written down, whatever it was.
        """
        channel = self.channels[row.channel]
        try:
            chat, message = unpack_payload(row.payload)
            if channel.pace:
                await asyncio.sleep(channel.pace.wait(row.lane, row.urgent, time.monotonic()))
            if time.monotonic() - taken > STALE_AFTER:
                await self.sure()
            message = await self.swept(row, message)
            numbers = await channel.deliver(chat, message)
            self.delivered.append(Delivered(row, tuple(numbers), message.protected, message.deletes))
        except Gone as gone:
            log.warning("sender_gone", channel=row.channel, error=type(gone).__name__)
            await self.settle(row, lambda tx: outbox.set_dead(tx, row.id, self.clock.now()))
        except Exception as error:
            await self.again(row, error)
        finally:
            self.ended()

    def ended(self) -> None:
        """One is through: go on at once when nothing else is under way or many are through, else in a moment."""
        if len(self.running) <= 1 or len(self.delivered) >= SENDS_AT_ONCE // 2:
            self.go_on()
        else:
            asyncio.get_running_loop().call_later(GATHER_FOR, self.go_on)

    def go_on(self) -> None:
        """Mark what was delivered, and fill the places that are free."""
        self.through.set()
        self.wake()

    async def swept(self, row: WaitingMessage, message: Message) -> Message:
        """The message with the ids of the chat's messages that go with it; all earlier ones are known by now."""
        if not message.sweeps:
            return message
        async with self.store.read() as tx:
            known = await outbox.message_numbers(tx, row.lane, secret_only=message.sweeps == "secret")
        return replace(message, deletes=(*message.deletes, *known))

    async def settle(self, row: WaitingMessage, act: Callable[[Tx], Awaitable[None]]) -> None:
        """Write down what became of a row that did not arrive; its lane is free then.

        When the store fails, the lane is free a little later: the row would go out again at once, and again.
        """
        try:
            await self.write(act)
        except FAILURES as error:
            log.error("sender_store", error=type(error).__name__)
            asyncio.get_running_loop().call_later(REST_AFTER_FAILURE, self.busy.discard, row.lane)
        except BaseException:
            self.busy.discard(row.lane)
            raise
        else:
            self.busy.discard(row.lane)

    async def again(self, row: WaitingMessage, error: Exception) -> None:
        """Try the row again later; the waits grow, with jitter. One that is at fault itself does not block its chat."""
        if row.tries >= MOST_TRIES and not isinstance(error, (Later, *FAILURES)):
            log.error("sender_dead", channel=row.channel, error=type(error).__name__)
            await self.settle(row, lambda tx: outbox.set_dead(tx, row.id, self.clock.now()))
            return
        wait = error.seconds if isinstance(error, Later) else min(2.0**row.tries, 300.0)
        log.warning("sender_later", channel=row.channel, error=type(error).__name__, tries=row.tries)
        when = self.clock.now() + timedelta(seconds=wait * random.uniform(1.0, 1.2))
        await self.settle(row, lambda tx: outbox.send_later(tx, row.id, when, counts=not isinstance(error, Later)))

    async def write(self, act: Callable[[Tx], Awaitable[None]]) -> None:
        """One small transaction."""
        async with self.store.write() as tx:
            await act(tx)
