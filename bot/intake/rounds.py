"""What time does, told to the people it concerns: run once a minute, and day by day when the demo moves the clock."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.custody import keys
from bot.intake.feature import Telling
from bot.intake.office import Office
from bot.keys.vault import VaultError
from bot.places.calendar import Calendar, calendar_of
from bot.store import journal, outbox, purge
from bot.store.journal import JournalError
from bot.store.lead import AssertLeader, always_leader
from bot.store.purge import ClockRun
from bot.words.world import World
from bot.words.writer import Writer

log = structlog.get_logger()
EVERY, SWEEP = 60.0, 1.0  # seconds: what is due; traces of what was erased


@dataclass
class Rounds:
    """The clock's work for one office; `sure` raises when another replica keeps the clock by now."""

    office: Office
    sure: AssertLeader = always_leader
    last: ClockRun = field(default_factory=ClockRun)

    async def run(self, stop: asyncio.Event) -> None:
        """What is due each minute, journal and traces of what was erased each second; a failure is tried again."""
        due = 0.0
        self.office.store.left_behind()  # by one that was killed
        while not stop.is_set():
            try:
                if time.monotonic() >= due:
                    due = time.monotonic() + EVERY
                    await self.once()
                elif self.office.store.to_erase or not self.office.store.sqlite:  # others may have erased
                    await self.swept()
            except Exception as error:  # the clock must never stand still
                log.error("rounds", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SWEEP)

    async def once(self) -> ClockRun:
        """Do what is due now, queue the notices, and remove the traces of what was erased."""
        await self.sure()
        office, now = self.office, self.office.clock.now()
        async with office.store.write() as tx:
            done = await purge.run_clock(tx, now, self.calendar, self.shorter)
            await outbox.queue_messages(tx, await office.features.tell(Telling(tx, done, self.writer)), now)
        if done.alarm:
            log.error("clock_jumped", cure="Check the clock of this machine. Nothing is erased for 24 hours.")
        await self.swept()
        await self.kept_up(done, now)
        self.last = done
        return done

    async def swept(self) -> None:
        """What was erased is written to the journal, and its traces go from the files, whatever fails of the two."""
        store, file = self.office.store, self.office.journal
        try:
            if file is not None:
                await journal.catch_up_journal(store, file)
        except JournalError as error:
            log.error("journal", cause=str(error))
        if store.to_erase:
            await store.erase_traces(at_once=False)

    async def kept_up(self, done: ClockRun, now: datetime) -> None:
        """The key ring and the journal, as time goes by; a file that cannot be written is told of, and tried again."""
        try:
            await keys.keep_month_keys(self.office.store, now, drop=not done.held)
            if self.office.journal and done.erased.get("tombstone"):
                await asyncio.to_thread(self.office.journal.prune, now)
        except (VaultError, JournalError) as error:
            log.error("files_of_the_clock", cause=str(error))

    def calendar(self, area: str) -> Calendar:
        """Working days at a place."""
        return calendar_of(self.office.library.places, area)

    def shorter(self, area: str) -> dict[str, timedelta]:
        """What the operator there has shortened."""
        known = self.writer("en").world.known(area)
        return self.office.towns.shorter(self.office.library.places.chain(area) if known else ("EU",))

    def writer(self, language: str) -> Writer:
        """Writes in a language."""
        office = self.office
        now, channels = office.clock.now(), office.channels
        return Writer(World(office.library, office.towns, now, language, channels=channels), language)
