"""Coordinators at their desk: invited, unlocked, and shown only what the database lets them read at this moment."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.cases.signal import Signal
from bot.office import notices, oversight
from bot.office.calendar import day_at
from bot.office.desk import Desk, Line, Opened, version_in
from bot.office.library import TENSION
from bot.office.message import Arrival, Message
from bot.office.world import World
from bot.office.writer import Writer
from bot.store import counters, people
from bot.store import desk as shelf
from bot.store import oversight as records
from bot.store.desk import View
from bot.store.outbox import Out
from bot.store.tx import Tx
from bot.store.vault import month_of
from bot.talk.always import OF_STAFF
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.state import Talk
from bot.talk.turn import Turn
from bot.text.day import date_of

A_PAGE = 50
NO_SIGNAL = ("refresh", "more", "leave")
ACTS = ("desk", "case", "ask_back", "answer", "close", "colleague")
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
    deletes: tuple[str, ...] = ()
    sweeps: str = ""
    forgotten: bool = False
    pushed: list[Out] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    views: dict[str, View | None] = field(default_factory=dict)

    async def seated(self, made: Turn, event: Event) -> Event | None:
        """The event to go on with, and the desk laid out; None when the event was dealt with here."""
        if isinstance(event, Asked) and event.command in OF_STAFF:
            await self.asked(made, event)
            return None
        if isinstance(event, Wrote) and _six_digits(event.text) and await self.is_locked():
            if not await self.unlocked(made, event):
                return None
            event = Asked("desk")
        at_desk = made.talk is not None and made.talk.flow == "desk"
        if isinstance(event, Asked):
            at_desk = event.command == "desk" or (at_desk and event.command in ("back", "skip"))
        if at_desk and not (await self.sits(made, event) and self.sees(made, event)):
            return None
        if at_desk and self.person and not any(role in people.READERS for _, role in self.person.roles):
            await self.looked_in(made, self.person)
            return None
        return event

    async def asked(self, made: Turn, event: Asked) -> None:
        """A command that belongs to people who are enrolled."""
        if event.command == "invite":
            await self.invited(made, event.argument)
        elif event.command == "lock":
            await self.locked(made, event.argument)
        elif (person := await people.unlocked(self.tx, self.lane, self.now)) is None:
            made.say("desk_locked" if await people.by_lane(self.tx, self.lane) else "not_for_coordinator")
        else:
            await (self.counted if event.command == "counts" else self.logged)(made, person)

    async def looked_in(self, made: Turn, person: people.Person) -> None:
        """The desk of who reads no signals: the auditor's counts and log; for a region nothing but notices."""
        if any(role == "auditor" for _, role in person.roles):
            await self.counted(made, person)
            await self.logged(made, person)
        else:
            made.say("desk_region")

    async def counted(self, made: Turn, person: people.Person) -> None:
        """The counts of an auditor's areas; small ones are hidden."""
        found = await records.counts(self.tx, person.id, self.now)
        if found is None:
            return made.say("desk_not_yours")
        return self.messages.append(oversight.counts_page(self.writer, found))

    async def logged(self, made: Turn, person: people.Person) -> None:
        """The log of an auditor's areas, this month."""
        found = await records.log(self.tx, person.id, self.now)
        if found is None:
            return made.say("desk_not_yours")
        return self.messages.append(oversight.log_page(self.writer, found))

    @property
    def writer(self) -> Writer:
        """Writes in this person's language."""
        return Writer(self.world, self.world.language)

    async def sits(self, made: Turn, event: Event) -> bool:
        """Whether this person may work at the desk now; the reason is said if not, and a press is logged."""
        self.person = await people.unlocked(self.tx, self.lane, self.now)
        if self.person is None:
            known = await people.by_lane(self.tx, self.lane)
            if known:
                await self.reached(known.id, made, event)
            made.say("desk_locked" if known else "not_for_coordinator")
            return False
        await self.lay_out(made)
        if self.world.desk and self.world.desk.opened is None:
            await self.reached(self.person.id, made, event)
        return True

    async def reached(self, who: str, made: Turn, event: Event) -> None:
        """Log a press, or words, for a signal that is not open to this person (locked, of others, closed, gone)."""
        pressed = isinstance(event, Chose) and event.key in ACTS
        if made.talk is None or not (pressed or isinstance(event, Wrote)):
            return
        first = isinstance(event, Chose) and event.key == "desk"
        wanted = event.options if isinstance(event, Chose) and first else made.talk.answers.get("desk", ())
        listed = {line.key for line in self.world.desk.lines} if self.world.desk else set()
        for key in wanted:
            if key not in listed and key not in NO_SIGNAL:
                await shelf.refused(self.tx, who, key, self.now)

    def sees(self, made: Turn, event: Event) -> bool:
        """Whether what was pressed or typed is about the case that is open; one that is not does nothing, and says so.

        Two windows show two cases, and old buttons stay in a chat: words about one must not go to another's sender.
        """
        etag = event.etag if isinstance(event, (Chose, Wrote)) else ""
        if not etag or made.talk is None:
            return True
        opened = self.world.opened
        if opened is None or version_in(etag, opened.key) is None:
            made.say("desk_other")
            made.advance()
            return False
        made.talk = made.talk.seeing(etag)
        return True

    async def is_locked(self) -> bool:
        """Whether somebody is enrolled here whose desk is closed."""
        enrolled = await people.by_lane(self.tx, self.lane)
        return enrolled is not None and not enrolled.at_desk(self.now)

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
        return self.messages.append(notices.welcome(self.writer, done))

    async def locked(self, made: Turn, argument: str = "") -> None:
        """Close the desk; what was shown here is deleted from the chat. `all` also closes the desks next to it."""
        one = await people.by_lane(self.tx, self.lane)
        await people.lock(self.tx, self.lane, self.now)
        await shelf.unshow(self.tx, self.lane, notices.shows_case)
        if one and argument == "all":
            others = await people.lock_others(self.tx, one, self.now)
            self.pushed += [await notices.locked(self.tx, self.writer, other) for other in others]
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
        opened = self.world.opened
        return talk.seeing(opened.etag) if opened and "case" not in talk.answers else talk

    async def lay_out(self, made: Turn) -> None:
        """Put the list and the open signal, as they are now, into the world."""
        if self.person is None:
            return
        talk = made.talk if made.talk and made.talk.flow == "desk" else None
        who, page = self.person.id, int(talk.marks.get("page", "0")) if talk else 0
        items = await shelf.listed(self.tx, who, self.now, A_PAGE + 1, page)
        if page and not items:
            items = await shelf.listed(self.tx, who, self.now, A_PAGE + 1)
        shown = items[:A_PAGE]
        key = next(iter(talk.answers.get("desk", ())), "") if talk else ""
        opened = await self.opened(key) if key and key not in NO_SIGNAL else None
        last = shown[-1].seq if shown else 0
        total = await shelf.count(self.tx, who, self.now)
        told = await self.tensions(self.person)
        lines = tuple(Line(item.id, self.label(item)) for item in shown)
        self.world = replace(self.world, desk=Desk(who, lines, opened, total, last, len(items) > A_PAGE, told))
        made.world = self.world

    async def turn_page(self, made: Turn, after: int) -> None:
        """Show the list from behind this number."""
        if made.talk:
            made.talk = replace(made.talk, marks={**made.talk.marks, "page": str(after)})
        await self.lay_out(made)

    async def tensions(self, person: people.Person) -> dict[str, int]:
        """What was told of tense places in this person's areas, in this month and the two before."""
        first = self.now.replace(day=1) - timedelta(days=45)
        sums: dict[str, int] = {}
        for cell, number in (await counters.cells(self.tx, TENSION, month_of(first), month_of(self.now))).items():
            area, _, what = cell.partition("/")
            if {area, people.EVERYWHERE} & {theirs for theirs, _ in person.roles}:
                sums[what] = sums.get(what, 0) + number
        return sums

    def label(self, item: shelf.Item | Signal) -> str:
        """What the list says of a signal: a short code, the town, the day."""
        world = self.world
        place = world.library.places.area(item.area).called(world.language) if world.known(item.area) else item.area
        return f"{item.id[:4].upper()} · {place} · {date_of(self.day(item), world.language)}"[:36]

    def day(self, item: shelf.Item | Signal) -> date:
        """The day a signal came in, at its place."""
        return day_at(self.world.library.places, item.area, item.received)

    async def opened(self, key: str) -> Opened | None:
        """The open signal; logged once an event, however often the event looks at it."""
        if self.person is None:
            return None
        if key not in self.views:
            what = "" if key in self.read else "read"
            self.views[key] = await shelf.read(self.tx, self.person.id, key, self.now, what)
            self.read.add(key)
        view = self.views[key]
        if view is None:
            return None
        others = await shelf.colleagues(self.tx, self.person.id, key, self.now) if view.keeps else []
        content = json.loads(view.content)
        answers = {step: tuple(values) for step, values in content["answers"].items()}
        said = tuple((word.kind, word.step, tuple(json.loads(word.body))) for word in view.words)
        answers |= {step: body for kind, step, body in said if kind == "answer"}
        return Opened(
            key,
            view.case.version,
            view.case.state,
            self.label(view.case),
            answers,
            said,
            view.phone or "",
            view.keeps,
            view.mine,
            view.second is not None,
            tuple(Line(one.id, self.colleague(one)) for one in others),
            self.world.library.kept(content.get("flow")),
        )

    def colleague(self, one: people.Person) -> str:
        """How the list calls somebody: role, town, and a few signs to tell two apart; nobody has a name here."""
        area, role = sorted(pair for pair in one.roles if pair[1] in people.READERS)[0]
        town = self.writer.town(area) if area != people.EVERYWHERE else "*"
        return f"{self.writer.phrase(f'role_{role}')} · {town} · {one.id[:4].upper()}"


def _six_digits(text: str) -> bool:
    digits = text.replace(" ", "")
    return len(digits) == 6 and digits.isdecimal()
