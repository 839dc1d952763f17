"""Show 2 on PostgreSQL: two replicas behind a load balancer, each killed as leader and as the other."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi.bring import bringing
from tests.conftest import free_port, postgresql
from tests.faults.points import CLOCKWORK, COMING_IN, GOING_OUT, LEADING, Point
from tests.faults.rig import Child, Rig, killed, rig
from tests.faults.stream import Stream
from tests.faults.truth import Truth
from tests.figures import Figures

GOAL = "kill -9 of two replicas on PostgreSQL: 0 lost, 0 out of order, at most 1 duplicate a chat and kill"
SMALL, FULL = 50, 300
PATIENCE = 15.0  # seconds until one of both must have come to its point
ELSEWHERE = ("offset moved",)  # polling
SQLITE = tuple(
    f"{when} {what}" for when in ("before", "after") for what in ("a checkpoint", "the file is written anew")
)
ONCE = ("store opened", "round begins", "round done", "lead taken", "leases freed")
POINTS = tuple(
    point for point in (*COMING_IN, *GOING_OUT, *CLOCKWORK, *LEADING) if point.name not in ELSEWHERE + SQLITE
)


@dataclass
class Replica:
    """One of both: its door, its process, and the log of its last start."""

    door: int
    point: str = ""  # where it is to die
    log: str = ""
    child: Child | None = None


@dataclass
class Pair:
    """Both replicas, each started anew when it died."""

    made: Rig
    both: list[Replica]
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    starts: itertools.count[int] = field(default_factory=itertools.count)
    died: Counter[str] = field(default_factory=Counter)
    points: set[str] = field(default_factory=set)  # where one died

    async def start(self, one: Replica, point: str = "", nth: int = 1) -> None:
        """Fork it; it dies at the point."""
        environment = {
            "PASSERELLE_WEB_BIND": f"127.0.0.1:{one.door}",
            "PASSERELLE_WEBHOOK_URL": "https://chat.example.org/",
            "PASSERELLE_WEBHOOK_SECRET": self.secret,
        }
        one.log, one.point = f"log{next(self.starts)}", point
        one.child = await self.made.start(point, nth, environment=environment, log=one.log)

    async def dead(self) -> list[Replica]:
        """Wait until one died; those that are dead now, counted by what they were."""
        await asyncio.wait(self.ends(), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        found = [one for one in self.both if one.child and one.child.ended.done()]
        for one in found:
            log = self.made.log(one.log)
            assert one.child
            assert one.child.ended.result() == -9, log[-2000:]
            self.died["as_leader" if '"lead_taken"' in log else "as_the_other"] += 1
            self.points.add(one.point)
        return found

    def ends(self) -> list[asyncio.Future[int]]:
        """What becomes done when a replica ends."""
        return [one.child.ended for one in self.both if one.child]

    async def kill(self) -> None:
        """Both at once."""
        for one in self.both:
            if one.child:
                await killed(one.child)


async def measure(size: int, seed: int) -> Figures:
    """Kill them so often. Raises AssertionError when something is lost, out of order or doubled too often."""
    began = time.monotonic()
    chance = random.Random(seed)
    with postgresql() as cluster, tempfile.TemporaryDirectory(prefix="passerelle-replicas-") as name:
        async with rig(Path(name), cluster.database()) as made:
            pair = Pair(made, [Replica(free_port()), Replica(free_port())])
            async with bringing(made.api.world, *(f"http://127.0.0.1:{one.door}" for one in pair.both)):
                await asyncio.gather(*(pair.start(one) for one in pair.both))
                truth = await Truth.learn(made)
                await pair.kill()
                stream = Stream(made.api, chance)
                stream.begin()
                figures: Figures = {}
                figures |= await _kills(pair, stream, size, chance)
                await _last(pair, stream)
                figures |= await truth.verdict(made, stream)
    return figures | {"seconds": round(time.monotonic() - began, 1)}


async def _kills(pair: Pair, stream: Stream, size: int, chance: random.Random) -> dict[str, int]:
    plan, missed = _plan(size, chance), 0
    for one in pair.both:
        await pair.start(one, *next(plan))
    while pair.died.total() < size:
        dead = await pair.dead()
        if not dead:
            missed += 1
            assert missed <= max(3, size // 50), f"nobody comes by\n{stream.waiting()}"
            await pair.kill()
            dead = pair.both
        for one in dead:
            await pair.start(one, *next(plan))
    await pair.kill()
    return {"kills": pair.died.total(), "points": len(pair.points), **pair.died, "missed": missed}


def _plan(size: int, chance: random.Random) -> Iterator[tuple[str, int]]:
    """Each point as often as the others, in any order, and some more for those that are started last."""
    points: Sequence[Point] = [POINTS[number % len(POINTS)] for number in range(size)]
    ordered = chance.sample(points, len(points)) + list(POINTS) * 5
    return ((one.name, 1 if one.name in ONCE else chance.randint(1, 4)) for one in ordered)


async def _last(pair: Pair, stream: Stream) -> None:
    """Nobody is killed any more, until everybody has what is due, and a moment more."""
    await asyncio.gather(*(pair.start(one) for one in pair.both))
    try:
        await stream.finish()
        await asyncio.sleep(1)
    finally:
        await pair.kill()
