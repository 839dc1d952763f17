"""Show 2: kill -9 at named points on SQLite, forks and real starts, and the naive bot beside it."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from pathlib import Path

from tests.botapi import TOKEN, BotApi
from tests.faults.points import CLOCKWORK, COMING_IN, GOING_OUT, MIGRATING, Point
from tests.faults.program import UNPACED, Program
from tests.faults.rig import Rig, forks, killed, rig
from tests.faults.stream import Stream
from tests.faults.truth import Truth
from tests.figures import Figures

GOAL = "kill -9 at named points, SQLite: 0 lost, 0 out of order, at most 1 duplicate a chat and kill"
SMALL, FULL = 100, 1000
REAL = 20  # one kill in so many is of a real process, not of a fork
PATIENCE = 30.0  # seconds until a child must have come to its point
POINTS = (*COMING_IN, *GOING_OUT, *CLOCKWORK)
ONCE = ("store opened", "round begins", "round done")
NOWHERE = "http://127.0.0.1:9/bot"


async def measure(size: int, seed: int) -> Figures:
    """Kill the program so often. Raises AssertionError when something is lost, out of order or doubled too often."""
    began = time.monotonic()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="passerelle-kills-") as name:
        folder = Path(name)
        async with rig(folder, f"sqlite:///{folder / 'passerelle.db'}") as made:
            child = await made.start()
            truth = await Truth.learn(made)
            await killed(child)
            stream = Stream(made.api, chance)
            stream.begin()
            figures: Figures = {"kills": size}
            figures |= await _kills(made, size, chance)
            await _last(made, stream)
            figures |= await truth.verdict(made, stream)
        assert sound(folder / "passerelle.db")
        figures |= await _naive(folder, size // 10, chance)
    return figures | {"seconds": round(time.monotonic() - began, 1)}


async def _kills(made: Rig, size: int, chance: random.Random) -> dict[str, int]:
    """Each point as often as the others, in any order, and now and then a process started as an operator does it."""
    every = (*POINTS, *MIGRATING)
    plan = [every[number % len(every)] for number in range(size)]
    chance.shuffle(plan)
    real = missed = 0
    died = set[str]()
    for number, point in enumerate(plan, 1):
        if number % REAL == 0:
            await _real(made, chance)
            real += 1
            continue
        died.add(point.name)
        if point in MIGRATING:
            await _migrating(made, point, number)
        else:
            while not await at_point(made, point, 1 if point.name in ONCE else chance.randint(1, 4)):
                missed += 1
                assert missed <= max(5, size // 50), f"{point.name}: nobody comes by\n{made.log()[-2000:]}"
    return {"points": len(died), "at_points": size - real, "real_starts": real, "missed": missed}


async def at_point(made: Rig, point: Point, nth: int) -> bool:
    """One start; whether it died at the point."""
    child = await made.start(point.name, nth)
    done, _ = await asyncio.wait([child.ended], timeout=PATIENCE)
    await killed(child)
    assert child.ended.result() == -9, f"{point.name}: it ended with {child.ended.result()}\n{made.log()[-2000:]}"
    return bool(done)


async def _migrating(made: Rig, point: Point, number: int) -> None:
    """A kill while a fresh database gets its schema; the next start must come through."""
    file = made.folder / f"fresh-{number}.db"
    fresh = {"PASSERELLE_DATABASE_URL": f"sqlite:///{file}", "PASSERELLE_TELEGRAM_API": NOWHERE}
    for name, nth in ((point.name, 1 + number % 5 if "made" in point.name else 1), ("store opened", 1)):
        child = await made.start(name, nth, environment=fresh)
        assert await child.ended == -9, f"{name}\n{made.log()[-2000:]}"
    assert sound(file)


async def _real(made: Rig, chance: random.Random) -> None:
    """A kill of a real process, at any moment."""
    program = Program(made.folder, made.database, made.api, UNPACED, made.environment())
    await program.start(patience=300)
    await asyncio.sleep(chance.uniform(0, 0.3))
    await program.kill()


async def _last(made: Rig, stream: Stream) -> None:
    """A start that nobody kills, until everybody has what is due, and a moment more."""
    child = await made.start()
    try:
        await stream.finish()
        await asyncio.sleep(0.5)
    finally:
        await killed(child)


def sound(file: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    with sqlite3.connect(file) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


async def _naive(folder: Path, kills: int, chance: random.Random) -> dict[str, int]:
    """The same with the naive bot: everybody writes numbers and should hear them."""
    written = 0
    async with BotApi() as api, forks(folder) as launcher:
        api.promises.clear()
        people = [api.person(number + 1) for number in range(10)]
        order = {"run": "naive", "folder": str(folder), "log": str(folder / "naive"), "environment": {}}
        for number in range(kills + 1):
            turn = api.polling.turn
            child = await launcher.start(arguments=[TOKEN, api.base], **order)
            while api.polling.turn == turn:
                await asyncio.sleep(0.002)
            for person in people if number < kills else ():
                person.writes(str(written))
                written += 1
            await asyncio.sleep(chance.uniform(0, 0.04) if number < kills else 2)  # ten answers take it about so long
            await killed(child)
        heard = [text for person in people for text in person.texts()]
    return {
        "naive_kills": kills,
        "naive_updates": written,
        "naive_lost": written - len(set(heard)),
        "naive_duplicates": len(heard) - len(set(heard)),
    }
