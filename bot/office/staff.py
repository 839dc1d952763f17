"""Coordinators at their desk: invited, unlocked, and shown only what the database lets them read at this moment."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.cases.signal import sender_state
from bot.office.calendar import calendar_of
from bot.office.desk import Desk, Line, Opened
from bot.office.message import Arrival
from bot.office.world import World
from bot.store import desk as shelf
from bot.store import people
from bot.store.desk import View
from bot.store.engine import Tx
from bot.talk.event import Asked, Event, Wrote
from bot.talk.state import Talk
from bot.talk.turn import Turn
from bot.text.day import date_of

UNLOCKING = {"wrong": "desk_wrong_code", "used": "desk_code_used", "too_many": "desk_too_many_codes"}


@dataclass
class Staff:
    """The coordinator's side of one event. For everybody else it does nothing and costs nothing."""

    tx: Tx
    arrival: Arrival
    lane: str
    now: datetime
    world: World
    person: people.Person | None = None
    deletes: tuple[int, ...] = ()
    sweeps: str = ""
    enrolled: people.Enrolled | None = None
    views: dict[str, View | None] = field(default_factory=dict)

    async def seated(self, made: Turn, event: Event) -> Event | None:
        """The event to go on with, and the desk laid out; None when the event was dealt with here."""
        if isinstance(event, Asked) and event.command in ("invite", "lock"):
            await (self.invited(made, event.argument) if event.command == "invite" else self.locked(made))
            return None
        if isinstance(event, Wrote) and _six_digits(event.text) and await self.is_locked():
            if not await self.unlocked(made, event):
                return None
            event = Asked("desk")
        at_desk = made.talk is not None and made.talk.flow == "desk"
        if isinstance(event, Asked):
            at_desk = event.command == "desk" or (at_desk and event.command in ("back", "skip"))
        return event if not at_desk or await self.sits(made) else None

    async def sits(self, made: Turn) -> bool:
        """Whether this person may work at the desk now; the reason is said if not."""
        self.person = await people.unlocked(self.tx, self.lane, self.now)
        if self.person is None:
            known = await people.by_lane(self.tx, self.lane)
            made.say("desk_locked" if known else "not_for_coordinator")
            return False
        await self.lay_out(made)
        return True

    async def is_locked(self) -> bool:
        """Whether somebody is enrolled here whose desk is closed."""
        enrolled = await people.by_lane(self.tx, self.lane)
        return enrolled is not None and await people.unlocked(self.tx, self.lane, self.now) is None

    async def invited(self, made: Turn, code: str) -> None:
        """Enrol with an invitation; the secret is shown once."""
        if not code:
            return made.say("invite_hint")
        arrival = self.arrival
        done = await people.enrol(
            self.tx, code, self.lane, arrival.channel, arrival.chat, self.world.language, self.now
        )
        if done is None:
            return made.say("invite_invalid")
        self.enrolled = done
        return None

    async def locked(self, made: Turn) -> None:
        """Close the desk; what was shown here is deleted from the chat."""
        await people.lock(self.tx, self.lane, self.now)
        self.sweeps = "secret"
        if made.talk and made.talk.flow == "desk":
            made.leave("locked")
        made.say("desk_lock_done")

    async def unlocked(self, made: Turn, event: Wrote) -> bool:
        """Whether six digits open the desk; what happened is said."""
        digits = "".join(sign for sign in event.text if sign.isdecimal())
        answer = await people.unlock(self.tx, self.lane, digits, self.now)
        made.say("desk_unlocked" if answer == "unlocked" else UNLOCKING.get(answer, "desk_wrong_code"))
        return answer == "unlocked"

    async def come_back(self, made: Turn) -> None:
        """The desk as it is now, also when the turn came back to it from 🆘 or a command."""
        if self.person is None:
            self.person = await people.unlocked(self.tx, self.lane, self.now)
        await self.lay_out(made)

    def remembering(self, talk: Talk) -> Talk:
        """The desk's talk with the version of the case that this turn has shown: later acts count for that one only."""
        opened = self.world.desk.opened if self.world.desk else None
        shown = opened is not None and "case" not in talk.answers
        return replace(talk, marks={**talk.marks, "version": str(opened.version)}) if opened and shown else talk

    async def lay_out(self, made: Turn) -> None:
        """Put the list and the open signal, as they are now, into the world."""
        if self.person is None:
            return
        talk = made.talk
        items = await shelf.listed(self.tx, self.person.id, self.now)
        lines = tuple(Line(item.id, self.line(item)) for item in items)
        key = next(iter(talk.answers.get("desk", ())), "") if talk and talk.flow == "desk" else ""
        opened = await self.opened(key) if any(item.id == key for item in items) else None
        self.world = replace(self.world, desk=Desk(self.person.id, lines, opened))
        made.world = self.world

    def line(self, item: shelf.Item) -> str:
        """What the list says of a signal: a short code, the town, the day."""
        world = self.world
        place = world.library.places.area(item.area).called(world.language) if world.known(item.area) else item.area
        return f"{item.id[:4].upper()} · {place} · {date_of(self.day(item), world.language)}"[:36]

    def day(self, item: shelf.Item) -> date:
        """The day a signal came in, at its place."""
        return item.received.astimezone(calendar_of(self.world.library.places, item.area).zone).date()

    async def opened(self, key: str) -> Opened | None:
        """The open signal; read (and logged) once an event."""
        if self.person is None:
            return None
        if key not in self.views:
            self.views[key] = await shelf.read(self.tx, self.person.id, key, self.now)
        view = self.views[key]
        if view is None:
            return None
        answers = {step: tuple(values) for step, values in json.loads(view.content)["answers"].items()}
        said = tuple((word.kind, word.step, tuple(json.loads(word.body))) for word in view.words)
        answers |= {step: body for kind, step, body in said if kind == "answer"}
        return Opened(key, view.case.version, sender_state(view.case), answers, said, view.phone or "")


def _six_digits(text: str) -> bool:
    digits = text.replace(" ", "")
    return len(digits) == 6 and digits.isdecimal()
