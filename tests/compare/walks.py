"""Plays walks in the tree whose `bot` is imported, and writes what came of each as a line of JSON.

`python -m tests.compare.walks --database sqlite --walks 2000 --seed 1 --record FILE`, which `tests.compare` calls.
Walks come in groups that share a house, its staff and their signals; each walk has a person of its own. Nothing in a
record depends on chance but on the seed, nor on the clock of the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from tests.compare import words
from tests.compare.body import Body
from tests.compare.chance import Chance
from tests.compare.house import PUSHED, Act, House, Library, migrate, open_library, table_names
from tests.compare.record import APP, Kept, Names
from tests.compare.walker import Walk

A_GROUP = 40
PASSING = ("audit", "audit_chain", "seen")  # told step by step, or of no interest but for what was set aside
Databases = Callable[[], str]


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Gives the address of one fresh database after the other, with the newest schema."""
    if kind == "postgresql":
        from tests.conftest import postgresql

        with postgresql() as cluster:
            template = cluster.database()
            asyncio.run(migrate(template))
            yield lambda: cluster.database(template.rsplit("/", 1)[1])
        return
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="passerelle-walks-", dir=memory if memory.is_dir() else None) as folder:
        first, copy = Path(folder) / "template.db", Path(folder) / "walks.db"
        asyncio.run(migrate(f"sqlite:///{first}"))

        def fresh() -> str:
            for left in Path(folder).glob("walks.db*"):
                left.unlink()
            shutil.copyfile(first, copy)
            return f"sqlite:///{copy}"

        yield fresh


class Group:
    """Walks that share a house."""

    def __init__(self, house: House, seed: str) -> None:
        self.house, self.seed = house, seed
        self.names, self.kept = Names(), Kept()
        self.staff: list[Body] = []
        self.bodies: dict[tuple[str, str], Body] = {}

    def walk(self, name: str) -> Walk:
        """A walk with a chance of its own."""
        return Walk(self.house, self.names, random.Random(f"{self.seed}.{name}"), self.staff, self.bodies)

    def body(self, channel: str, chat: str, language: str, role: str = "") -> Body:
        """Somebody new."""
        self.bodies[channel, chat] = Body(channel, chat, language, role)
        return self.bodies[channel, chat]

    async def staffed(self, walk: Walk) -> None:
        """Invite everybody who works here, each a moment after the other, and open each desk once."""
        languages = random.Random(f"{self.seed}.staff")
        for number, (role, area, channel) in enumerate(words.STAFF):
            self.house.move(timedelta(seconds=7))
            body = self.body(channel, f"{900 + number}", languages.choice(words.LANGUAGES), role)
            await walk.does(body, Act("ask", "invite", await self.house.invite(area, role)))
            body.secret = APP.findall(body.shown[-1].text)[-1]
            self.staff.append(body)
            await walk.unlocks(body)

    async def played(self, number: int) -> dict[str, object]:
        """One walk and its record."""
        walk = self.walk(f"walk {number}")
        if not self.staff:
            await self.staffed(self.walk("staff"))
        language = words.LANGUAGES[number % len(words.LANGUAGES)]
        channel = walk.chance.choice((PUSHED, PUSHED, "web", "line"))
        await whole(walk, self.body(channel, f"{10_000 + number}", language))
        changes = self.kept.changes(self.names, await self.tables())
        return {"walk": number, "language": language, "counts": walk.counts, "steps": walk.steps, "tables": changes}

    async def tables(self) -> dict[str, list[dict[str, object]]]:
        """Every table that is compared; of the updates seen only those that were set aside."""
        found = await self.house.rows([name for name in table_names() if name not in PASSING])
        aside = [row for row in (await self.house.rows(["seen"]))["seen"] if row["error"]]
        return {**found, "seen": aside}


async def whole(walk: Walk, body: Body) -> None:
    """A walk from its beginning to its end: one of a few kinds, then what readers and time do."""
    chance, kind = walk.chance, walk.chance.random()
    if kind < 0.55:
        await walk.tells(body, chance.choice(("signal", "signal", "tension")))
    elif kind < 0.63:
        await walk.tells(body, "life_map")
    elif kind < 0.85:
        await walk.wanders(body, chance.randint(2, 7))
    else:
        await walk.works(chance.choice(walk.staff))
    if chance.random() < 0.1:
        await walk.wanders(body, chance.randint(1, 3))
    if chance.random() < 0.45:
        await walk.works(walk.staff[chance.choice(words.READERS)])
    senders = [one for one in walk.bodies.values() if one.codes]
    if senders and chance.random() < 0.4:
        told = [one for one in senders if one.shown[-1].buttons and not one.shown[-1].talk]
        await walk.looks_after(chance.choice(told or senders))
    if chance.random() < 0.2:
        await walk.waits()


@asynccontextmanager
async def opened(library: Library, url: str, folder: Path, seed: str, group: int) -> AsyncIterator[Group]:
    """A house for a group: practice, or towns with an operator; every third tells those who write too fast."""
    Chance(seed).rule()
    operators = folder / "operators.yaml"
    operators.write_text(words.OPERATORS, encoding="utf-8")
    house = await House.open(library, url, operators if group % 2 else None, group % 3 == 0)
    try:
        yield Group(house, seed)
    finally:
        await house.close()


async def group_played(library: Library, url: str, seed: int, walks: range, record: TextIO) -> None:
    """The walks of a group, one after the other."""
    number = walks[0] // A_GROUP
    with tempfile.TemporaryDirectory() as folder:
        async with opened(library, url, Path(folder), f"{seed}.{number}", number) as group:
            for walk in walks:
                print(json.dumps(await group.played(walk), ensure_ascii=False, sort_keys=True), file=record, flush=True)


def main() -> None:
    """Play them all."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--walks", type=int, required=True)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    asked.add_argument("--record", type=Path, required=True)
    wish = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the database server is stopped then, too
    library = open_library()
    gc.freeze()  # the content stays: it need not be looked through for garbage again and again
    gc.set_threshold(50_000)
    with databases(wish.database) as fresh, wish.record.open("w", encoding="utf-8") as record:
        for first in range(0, wish.walks, A_GROUP):
            walks = range(first, min(first + A_GROUP, wish.walks))
            asyncio.run(group_played(library, fresh(), wish.seed, walks, record))


if __name__ == "__main__":
    main()
