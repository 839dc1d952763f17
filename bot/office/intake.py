"""What came in, in one transaction: seen, locked, turned, done, answered, committed. Only then is it acknowledged.

An event whose turn fails is set aside alone and its person gets an apology; a failure of the store is nobody's fault
but the store's: nothing of the batch is acknowledged, and it is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.office.acting import Acting
from bot.office.clock import Clock
from bot.office.effects import perform
from bot.office.flood import Flood
from bot.office.library import Library
from bot.office.message import PULLED_CHANNELS, Arrival, Message, queued, unpack
from bot.office.operators import Towns
from bot.office.staff import Staff
from bot.office.world import World
from bot.office.writer import Writer
from bot.places.resolve import resolve
from bot.store import limits, outbox, people, talks
from bot.store.engine import Store, StoreError, Tx
from bot.store.journal import Journal
from bot.talk import handle, review
from bot.talk.event import Asked, Chose, Event, Spot, Wrote
from bot.talk.expiry import waits
from bot.talk.reply import Reply
from bot.talk.state import Talk
from bot.talk.turn import FIRST, Ended, Turn
from bot.text.foreign import clean

log = structlog.get_logger()


@dataclass
class Seat:
    """One lane in a batch: what was kept of it, and what becomes of it."""

    lane: str
    talk: Talk | None
    ended: dict[str, str]
    out: list[outbox.Out] = field(default_factory=list)
    endings: list[talks.Ending] = field(default_factory=list)
    touched: bool = False


@dataclass
class Office:
    """Everything one process needs to answer people."""

    library: Library
    store: Store
    towns: Towns
    clock: Clock
    woken: Callable[[], None] = lambda: None
    journal: Journal | None = None
    flood: Flood | None = None

    def lane(self, channel: str, chat: str) -> str:
        """The pseudonym under which a chat is kept."""
        return self.store.ring.lane(channel, chat)

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Handle a batch and commit. Raises `StoreError` or `SQLAlchemyError` when the store fails: nothing is done."""
        ready = [await self.resolved(arrival) for arrival in arrivals]
        now = self.clock.now()
        async with self.store.write() as tx:
            fresh = await self.unseen(tx, ready, now)
            lanes = [self.lane(arrival.channel, arrival.chat) for arrival in fresh]
            await tx.lock(lanes)
            seats = await self.seats(tx, lanes, now)
            open_areas = (
                frozenset(await people.ready_areas(tx, now)) if fresh and not self.towns.practice else frozenset()
            )
            for arrival, lane in zip(fresh, lanes, strict=True):
                await self.one(tx, arrival, seats[lane], now, open_areas)
            await self.keep(tx, seats.values(), now)
        self.woken()

    async def open_areas(self, tx: Tx, now: datetime) -> frozenset[str]:
        """The areas whose coordinator and deputy are at work; in practice nobody is asked."""
        if self.towns.practice or not self.towns.operators:
            return frozenset()
        return frozenset(await people.ready_areas(tx, now))

    async def resolved(self, arrival: Arrival) -> Arrival:
        """What was typed, cleaned; a text with the places it may mean, looked up in a thread."""
        if isinstance(arrival.event, Asked):
            return replace(arrival, event=replace(arrival.event, argument=clean(arrival.event.argument)))
        if not isinstance(arrival.event, Wrote):
            return arrival
        text = clean(arrival.event.text)
        found = await asyncio.to_thread(resolve, self.library.places, text)
        spots = tuple(Spot(place.code, place.label) for place in found.places)
        return replace(arrival, event=Wrote(text, spots, found.answer == "one"))

    async def unseen(self, tx: Tx, arrivals: Iterable[Arrival], now: datetime) -> list[Arrival]:
        """Those that were never handled, each once."""
        by_channel: dict[str, dict[str, Arrival]] = {}
        for arrival in arrivals:
            by_channel.setdefault(arrival.channel, {}).setdefault(arrival.id, arrival)
        fresh: list[Arrival] = []
        for channel, found in by_channel.items():
            new = await talks.new_ids(tx, channel, found, now)
            fresh += [arrival for id, arrival in found.items() if id in new]
        return fresh

    async def seats(self, tx: Tx, lanes: list[str], now: datetime) -> dict[str, Seat]:
        """What is kept of the lanes: the open talk, and which talks ended in the last hour."""
        kept = await talks.load(tx, lanes, now)
        ended = await talks.end_marks(tx, lanes, now)
        return {lane: Seat(lane, _read(kept.get(lane)), ended.get(lane, {})) for lane in lanes}

    async def one(self, tx: Tx, arrival: Arrival, seat: Seat, now: datetime, open_areas: frozenset[str]) -> None:
        """One event of one lane; a failure that is not the store's sets it aside."""
        before = replace(seat, out=list(seat.out), endings=list(seat.endings))
        try:
            async with tx.nested():
                await self.turned(tx, arrival, seat, now, open_areas)
        except (SQLAlchemyError, StoreError):
            raise
        except Exception as error:
            log.error("event_set_aside", channel=arrival.channel, error=type(error).__name__)
            seat.talk, seat.out, seat.endings = before.talk, before.out, before.endings
            await talks.set_aside(tx, arrival.channel, arrival.id, type(error).__name__)
            self.apologise(arrival, seat, now)

    async def turned(self, tx: Tx, arrival: Arrival, seat: Seat, now: datetime, open_areas: frozenset[str]) -> None:
        """The turn, its effects, its messages."""
        language = self.speaks(seat, arrival)
        world = await self.world(tx, seat.lane, arrival.channel, seat.talk, language, now, open_areas)
        staff = Staff(tx, arrival, seat.lane, now, world)
        made = Turn(self.library.content.flows, world, seat.talk)
        event = await staff.seated(made, arrival.event)
        if event is not None:
            self.fitted(made)
            if not self.sent_before(seat, event, made):
                handle.turn(made, event)
        acting = Acting(tx, made, staff, arrival, seat.lane, now)
        if self.flood and self.flood.over(seat.lane, now):
            made.out.insert(0, Reply(phrase="slow_down"))
        if arrival.number is not None:
            await self.noted(acting, seat.talk, arrival.number)
        messages = await perform(acting)
        self.book(seat, made, arrival, messages, now, staff.forgotten)
        seat.out += acting.pushed

    async def world(
        self,
        tx: Tx,
        lane: str,
        channel: str,
        talk: Talk | None,
        language: str,
        now: datetime,
        open_areas: frozenset[str],
    ) -> World:
        """What the turn of a lane may ask of the world."""
        signal = talk is not None and talk.flow == "signal"
        may_send = not signal or await limits.allowed(tx, limits.SIGNALS, lane, now)
        chat_app = channel not in PULLED_CHANNELS
        return World(self.library, self.towns, now, language, open_areas, may_send, chat_app)

    async def noted(self, acting: Acting, before: Talk | None, number: int) -> None:
        """The person's own message: a text that was asked for is deleted from the chat, others wait for `/clear`."""
        flow = self.library.content.flows.get(before.flow) if before else None
        asked = Turn({flow.name: flow}, acting.staff.world, before).trail().open if flow and before else None
        if asked and asked.step.kind == "text" and isinstance(acting.arrival.event, Wrote):
            acting.staff.deletes += (number,)
        else:
            await outbox.note_numbers(acting.tx, acting.lane, [number], acting.now)

    def speaks(self, seat: Seat, arrival: Arrival) -> str:
        """The language: the talk's own, else the channel's guess where it is offered, else English."""
        guess = seat.talk.language if seat.talk else arrival.language
        offered = self.library.languages(FIRST)
        return next((code for code in (guess, guess[:2]) if code in offered), "en")

    def fitted(self, made: Turn) -> None:
        """The talk fitted to today's flow files; the person is told, and how many questions come again."""
        if made.talk is None:
            return
        found = review.fit(made.flows, made.talk, made.world)
        if found.talk is None or found.talk.id != made.talk.id:
            made.ended.append(Ended(made.talk.id, "ended"))
            made.say("talk_over")
        if found.talk and found.lost:
            made.say("flow_changed", n=str(found.again))
        made.talk = found.talk

    def sent_before(self, seat: Seat, event: Event, made: Turn) -> bool:
        """Whether this is a second press of Send after the talk has ended; then it says that it was sent once."""
        again = isinstance(event, Chose) and event.talk is not None and seat.ended.get(event.talk) == "sent"
        if again:
            made.say("sent_once")
        return again

    def apologise(self, arrival: Arrival, seat: Seat, now: datetime) -> None:
        """The one message after a failure: sorry, and a number."""
        world = World(self.library, self.towns, now, self.speaks(seat, arrival))
        text = Writer(world, world.language).phrase("sorry_plain")
        seat.out.append(queued(seat.lane, arrival.channel, arrival.chat, Message(text, world.language), now))

    def book(
        self, seat: Seat, made: Turn, arrival: Arrival, messages: list[Message], now: datetime, forgotten: bool = False
    ) -> None:
        """Note what becomes of the lane; where everything was erased, also what the batch had gathered so far."""
        if forgotten:
            seat.out, seat.endings = [], []
        for ended in made.ended:
            seat.endings.append(talks.Ending(seat.lane, ended.talk, "sent" if ended.how == "sent" else "ended"))
        seat.talk, seat.touched = made.talk, True
        desk = made.world.desk if isinstance(made.world, World) else None
        about = desk.opened.key if desk and desk.opened else None
        for message in messages:
            case = about if message.protected else None
            seat.out.append(queued(seat.lane, arrival.channel, arrival.chat, message, now, about=case))

    async def keep(self, tx: Tx, seats: Iterable[Seat], now: datetime) -> None:
        """Save, end and queue for the whole batch."""
        touched = [seat for seat in seats if seat.touched or seat.out]
        await talks.end(tx, [ending for seat in touched for ending in seat.endings], now)
        await talks.save(tx, [self.kept(seat, now) for seat in touched if seat.talk])
        await outbox.put(tx, [row for seat in touched for row in seat.out], now)

    def kept(self, seat: Seat, now: datetime) -> talks.Talk:
        """The talk as it is stored, until the moment it is forgotten."""
        talk = seat.talk
        if talk is None:
            raise LookupError(seat.lane)
        until = now + waits(self.library.content.flows, talk)
        kind = talk.flow if talk.flow in ("signal", "desk") else "advice"
        return talks.Talk(seat.lane, talk.id, kind, talk.to_json(), until)

    async def standing(self, channel: str, chat: str) -> tuple[str | None, str | None]:
        """The step a chat is asked at the moment and its flow; None and None without a talk."""
        lane = self.lane(channel, chat)
        now = self.clock.now()
        async with self.store.read() as tx:
            talk = _read((await talks.load(tx, [lane], now)).get(lane))
            if talk is None:
                return None, None
            open_areas = await self.open_areas(tx, now)
            world = await self.world(tx, lane, channel, talk, talk.language, now, open_areas)
        if talk.draft and talk.draft.key == "language":
            return "language", talk.flow
        stop = Turn(self.library.content.flows, world, talk).trail().open
        return (stop.key if stop else None), talk.flow

    async def pulled(self, channel: str, chat: str, after: int = 0) -> list[tuple[int, Message]]:
        """What waits for a chat that fetches its messages, after a number, in order."""
        lane, now = self.lane(channel, chat), self.clock.now()
        async with self.store.read() as tx:
            found = [(row.seq, unpack(row.payload)[1]) for row in await outbox.pulled(tx, lane, after, now)]
            if any(message.case for _, message in found) and await people.unlocked(tx, lane, now) is None:
                found = [(seq, message) for seq, message in found if not message.case]
        return found

    async def drop(self, channel: str, chat: str, upto: int) -> None:
        """Forget what a chat has fetched, up to a number."""
        async with self.store.write() as tx:
            await outbox.drop(tx, self.lane(channel, chat), upto)


def _read(payload: str | None) -> Talk | None:
    """A talk that an older version wrote and nobody can read any more counts as over."""
    try:
        return Talk.from_json(payload) if payload else None
    except (ValueError, TypeError, KeyError) as error:
        log.error("talk_unreadable", error=type(error).__name__)
        return None
