"""What `passerelle run` is: every replica serves people, and the one that leads sends, polls and keeps the clock."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from bot.app import content_folder, draw, phrase, web
from bot.intake.flood import Flood
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.lasting import lasting
from bot.log import where
from bot.operations.installation import open_office
from bot.post.pace import Pace
from bot.post.sender import Sender
from bot.store import alarms
from bot.store.lead import Sure, lead
from bot.talk.turn import FIRST
from bot.words.library import Library

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Channel
    from bot.settings import Settings

log = structlog.get_logger()
CHECKED_AFTER = 10.0  # seconds, which belong to the first people
CHECK = "import os; os.nice(19); from bot.cli import main; main()"


async def run(settings: Settings, library: Library, paced: bool = True) -> None:
    """The real thing: the web page, Telegram where there is a token, the sender and the clock.

    `paced` off sends as fast as it can: for measuring against a server of one's own, never against Telegram.
    """
    from bot.channels.web.app import serve

    office = await open_office(settings, library)
    if office.journal is None:
        log.warning("no_journal", cure="Set PASSERELLE_JOURNAL_FILE: no backup can be restored without the journal.")
    office.flood = Flood() if paced else None
    host, _, port = settings.web_bind.rpartition(":")
    with lasting():  # the page asks for the texts of every language
        page = web(office, banner="" if office.towns.operators else "advice_banner")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(office.store.close)
        telegram = await stack.enter_async_context(connected(settings, office)) if settings.telegram_token else None
        await stack.enter_async_context(leading(office, telegram, paced))
        await stack.enter_async_context(background(lambda stop: until(stop, content_checked(settings))))
        print(f"Open http://{settings.web_bind}/", flush=True)
        door = telegram.webhook if telegram else None
        await serve(door.before(page) if door else page, host, int(port))


@asynccontextmanager
async def connected(settings: Settings, office: Office) -> AsyncIterator[Channel]:
    """Telegram, as every replica has it: it can take updates in and answer presses."""
    with lasting():
        from bot.channels.telegram.api import TelegramBot
        from bot.channels.telegram.channel import Channel

    async def note(alarm: str) -> None:
        async with office.store.write() as tx:
            await alarms.note(tx, alarm, office.clock.now())

    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    bot, say = TelegramBot(token, settings.telegram_api), phrase(office.library)
    channel = Channel(bot, office, say, lambda file: draw(file.kind, file.sheet)[0], settings.webhook_url, secret, note)
    try:
        yield channel
    finally:
        await channel.close()


def leading(office: Office, telegram: Channel | None, paced: bool = True) -> AbstractAsyncContextManager[None]:
    """Beside everything else: stand for the lead, and do what belongs to it while it is ours."""

    async def work(sure: Sure, stop: asyncio.Event) -> None:
        async with office.store.read() as tx:
            last = await alarms.last_reading(tx)
        async with asyncio.TaskGroup() as group:
            group.create_task(Rounds(office, sure).run(stop))
            if telegram:
                pace = Pace() if paced else None
                sender = Sender(office.store, office.clock, {"telegram": telegram.delivery.deliver}, pace, sure)
                group.create_task(sending(office, sender, stop))
                group.create_task(until(stop, telegram.lead(office.library.languages(FIRST), last)))

    return background(lambda stop: lead(office.store, work, stop))


async def sending(office: Office, sender: Sender, stop: asyncio.Event) -> None:
    """Send until told to stop, and finish; cut off, nothing more goes out, as another replica sends by now."""
    office.woken = sender.wake
    try:
        await sender.run(stop)
    finally:
        office.woken = lambda: None
        for task in sender.running:
            task.cancel()


async def until(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Something endless, ended when told to stop."""
    doing, told = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, told}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
    finally:
        doing.cancel()
        told.cancel()
        await asyncio.gather(doing, told, return_exceptions=True)


@asynccontextmanager
async def background(work: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    """Something that goes on beside, and finishes what it has begun when told to stop."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(minded(work(stop)))
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


async def minded(work: Awaitable[None]) -> None:
    """Nobody waits for it, so the log says at once that it failed, and where."""
    try:
        await work
    except Exception as error:
        trace = error.__traceback__
        log.error("background", error=type(error).__name__, where=where(trace))


async def content_checked(settings: Settings) -> None:
    """Look at the content beside the first talks; what is wrong is told in the log, `passerelle check` names it all.

    It is a few seconds of work, so it has a process of its own, which goes last: in a thread it would hold up answers.
    """
    await asyncio.sleep(CHECKED_AFTER)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}  # no secret
    environment["PASSERELLE_CONTENT_DIR"] = str(content_folder(settings))
    check = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHECK, "check", "--json", stdout=PIPE, env=environment
    )
    try:
        faults, _ = await check.communicate()
    finally:
        if check.returncode is None:
            check.kill()
            await check.wait()
    for fault in json.loads(faults):
        log.error("content_fault", cause=f"{fault['file']}:{fault['line']} {fault['cause']}", cure=fault["cure"])
