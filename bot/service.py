"""What `passerelle run` is: every replica serves people, and the one that leads sends, polls and keeps the clock."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.app import content_folder, draw_file, phrase_lookup, web_page
from bot.channels.channel import Channel, Services
from bot.channels.known import CHANNELS, KnownChannel
from bot.frozen_heap import frozen_heap
from bot.intake.flood import Flood
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.log import place_in_code
from bot.operations.installation import open_office
from bot.post.sender import Pushed, Sender
from bot.store import alarms
from bot.store.lead import AssertLeader, stand_and_lead
from bot.talk.turn import FIRST_TALK
from bot.words.library import Library

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.settings import Settings

log = structlog.get_logger()
CHECK_DELAY = 10.0  # seconds, which belong to the first people
LED_AGAIN = (1.0, 60.0)  # seconds until a channel that failed is led again, at first and at most
CHECK_PROGRAM = "import os; os.nice(19); from bot.cli import main; main()"


async def run(
    settings: Settings, library: Library, paced: bool = True, channels: Sequence[KnownChannel] = CHANNELS
) -> None:
    """The real thing: the web page, the channels that are set up, the sender and the clock.

    `paced` off sends as fast as it can: for measuring against a server of one's own, never against a real one.
    """
    from bot.channels.web.app import serve_page

    office = await open_office(settings, library, channels)
    if office.journal is None:
        log.warning("no_journal", cure="Set PASSERELLE_JOURNAL_FILE: no backup can be restored without the journal.")
    office.flood = Flood() if paced else None
    host, _, port = settings.web_bind.rpartition(":")
    with frozen_heap():  # the page asks for the texts of every language
        page = web_page(office, banner="" if office.towns.operators else "advice_banner")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(office.store.close)
        open_ones = await stack.enter_async_context(connect_telegram(settings, office, channels))
        await stack.enter_async_context(stand_for_lead(office, open_ones, paced))
        await stack.enter_async_context(
            run_in_background(lambda stop: run_until_stopped(stop, check_content_later(settings)))
        )
        print(f"Open http://{settings.web_bind}/", flush=True)
        await serve_page(with_doors(page, open_ones), host, int(port))


def with_doors(page: ASGIApp, channels: Iterable[Channel]) -> ASGIApp:
    """The page, with the doors of channels that bring their updates."""
    for channel in channels:
        page = channel.before(page)
    return page


@asynccontextmanager
async def connect_telegram(
    settings: Settings, office: Office, channels: Iterable[KnownChannel] = CHANNELS
) -> AsyncIterator[list[Channel]]:
    """The channels that are set up, as every replica has them: they can take updates in and answer presses."""
    async with AsyncExitStack() as stack:
        found: list[Channel] = []
        for known in channels:
            if channel := connect(known, settings, office):
                stack.push_async_callback(channel.close)
                found.append(channel)
        yield found


def connect(known: KnownChannel, settings: Settings, office: Office) -> Channel | None:
    """One channel, or None where it is not set up."""
    if known.load is None or not known.is_set_up(settings):
        return None
    with frozen_heap():
        of_its_kind = known.load()

    async def note(alarm: str) -> None:
        async with office.store.write() as tx:
            await alarms.note_alarm(tx, known.name, alarm, office.clock.now())

    services = Services(office, phrase_lookup(office.library), lambda file: draw_file(file.kind, file.sheet)[0], note)
    return of_its_kind.connect(settings, services)


def stand_for_lead(
    office: Office, channels: Sequence[Channel], paced: bool = True
) -> AbstractAsyncContextManager[None]:
    """Beside everything else: stand for the lead, and do what belongs to it while it is ours."""

    async def work(sure: AssertLeader, stop: asyncio.Event) -> None:
        async with office.store.read() as tx:
            last = await alarms.last_clock_reading(tx)
        async with asyncio.TaskGroup() as group:
            group.create_task(Rounds(office, sure).run(stop))
            if channels:
                to = {one.name: Pushed(one.deliver, one.pace if paced else None) for one in channels}
                group.create_task(send_until_stopped(office, Sender(office.store, office.clock, to, sure), stop))
            for channel in channels:
                group.create_task(run_until_stopped(stop, led(channel, office.library.languages(FIRST_TALK), last)))

    return run_in_background(lambda stop: stand_and_lead(office.store, work, stop))


async def led(channel: Channel, languages: Sequence[str], last: datetime | None) -> None:
    """One channel's part of the lead, until cancelled: begun anew when it fails, for the others go on."""
    pause = LED_AGAIN[0]
    while True:
        try:
            await channel.lead(languages, last)
        except Exception as error:
            trace = error.__traceback__
            log.error("channel_lead", channel=channel.name, error=type(error).__name__, where=place_in_code(trace))
        await asyncio.sleep(pause)
        pause, last = min(pause * 2, LED_AGAIN[1]), None


async def send_until_stopped(office: Office, sender: Sender, stop: asyncio.Event) -> None:
    """Send until told to stop, and finish; cut off, nothing more goes out, as another replica sends by now."""
    office.woken = sender.wake
    try:
        await sender.run(stop)
    finally:
        office.woken = lambda: None
        for task in sender.running:
            task.cancel()


async def run_until_stopped(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
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
async def run_in_background(work: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    """Something that goes on beside, and finishes what it has begun when told to stop."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(log_failure(work(stop)))
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


async def log_failure(work: Awaitable[None]) -> None:
    """Nobody waits for it, so the log says at once that it failed, and where."""
    try:
        await work
    except Exception as error:
        trace = error.__traceback__
        log.error("background", error=type(error).__name__, where=place_in_code(trace))


async def check_content_later(settings: Settings) -> None:
    """Look at the content beside the first talks; what is wrong is told in the log, `passerelle check` names it all.

    It is a few seconds of work, so it has a process of its own, which goes last: in a thread it would hold up answers.
    """
    await asyncio.sleep(CHECK_DELAY)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}  # no secret
    environment["PASSERELLE_CONTENT_DIR"] = str(content_folder(settings))
    check = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHECK_PROGRAM, "check", "--json", stdout=PIPE, env=environment
    )
    try:
        faults, _ = await check.communicate()
    finally:
        if check.returncode is None:
            check.kill()
            await check.wait()
    for fault in json.loads(faults):
        log.error("content_fault", cause=f"{fault['file']}:{fault['line']} {fault['cause']}", cure=fault["cure"])
