"""Show 3: network faults of 14 kinds in every second call, then one chat that is told to wait 30 s beside others."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import BotApi, Fault, Person
from tests.faults.rig import Child, Rig, killed, rig
from tests.faults.settings import IMPATIENT
from tests.faults.stream import Stream
from tests.faults.truth import Truth
from tests.figures import Figures

GOAL = (
    "network faults of 14 kinds, time-outs 0.3 s: 0 lost, 0 out of order; one chat told to wait 30 s: others' p95 < 1 s"
)
SMALL, FULL = 300, 10_000
KINDS: dict[str, Fault] = {
    "429 short": Fault("refuse", code=429, seconds=1),
    "429 long": Fault("refuse", code=429, seconds=3),
    "500": Fault("refuse", code=500),
    "502 page": Fault("page", code=502),
    "503": Fault("refuse", code=503),
    "401": Fault("refuse", code=401),
    "409": Fault("refuse", code=409),
    "hang": Fault("hang", seconds=0.5),
    "cut before": Fault("reset"),
    "cut after": Fault("cut"),
    "slow": Fault("slow", seconds=0.15),
    "truncated": Fault("truncated"),
    "garbage": Fault("garbage"),
}
AWAY = "refused connection"
RARE = ("429 short", "429 long", "hang")  # for the poll: nothing comes in meanwhile
DOUBLED = ("cut after", "truncated", "garbage")  # the effect was there, the answer was not
CHATS, PAUSE, HELD = 20, 1.25, 30.0


@dataclass
class Storm:
    """Which calls go wrong, and how often each kind did."""

    size: int
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    doubled: int = 0  # sends whose answer got lost after the effect

    def over(self) -> bool:
        """Whether there were enough."""
        return self.done.total() >= self.size

    def __call__(self, method: str, chat: int | None) -> Fault | None:
        """The weather for one call."""
        if self.over() or self.chance.random() < 0.5:
            return None
        kind = self.chance.choice(sorted(KINDS))
        if method == "getUpdates" and kind in RARE and self.chance.random() < 0.8:
            return None
        self.done[kind] += 1
        self.doubled += kind in DOUBLED and method.startswith(("send", "edit"))
        return KINDS[kind]

    async def away(self, api: BotApi) -> None:
        """Now and then nobody listens at all; one fault each."""
        while not self.over():
            await asyncio.sleep(self.chance.uniform(0.5, 1.5))
            self.done[AWAY] += 1
            await api.restart(0.1)


async def measure(size: int, seed: int) -> Figures:
    """So many faults. Raises AssertionError when something is lost or out of order, or others wait for one chat."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="passerelle-network-") as name:
        folder = Path(name)
        async with rig(folder, f"sqlite:///{folder / 'passerelle.db'}") as made:
            figures: Figures = {}
            figures |= await _storm(made, size, random.Random(seed))
            figures["storm_seconds"] = round(time.monotonic() - began, 1)
            figures |= await _held(made)
    return figures | {"seconds": round(time.monotonic() - began, 1)}


async def _storm(made: Rig, size: int, chance: random.Random) -> Figures:
    storm, stream = Storm(size, chance), Stream(made.api, chance, workers=30)
    child = await made.start(settings=IMPATIENT)
    try:
        truth = await Truth.learn(made)
        made.api.weather = storm
        stream.begin(writers=10)
        await storm.away(made.api)
        await stream.finish(120)
        await asyncio.sleep(1)
    finally:
        await killed(child)
    verdict = await truth.reckoned(made, stream)  # an answer that got lost is asked for again: here nobody dies
    del verdict["worst"], verdict["without_a_death"]
    kinds = {f"fault {kind}": count for kind, count in sorted(storm.done.items())}
    return {"faults": storm.done.total(), "kinds": len(kinds), **kinds, **verdict, "answers_lost": storm.doubled}


async def _held(made: Rig) -> Figures:
    """One chat is told to wait 30 s while others talk, with the program's own waits and pace."""
    made.api.world.sendings.clear()  # those of the storm were not paced
    child: Child = await made.start(paced=True)
    held, others = made.api.person(500), [made.api.person(501 + number) for number in range(CHATS)]
    fault = made.api.fail("refuse", "sendMessage", code=429, seconds=HELD, chat=500)
    try:
        held.writes("/start")
        while fault.times:
            await asyncio.sleep(0.01)
        told = time.monotonic()
        waits = [wait for own in await asyncio.gather(*(_talk(person) for person in others)) for wait in own]
        await held.sees("can someone get hurt soon?", patience=HELD + 20)
        waited = time.monotonic() - told
    finally:
        await killed(child)
    p95 = statistics.quantiles(waits, n=20)[-1]
    assert waited >= HELD, f"Telegram said {HELD} s, the chat was written to after {waited:.1f} s"
    assert p95 < 1, f"p95 of {len(waits)} answers in other chats: {p95:.2f} s"
    assert made.api.too_fast() == [], "the pace"
    return {"held_seconds": round(waited, 1), "others_answers": len(waits), "others_p95_ms": round(p95 * 1000)}


async def _talk(person: Person) -> list[float]:
    """Write once in a while for half a minute; how long each answer took, in seconds."""
    waits = []
    ends = time.monotonic() + HELD - 5
    await asyncio.sleep(random.uniform(0, PAUSE))
    while time.monotonic() < ends:
        began = time.monotonic()
        person.writes("/start")
        await person.sees("can someone get hurt soon?", patience=30)
        waits.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, PAUSE - waits[-1]))
    return waits
