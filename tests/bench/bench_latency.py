"""How long a person waits: from an update to the message that answers it, at 20 updates a second.

Beside it the bare round trip: a loop that asks for updates and answers at once, without any library, store or thought.
What is written is mixed: commands, presses, and typed places with a slip in them, which take longest.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bench.bench_turns import first_button
from tests.bench.peers import OURS, Running, running
from tests.botapi.person import Person
from tests.figures import Figures

GOAL = "turn latency at 20 updates a second: p95 ≤ 50 ms above the bare HTTP round trip"
SMALL, FULL = 200, 2000  # updates
A_SECOND, CHATS = 20, 100
TYPED = ("Vilvorde", "Antwerpn", "1080", "hello there", "Rotterdam")


def acts(person: Person, dice: random.Random) -> None:
    """One of the things people do."""
    kind = dice.choice(("start", "press", "type"))
    if kind == "press":
        person.presses_code(*first_button(person))
    else:
        person.writes("/start" if kind == "start" else dice.choice(TYPED))


async def latencies(bot: Running, size: int, seed: int) -> list[float]:
    """Milliseconds until the first message after each update, sorted. The updates come evenly, answered or not."""
    dice, people = random.Random(seed), [bot.api.person(number + 1) for number in range(CHATS)]
    for person in people:
        person.writes("/start")
    async with asyncio.timeout(120):
        while not all(person.chat.log for person in people):
            await asyncio.sleep(0.05)
    await bot.rests()
    began = time.perf_counter()
    waits = []
    for number in range(size):
        await asyncio.sleep(began + number / A_SECOND - time.perf_counter())
        waits.append(asyncio.create_task(_waited(bot, people[number % CHATS], dice)))
    return sorted(await asyncio.gather(*waits))


async def _waited(bot: Running, person: Person, dice: random.Random) -> float:
    seen, began = len(person.chat.log), time.perf_counter()
    acts(person, dice)
    async with asyncio.timeout(30):
        while len(person.chat.log) == seen:
            await bot.api.world.changed.wait()
    return (time.perf_counter() - began) * 1000


async def measure(size: int, seed: int) -> Figures:
    """Median and p95 of ours and of the bare loop, in milliseconds, measured one after the other."""
    figures: Figures = {"updates": size}
    async with AsyncExitStack() as stack:
        for name in (OURS, "bare"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="passerelle-bench-")))
            bot = await stack.enter_async_context(running(name, folder))
            found = await latencies(bot, size, seed)
            figures |= {f"{name}_median_ms": round(found[len(found) // 2], 1)}
            figures |= {f"{name}_p95_ms": round(found[int(len(found) * 0.95)], 1)}
    above = float(figures[f"{OURS}_p95_ms"]) - float(figures["bare_p95_ms"])
    return figures | {"p95_above_bare_ms": round(above, 1)}


@pytest.mark.bench
@pytest.mark.timeout(600)
async def test_latency() -> None:
    print(f"\n{await measure(SMALL, 1)}")
