"""The demonstration: the real program with a fictitious operator, two phones, and a clock that can be moved."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp

from bot.office.intake import Office
from bot.office.message import Arrival
from bot.office.rounds import Rounds
from bot.store import kept, people
from bot.talk.event import Asked, Chose, Event, Wrote

CHANNEL = "web"
WORKER, COORDINATOR = "worker", "coordinator"
EVERYWHERE = ("*",)
LANGUAGES = {WORKER: "fr", COORDINATOR: "nl"}
SAID = {
    "tell_deputy": "demo_reminder",
    "tell_region": "demo_reminder",
    "tell_sender": "demo_reminder",
    "check": "demo_closing_check",
    "expire": "demo_case_closed",
    "delete": "demo_case_deleted",
}


def chose(key: str, *options: str) -> Chose:
    """A press without an old talk."""
    return Chose(key, options)


WHO: tuple[Event, ...] = (
    chose("role", "school"),
    chose("about", "pupil"),
    chose("age", "young"),
    Wrote("1800 Vilvoorde"),
)
WORRY: tuple[Event, ...] = (
    Asked("signal"),
    *WHO,
    chose("law", "understood"),
    chose("allowed", "yes"),
    chose("consent", "yes"),
    chose("areas", "peers"),
    chose("noticed[peers]", "drops"),
    Asked("skip"),
    chose("how_known", "seen"),
    chose("since", "months3"),
    chose("strengths", "adult", "plans"),
    chose("other_reasons", "grief"),
    chose("informed", "will"),
    chose("contact_me", "chat"),
    chose("review", "send"),
    chose("how_are_you", "ok"),
)
SITUATIONS: dict[int, tuple[Event, ...]] = {
    1: (
        Asked("start"),
        chose("danger", "no"),
        chose("role", "family"),
        chose("about", "child"),
        chose("age", "teen"),
        Wrote("1080 Molenbeek"),
        chose("need", "talk"),
    ),
    2: WORRY[:11],
    3: (
        Asked("life_map"),
        *WHO,
        chose("mode", "colleague"),
        chose("areas", "school"),
        chose("strengths[school]", "attends"),
        chose("noticed[school]", "less"),
        chose("how_known[school]", "seen"),
    ),
}


@dataclass
class Demo:
    """What the demonstration's page shows and moves. `pace` is the pause between two steps of the story, in seconds."""

    office: Office
    pace: float = 0.6
    secret: str = ""
    count: itertools.count[int] = field(default_factory=itertools.count)

    async def prepare(self) -> None:
        """Enrol a coordinator and a deputy for every place, by invitation like anybody else."""
        for role in (COORDINATOR, "deputy"):
            now, lane = self.office.clock.now(), self.office.lane(CHANNEL, role)
            async with self.office.store.write() as tx:
                code = await people.invite(tx, EVERYWHERE, role, now)
                done = await people.enrol(tx, code, lane, CHANNEL, role, LANGUAGES[COORDINATOR], now)
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
            arrival = Arrival(CHANNEL, f"demo.{next(self.count)}", phone, event, LANGUAGES[phone])
            await self.office.take([arrival])

    async def situation(self, number: int) -> None:
        """Bring the worker's phone to one of three situations."""
        await self.does(WORKER, Asked("stop"), *SITUATIONS[number])

    async def later(self, days: int) -> list[str]:
        """Move the clock day by day; one line for each thing that happened."""
        lines: list[str] = []
        rounds = Rounds(self.office)
        for _ in range(days):
            self.office.clock.move(timedelta(days=1))
            done = await rounds.once()
            day = self.office.clock.now().date().isoformat()
            lines += [f"{day} {self.sentence(SAID[act.what])}" for act in done.acts]
        return lines

    def sentence(self, phrase: str) -> str:
        """A sentence of the assistant, in English."""
        return self.office.library.content.phrases[phrase]

    async def story(self) -> AsyncIterator[tuple[str, str]]:
        """A worker shares a worry in French; the coordinator reads, asks and answers in Dutch; the worker sees it."""
        await self.does(WORKER, Asked("stop"))
        for event in WORRY:
            await self.does(WORKER, event)
            yield WORKER, told(event)
            await asyncio.sleep(self.pace)
        unlocking: tuple[Event, ...] = (Wrote(self.code()), Wrote("1"))
        acts = (chose("case", "take"), chose("case", "answer"), Wrote(ANSWER), chose("guard", "ok"))
        for event in (*unlocking, *acts, chose("next", "list")):
            await self.does(COORDINATOR, event)
            yield COORDINATOR, told(event)
            await asyncio.sleep(self.pace)
        await self.does(WORKER, Asked("receipt"))
        yield WORKER, told(Asked("receipt"))


ANSWER = "Bedankt. Ik bel morgen met de zorgcoördinator van de school."


def told(event: Event) -> str:
    """An event as a person would type it."""
    if isinstance(event, Asked):
        return f"/{event.command}"
    if isinstance(event, Chose):
        return ",".join(f"={event.key}.{option}" for option in event.options)
    return event.text if isinstance(event, Wrote) else ""
