"""The token never comes into a log, whatever fails and whoever logs it."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import structlog
import telegram.error
from sqlalchemy import delete

from bot.channels.telegram.alarm import alarm_at
from bot.channels.telegram.api import HOME, Refusal, TelegramBot, Unreachable
from bot.channels.telegram.deliver import Delivery
from bot.channels.telegram.poll import Poll
from bot.channels.telegram.receive import Reception
from bot.channels.telegram.watch import Watch
from bot.channels.telegram.webhook import Address
from bot.clock import Clock
from bot.post.message import Message, pack_payload
from bot.post.sender import Pushed, Sender
from bot.store import outbox
from bot.store.engine import Store
from bot.store.outbox import QueuedMessage
from bot.store.tables import outbox as outbox_table
from tests.botapi import TOKEN
from tests.channels.telegram.test_receive import Desk
from tests.channels.telegram.words import phrase
from tests.logged import logging_to_a_text

URL = f"{HOME}{TOKEN}/getUpdates"


def made(kind: type[Exception]) -> Exception:
    """An error of this kind that names the address with the token."""
    error = kind.__new__(kind)
    error.args = (URL,)
    for name, value in (("message", URL), ("retry_after", 5), ("_retry_after", 5), ("new_chat_id", 1)):
        if hasattr(error, name) or name == "message":
            setattr(error, name, value)
    return error


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


ERRORS = [
    *(Refusal(code, URL) for code in (400, 401, 403, 404, 409, 429, 500)),
    *(Unreachable(URL), OSError(URL), ValueError(URL), aiohttp.ClientError(URL), aiohttp.InvalidURL(URL)),
    *(made(kind) for kind in below(telegram.error.TelegramError)),
]


class Broken(TelegramBot):
    """Whatever it is asked, it fails, and says so with its token."""

    def __init__(self) -> None:
        super().__init__(TOKEN)
        self._error: Exception = Unreachable(URL)

    async def call(self, method: str, data: Mapping[str, object] = {}, patience: float = 1) -> Any:
        logging.getLogger("telegram").error("%s failed", URL, exc_info=self._error)
        raise self._error


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logging_to_a_text() as found:
        yield found


@pytest.mark.threat(2)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_no_error_brings_the_token_into_a_log(store: Store, stream: io.StringIO) -> None:
    bot, clock = Broken(), Clock()
    delivery = Delivery(bot, phrase, lambda file: b"")
    reception = Reception(bot, Desk(), delivery, phrase)
    for error in ERRORS:
        bot._error = error
        stream.seek(0)
        stream.truncate()
        await poll_and_watch(bot, reception)
        await courtesies(reception)
        await sent(store, clock, delivery, stream)
        lost = asyncio.get_running_loop().create_future()
        lost.set_exception(error)
        del lost  # "exception was never retrieved", by the event loop itself
        gc.collect(0)
        said = stream.getvalue()
        assert len(said.splitlines()) > 4
        assert '"logger": "asyncio"' in said
        assert TOKEN.partition(":")[2] not in said
    await bot.close_connections()


async def poll_and_watch(bot: TelegramBot, reception: Reception) -> None:
    """One failing look of each."""
    task = asyncio.create_task(Poll(bot, reception.receive, pauses=(60, 60)).run())
    await asyncio.sleep(0.01)
    task.cancel()
    watch = Watch(bot, Address(TOKEN, "https://chat.example.org/"), "a" * 40, alarm_at("telegram_webhook"))
    try:
        await watch.looked()
    except Exception as error:  # not the Bot API's: it ends the term, see `bot.store.lead`
        structlog.get_logger().warning("lead_ended", error=type(error).__name__)


async def courtesies(reception: Reception) -> None:
    """A press that cannot be answered, a group that cannot be left."""
    press = {"id": "1", "data": "1.a.b.c", "message": {"chat": {"id": 5, "type": "private"}, "message_id": 1}}
    change = {"chat": {"id": -5, "type": "group"}, "new_chat_member": {"status": "member"}}
    await reception.receive([{"update_id": 1, "callback_query": press}, {"update_id": 2, "my_chat_member": change}])
    await asyncio.gather(*reception.tasks, return_exceptions=True)


async def sent(store: Store, clock: Clock, delivery: Delivery, stream: io.StringIO) -> None:
    """A message that cannot be delivered."""
    async with store.write() as tx:
        await tx.run(delete(outbox_table))
        row = QueuedMessage("lane", "telegram", pack_payload("5", Message("words", "en")))
        await outbox.queue_messages(tx, [row], datetime.now(UTC))
    sender = Sender(store, clock, {"telegram": Pushed(delivery.deliver)})
    stop = asyncio.Event()
    sending = asyncio.create_task(sender.run(stop))
    async with asyncio.timeout(10):
        while "sender_" not in stream.getvalue():
            await asyncio.sleep(0.01)
    stop.set()
    sender.wake()
    sender.through.set()
    await sending
