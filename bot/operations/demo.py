"""The demonstration: the real program with a fictitious operator, two phones, and a clock that can be moved."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp

from bot.features.signal import kept
from bot.features.signal.time import acts_of
from bot.features.staff import records as people
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.post.message import Arrival, Button
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.text.day import date_text

DEMO_CHANNEL = "web"
WORKER, COORDINATOR = "worker", "coordinator"
DEMO_AREAS = ("*",)
PHONE_LANGUAGES = {WORKER: "fr", COORDINATOR: "nl"}
DEMO_REMINDERS = {
    "tell_deputy": "demo_reminder",
    "tell_region": "demo_reminder",
    "tell_sender": "demo_reminder",
    "check": "demo_closing_check",
    "expire": "demo_case_closed",
    "delete": "demo_case_deleted",
}


def press(key: str, *options: str) -> Chose:
    """A press without an old talk."""
    return Chose(key, options)


WHO_EVENTS: tuple[Event, ...] = (
    press("role", "school"),
    press("about", "pupil"),
    press("age", "young"),
    Wrote("1800 Vilvoorde"),
)
WORRY_EVENTS: tuple[Event, ...] = (
    Asked("signal"),
    *WHO_EVENTS,
    press("law", "understood"),
    press("allowed", "yes"),
    press("consent", "yes"),
    press("areas", "peers"),
    press("noticed[peers]", "drops"),
    Asked("skip"),
    press("how_known", "seen"),
    press("since", "months3"),
    press("strengths", "adult", "plans"),
    press("other_reasons", "grief"),
    press("informed", "will"),
    press("contact_me", "chat"),
    press("review", "send"),
    press("how_are_you", "ok"),
)
REPLY_EVENTS: tuple[Event, ...] = (
    press("case", "take"),
    press("case", "answer"),
    Wrote("Bedankt. Ik bel morgen met de zorgcoördinator van de school."),
    press("guard", "ok"),
    press("next", "list"),
)
SITUATION_EVENTS: dict[int, tuple[Event, ...]] = {
    1: (
        Asked("start"),
        press("danger", "no"),
        press("role", "family"),
        press("about", "child"),
        press("age", "teen"),
        Wrote("1080 Molenbeek"),
        press("need", "talk"),
    ),
    2: WORRY_EVENTS[:11],
    3: (
        Asked("life_map"),
        *WHO_EVENTS,
        press("mode", "colleague"),
        press("areas", "school"),
        press("strengths[school]", "attends"),
        press("noticed[school]", "less"),
        press("how_known[school]", "seen"),
    ),
}


@dataclass
class Demo:
    """What the demonstration's page shows and moves. `pace`: how long each step of the story stands, in seconds."""

    office: Office
    pace: float = 0.4
    secret: str = ""
    count: itertools.count[int] = field(default_factory=itertools.count)

    async def prepare(self) -> None:
        """Enrol a coordinator and a deputy for every place, by invitation like anybody else."""
        for role in (COORDINATOR, "deputy"):
            now, lane = self.office.clock.now(), self.office.lane(DEMO_CHANNEL, role)
            async with self.office.store.write() as tx:
                code = await people.make_invitation(tx, DEMO_AREAS, role, now)
                done = await people.enrol_person(tx, code, lane, DEMO_CHANNEL, role, PHONE_LANGUAGES[COORDINATOR], now)
            if done and done.secret and role == COORDINATOR:
                self.secret = done.secret

    def code(self) -> str:
        """The six digits the coordinator's app shows now."""
        return pyotp.TOTP(self.secret).at(self.office.clock.now())

    async def kept(self) -> dict[str, int]:
        """What is kept right now."""
        async with self.office.store.read() as tx:
            return await kept.now_kept(tx)

    async def does(self, phone: str, *events: Event) -> None:
        """One phone does something."""
        for event in events:
            arrival = Arrival(DEMO_CHANNEL, f"demo.{next(self.count)}", phone, event, PHONE_LANGUAGES[phone])
            await self.office.take([arrival])

    async def clear(self, phone: str) -> None:
        """A phone as if just opened: no talk, nothing waiting."""
        if (await self.office.standing(DEMO_CHANNEL, phone))[1]:
            await self.does(phone, Asked("stop"))
        rows = await self.office.pulled(DEMO_CHANNEL, phone)
        if rows:
            await self.office.drop(DEMO_CHANNEL, phone, rows[-1][0])

    async def situation(self, number: int) -> None:
        """Bring the worker's phone to one of three situations."""
        await self.clear(WORKER)
        await self.does(WORKER, *SITUATION_EVENTS[number])

    async def later(self, days: int, language: str = "en") -> list[str]:
        """Move the clock day by day; one line for each thing that happened, in a language."""
        lines: list[str] = []
        rounds = Rounds(self.office)
        for _ in range(days):
            self.office.clock.move(timedelta(days=1))
            done = await rounds.once()
            day = date_text(self.office.clock.now().date(), language)
            lines += [
                self.sentence(language, "demo_event", date=day, value=self.sentence(language, DEMO_REMINDERS[act.what]))
                for act in acts_of(done)
            ]
        return lines

    def sentence(self, language: str, phrase: str, **values: str) -> str:
        """A sentence of the assistant."""
        library = self.office.library
        return library.texts.say(language, f"phrases.{phrase}", library.content.phrases[phrase], values or None)

    async def story(self) -> AsyncIterator[tuple[str, str]]:
        """A worker shares a worry in French; the coordinator reads and answers in Dutch; the worker sees it.

        Yields (phone, what is pressed or typed, in its words) before it is done; without words the phone begins anew.
        """
        for phone in PHONE_LANGUAGES:
            await self.clear(phone)
            yield phone, ""
        await asyncio.sleep(2 * self.pace)  # the page opens them anew
        async for phone, event in self.acts():
            await asyncio.sleep(self.pace)
            yield phone, await self.told(phone, event)
            await asyncio.sleep(self.pace)
            await self.does(phone, event)

    async def acts(self) -> AsyncIterator[tuple[str, Event]]:
        """What the two do, one after the other; the next act is asked for when the one before is done."""
        for event in WORRY_EVENTS:
            yield WORKER, event
        yield COORDINATOR, await self.unlocking()
        yield COORDINATOR, await self.newest()
        for event in REPLY_EVENTS:
            yield COORDINATOR, event
        yield WORKER, Asked("receipt")

    async def unlocking(self) -> Event:
        """The six digits; where the desk is still open, the way to it."""
        async with self.office.store.read() as tx:
            person = await people.unlocked_person(
                tx, self.office.lane(DEMO_CHANNEL, COORDINATOR), self.office.clock.now()
            )
        return Asked("desk") if person else Wrote(self.code())

    async def newest(self) -> Event:
        """The press that opens the newest signal of the coordinator's list."""
        keys = [button.option for button in await self.buttons(COORDINATOR) if button.key == "desk"]
        return press("desk", next(key for key in reversed(keys) if key not in ("refresh", "leave")))

    async def buttons(self, phone: str) -> list[Button]:
        """Every button a phone shows, the newest last."""
        rows = await self.office.pulled(DEMO_CHANNEL, phone)
        return [button for _, message in rows for button in message.buttons]

    async def told(self, phone: str, event: Event) -> str:
        """What a person presses, as the button says it; what they type, as typed."""
        if isinstance(event, Wrote):
            return event.text
        labels = {button.id: button.label for button in await self.buttons(phone)}
        if isinstance(event, Asked):
            return labels.get(f"/{event.command}") or self.command(event.command, PHONE_LANGUAGES[phone])
        ids = [f"{event.key}.{option}" for option in event.options] if isinstance(event, Chose) else []
        return ", ".join(labels.get(id, id) for id in ids)

    def command(self, command: str, language: str) -> str:
        """A command that is no button on the screen: the name of the talk it opens, else as it is typed."""
        flow = self.office.library.content.flows.get(command)
        return self.office.library.texts.say(language, f"{command}.title", flow.title) if flow else f"/{command}"
