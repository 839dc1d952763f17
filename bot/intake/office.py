"""What came in, in one transaction: seen, locked, turned, done, answered, committed. Only then is it acknowledged.

An event whose turn fails is set aside alone and its person gets an apology; a failure of the store is nobody's fault
but the store's: nothing of the batch is acknowledged, and it is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from bot.clock import Clock
from bot.intake.context import TurnContext
from bot.intake.effects import carry_out
from bot.intake.feature import Features
from bot.intake.flood import Flood
from bot.intake.lane import LaneState, load_lane_states, note_numbers_of, read_talk, save_lane_states
from bot.places.resolve import resolve_place
from bot.post.message import Arrival, Message, queue_row, unpack_payload
from bot.post.reach import SHIPPED, Can, can_of
from bot.store import outbox, talks
from bot.store.engine import FAILURES, Store
from bot.store.journal import Journal
from bot.store.tx import Tx
from bot.talk import handle, review
from bot.talk.event import Asked, Chose, Event, Looked, Spot, Wrote
from bot.talk.reply import Effect, Reply
from bot.talk.state import Talk
from bot.talk.trail import may_ask_place
from bot.talk.turn import FIRST_TALK, Ended, Turn
from bot.text.foreign import clean_text
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer

log = structlog.get_logger()

Batch = dict[str, Any]
HandleArrival = Callable[[Tx, Arrival, LaneState, datetime, Batch], Awaitable[None]]


@dataclass
class Office:
    """Everything one process needs to answer people. `memory` is what features remember between batches."""

    library: Library
    features: Features
    store: Store
    towns: Towns
    clock: Clock
    woken: Callable[[], None] = lambda: None
    journal: Journal | None = None
    flood: Flood | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    channels: Mapping[str, Can] = field(default_factory=lambda: SHIPPED)

    def lane(self, channel: str, chat: str) -> str:
        """The pseudonym under which a chat is kept."""
        return self.store.ring.lane(channel, chat)

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Handle a batch and commit. Raises `FAILURES` when the store fails: nothing is done."""
        placing = await self.placing(arrivals)
        ready = [await self.resolved(arrival, placing) for arrival in arrivals]
        try:
            await self.handled(ready, self.turned)
        except FAILURES:
            raise
        except Exception:  # some event: nothing is committed, and the batch is taken again with a net under each
            await self.handled(ready, self.one)
        self.woken()

    async def handled(self, ready: Sequence[Arrival], turned: HandleArrival) -> None:
        """A batch in one transaction, each event by `turned`."""
        now = self.clock.now()
        async with self.store.write() as tx:
            fresh = await self.unseen(tx, ready, now)
            lanes = [self.lane(arrival.channel, arrival.chat) for arrival in fresh]
            seats = await load_lane_states(tx, [(lane, one.event) for lane, one in zip(lanes, fresh, strict=True)], now)
            batch: Batch = {}
            for arrival, lane in zip(fresh, lanes, strict=True):
                await turned(tx, arrival, seats[lane], now, batch)
            await save_lane_states(tx, seats.values(), self.library, now)

    async def placing(self, arrivals: Sequence[Arrival]) -> frozenset[str]:
        """The lanes whose text may be a place: their talk may ask for one, or comes to it by an event before.

        Looking up a sentence takes longer than its whole turn, so it is not done for every text.
        """
        lanes = [self.lane(arrival.channel, arrival.chat) for arrival in arrivals]
        wrote = {lane for lane, arrival in zip(lanes, arrivals, strict=True) if isinstance(arrival.event, Wrote)}
        several = frozenset(lane for lane in wrote if lanes.count(lane) > 1)
        if wrote == several:
            return several
        async with self.store.read() as tx:
            rows = await talks.load_talks(tx, wrote - several, self.clock.now())
        open_ones = {lane: talk for lane, row in rows.items() if (talk := read_talk(row))}
        flows = self.library.content.flows
        return several | {
            lane for lane, talk in open_ones.items() if talk.flow not in flows or may_ask_place(flows[talk.flow], talk)
        }

    async def resolved(self, arrival: Arrival, placing: Collection[str]) -> Arrival:
        """What was typed, cleaned; what may be a place with those it may mean, looked up in a thread."""
        if isinstance(arrival.event, Asked) and arrival.event.argument:
            return replace(arrival, event=replace(arrival.event, argument=clean_text(arrival.event.argument)))
        if not isinstance(arrival.event, Wrote):
            return arrival
        text = clean_text(arrival.event.text)
        if self.lane(arrival.channel, arrival.chat) not in placing:
            return replace(arrival, event=replace(arrival.event, text=text))
        try:
            found = await asyncio.to_thread(resolve_place, self.library.places, text)
        except Exception as error:  # one text must not hold up the batch: it is taken without places
            log.error("places", channel=arrival.channel, error=type(error).__name__)
            return replace(arrival, event=replace(arrival.event, text=text))
        spots = tuple(Spot(place.code, place.label) for place in found.places)
        return replace(arrival, event=replace(arrival.event, text=text, places=spots, sure=found.answer == "one"))

    async def unseen(self, tx: Tx, arrivals: Iterable[Arrival], now: datetime) -> list[Arrival]:
        """Those that were never handled, each once; from here on nobody else works on their lanes."""
        by_channel: dict[str, dict[str, Arrival]] = {}
        for arrival in arrivals:
            by_channel.setdefault(arrival.channel, {}).setdefault(arrival.id, arrival)
        fresh: list[Arrival] = []
        for channel, found in sorted(by_channel.items()):
            lanes = [self.lane(channel, arrival.chat) for arrival in found.values()]
            new = await talks.note_update_ids(tx, channel, found, now, lanes)
            fresh += [arrival for id, arrival in found.items() if id in new]
        return fresh

    async def one(self, tx: Tx, arrival: Arrival, seat: LaneState, now: datetime, batch: Batch) -> None:
        """One event of one lane; a failure that is not the store's sets it aside."""
        before = seat.copy()
        try:
            async with tx.nested():
                await self.turned(tx, arrival, seat, now, batch)
        except FAILURES:
            raise
        except Exception as error:
            log.error("event_set_aside", channel=arrival.channel, error=type(error).__name__)
            seat.back_to(before)
            await talks.set_update_aside(tx, arrival.channel, arrival.id, type(error).__name__)
            self.apologise(arrival, seat, now)

    async def turned(self, tx: Tx, arrival: Arrival, seat: LaneState, now: datetime, batch: Batch) -> None:
        """The turn, its effects, its messages."""
        context = await self.context(tx, arrival, seat, now, batch)
        turn = context.turn
        self.fitted(turn)
        event = await self.features.hear(context, arrival.event)
        if event is not None and not self.sent_before(seat, event, turn):
            handle.take_turn(turn, event)
        if self.flood and self.flood.over(seat.lane, now):
            turn.out.insert(0, Reply(phrase="slow_down"))
        if arrival.number is not None:
            self.noted(context, seat, arrival.number)
        if any(isinstance(item, Effect) for item in turn.out):
            await note_numbers_of(tx, [seat], now)  # an effect may clear or erase them
        self.book(seat, context, await carry_out(context, self.features))

    async def context(self, tx: Tx, arrival: Arrival, seat: LaneState, now: datetime, batch: Batch) -> TurnContext:
        """The event with its world, and what features let the turn ask of it."""
        language, chat_app = self.speaks(seat, arrival), not can_of(self.channels, arrival.channel).pulled
        world = World(self.library, self.towns, now, language, chat_app, self.channels)
        turn = Turn(self.library.content.flows, world, seat.talk)
        context = TurnContext(tx, turn, world, arrival, seat.lane, now, seat.out, batch, self.memory)
        await self.features.prepare(context)
        return context

    def noted(self, context: TurnContext, seat: LaneState, number: str) -> None:
        """The person's own message: a text that was asked for is deleted from the chat, others wait for `/clear`."""
        if not isinstance(context.arrival.event, Wrote):
            return seat.numbers.append(number)
        before = seat.talk
        flow = self.library.content.flows.get(before.flow) if before else None
        asked = Turn({flow.name: flow}, context.world, before).trail().open if flow and before else None
        if asked and asked.step.kind == "text":
            context.done.deletes += (number,)
        else:
            seat.numbers.append(number)
        return None

    def speaks(self, seat: LaneState, arrival: Arrival) -> str:
        """The language: the talk's own, else the channel's guess where it is offered, else English."""
        guess = seat.talk.language if seat.talk else arrival.language
        offered = self.library.languages(FIRST_TALK)
        return next((code for code in (guess, guess[:2]) if code in offered), "en")

    def fitted(self, made: Turn) -> None:
        """The talk fitted to today's flow files; the person is told, and how many questions come again."""
        if made.talk is None:
            return
        found = review.fit_to_flows(made.flows, made.talk, made.world)
        if found.talk is None or found.talk.id != made.talk.id:
            made.ended.append(Ended(made.talk.id, "ended"))
            made.say("talk_over")
        if found.talk and found.lost:
            made.say("flow_changed", n=str(found.again))
        made.talk = found.talk

    def sent_before(self, seat: LaneState, event: Event, made: Turn) -> bool:
        """Whether this is a second press of Send after the talk has ended; then it says that it was sent once."""
        again = isinstance(event, Chose) and event.talk is not None and seat.sent(event.talk)
        if again:
            made.say("sent_once")
        return again

    def apologise(self, arrival: Arrival, seat: LaneState, now: datetime) -> None:
        """The one message after a failure: sorry, and a number."""
        world = World(self.library, self.towns, now, self.speaks(seat, arrival))
        can = can_of(self.channels, arrival.channel)
        text = Writer(world, world.language).phrase("sorry_plain")
        seat.out.append(queue_row(seat.lane, arrival.channel, arrival.chat, Message(text, world.language), now, can))

    def book(self, seat: LaneState, context: TurnContext, messages: list[Message]) -> None:
        """Note what becomes of the lane; where everything was erased, also what the batch had gathered so far."""
        turn, done, arrival = context.turn, context.done, context.arrival
        if done.forgotten:
            seat.out, seat.endings = [row for row in seat.out if row.lane != seat.lane], []
        for ended in turn.ended:
            seat.endings.append(talks.TalkEnding(seat.lane, ended.talk, "sent" if ended.how == "sent" else "ended"))
        about, can = self.about(context.world, turn.talk, seat.talk), can_of(self.channels, arrival.channel)
        seat.talk, seat.touched = turn.talk, True
        for message in messages:
            case = about if message.protected else None
            seat.out.append(queue_row(seat.lane, arrival.channel, arrival.chat, message, context.now, can, about=case))
        seat.out += done.pushed

    def about(self, world: World, *talks: Talk | None) -> str | None:
        """What protected messages are about: by the first of these talks that has any."""
        policy = self.library.vocabulary.policy
        talk = next((talk for talk in talks if talk and policy(talk.flow).protected), None)
        return policy(talk.flow).frame(world, talk).about if talk else None

    async def standing(self, channel: str, chat: str) -> tuple[str | None, str | None]:
        """The step a chat is asked at the moment and its flow; None and None without a talk."""
        lane, now = self.lane(channel, chat), self.clock.now()
        async with self.store.read() as tx:
            talk = read_talk((await talks.load_talks(tx, [lane], now)).get(lane))
            if talk is None or talk.flow not in self.library.content.flows:
                return None, None
            context = await self.context(tx, Arrival(channel, "", chat, Looked()), LaneState(lane, talk), now, {})
        if talk.draft and talk.draft.key == "language":
            return "language", talk.flow
        stop = context.turn.trail().open
        return (stop.key if stop else None), talk.flow

    async def pulled(self, channel: str, chat: str, after: int = 0) -> list[tuple[int, Message]]:
        """What waits for a chat that fetches its messages, after a number, in order."""
        lane, now = self.lane(channel, chat), self.clock.now()
        async with self.store.read() as tx:
            found = [
                (row.seq, unpack_payload(row.payload)[1]) for row in await outbox.pulled_messages(tx, lane, after, now)
            ]
            if any(message.case for _, message in found) and not await self.features.may_see(tx, lane, now):
                found = [(seq, message) for seq, message in found if not message.case]
        return found

    async def drop(self, channel: str, chat: str, upto: int) -> None:
        """Forget what a chat has fetched, up to a number."""
        async with self.store.write() as tx:
            await outbox.drop_fetched(tx, self.lane(channel, chat), upto)
