"""One event in its transaction, as the office makes it: for tests of what a feature does with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.intake.context import Done, TurnContext
from bot.intake.lane import LaneState
from bot.intake.office import Office
from bot.post.message import Arrival
from bot.talk.event import Event, Looked
from bot.talk.reply import Effect, Reply
from bot.talk.state import Answer, Talk


@asynccontextmanager
async def event_of(
    office: Office, chat: str, event: Event | None = None, talk: Talk | None = None, channel: str = "line"
) -> AsyncIterator[TurnContext]:
    """Somebody's event, with this talk open, prepared by all features; what is written is committed at the end."""
    arrival = Arrival(channel, "event", chat, event or Looked())
    seat = LaneState(office.lane(channel, chat), talk)
    async with office.store.write() as tx:
        yield await office.context(tx, arrival, seat, office.clock.now(), {})


def asked(name: str, flow: str = "", answers: Mapping[str, Answer] | None = None, **more: str) -> Effect:
    """An effect as a turn asks for it."""
    return Effect(name, talk="abc123", flow=flow, answers=dict(answers or {}), **more)


def said(done: Done | TurnContext) -> list[str]:
    """The phrases of what an effect says, or of what a turn says so far."""
    items = done.says if isinstance(done, Done) else done.turn.out
    return [item.phrase for item in items if isinstance(item, Reply) and item.phrase]
