"""Guessing codes: by one, and by ten thousand; with new codes, codes one sign beside a real one, and broken ones.

The limits are rows, so the office is closed and opened again on the way. The clock goes on by an hour now and then:
else nothing would be looked up any more, and it would be a short story. An honest person with a real code waits two
minutes at most, and what everybody else does takes no longer than before.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from bot.app import open_library
from bot.intake.office import Office
from bot.keys.vault import ALPHABET, Ring, new_receipt, parse_receipt
from bot.post.message import Arrival, unpack_payload
from bot.store import limits
from bot.talk.event import Asked
from bot.text.foreign import clean_text
from bot.words.library import Library
from tests import tables
from tests.conftest import NOW
from tests.journeys.scene import opened
from tests.store.people import a_signal

GOAL = "guessed codes that hit: 0; unknown and wrong alike in words and time (p95 apart by less than 5 ms)"
SMALL, FULL = 1_000, 100_000
SIGNALS, ACTORS, BATCH = 50, 10_000, 50
AN_HOUR = 2_000  # guesses between two hours of the clock
TIMED = 120
APART = 5.0  # milliseconds
COMMANDS = ("receipt", "withdraw", "mydata", "delete")
HITS = (
    "Received.",
    "being read",
    "question for you",
    "following up",
    "Finished.",
    "Withdrawn",
    "What is held",
    "Erased",
)
_ids = count(1)


@dataclass
class Guesser:
    """Makes codes that are not real."""

    chance: random.Random
    real: list[str]
    kinds: dict[str, int] = field(default_factory=dict)

    def code(self) -> str:
        """A code nobody was given."""
        kind = self.chance.choice(("new", "beside", "broken"))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return {"new": new_receipt, "beside": self.beside, "broken": self.broken}[kind]()

    def beside(self) -> str:
        """One sign away from a real one, with a check sign that fits."""
        while True:
            signs = list(self.chance.choice(self.real))
            at = self.chance.choice([place for place in range(18) if signs[place] != "-"])
            signs[at] = self.chance.choice(ALPHABET)
            for last in ALPHABET:
                code = parse_receipt("".join([*signs[:-1], last]))
                if code and code not in self.real:
                    return code

    def broken(self) -> str:
        """No code at all: not one that only lacks what is forgiven (dashes, blanks, what cannot be seen)."""
        while parse_receipt(clean_text(code := self._scratched())) in self.real:
            continue
        return code

    def _scratched(self) -> str:
        """A real code with some of its signs replaced."""
        signs = list(self.chance.choice(self.real))
        for _ in range(self.chance.randrange(1, 4)):
            signs[self.chance.randrange(len(signs))] = self.chance.choice("?٣ßU*\u200d")
        return "".join(signs)


@asynccontextmanager
async def at(library: Library, database: Path, ring: Ring, ahead: timedelta = timedelta()) -> AsyncIterator[Office]:
    """An office on the database, with the clock so far ahead."""
    async with opened(library, database, ring) as office:
        office.clock.move(ahead)
        yield office


async def planted(office: Office) -> list[str]:
    """Real signals; their codes."""
    codes = [new_receipt() for _ in range(SIGNALS)]
    async with office.store.write() as tx:
        for code in codes:
            await a_signal(tx, office.clock.now(), content='{"answers": {}}', receipt=code)
    return codes


async def tries(office: Office, *asked: tuple[str, str, str]) -> str:
    """Everything these people (chat, command, code) are shown."""
    events = [Arrival("web", f"guess{next(_ids)}", chat, Asked(command, code)) for chat, command, code in asked]
    await office.take(events)
    async with office.store.write() as tx:
        rows = await tx.rows(select(tables.outbox.c.id, tables.outbox.c.payload))
        texts = [unpack_payload(tx.unseal(row.payload, "outbox", "payload", row.id))[1].text for row in rows]
        await tx.run(tables.outbox.delete())
    return "\n".join(texts)


async def signals_kept(office: Office) -> list[str]:
    """Every signal row, to see that none was touched."""
    async with office.store.read() as tx:
        return [str(tuple(row)) for row in await tx.rows(select(tables.signal).order_by(tables.signal.c.seq))]


async def looked_up(office: Office) -> int:
    """How many wrong codes are counted at the moment."""
    async with office.store.read() as tx:
        kind = tables.limit.c.kind == limits.RECEIPT_GUESSES[0]
        return int((await tx.run(select(func.count()).select_from(tables.limit).where(kind))).scalar_one())


async def guessed(office: Office, guesser: Guesser, size: int, actors: int, real: list[str]) -> dict[str, int]:
    """Guess so often, as so many people; how many hit, how many were looked up at all."""
    before, done, hits, looked = await signals_kept(office), 0, 0, 0
    while done < size:
        chats = [f"guesser{guesser.chance.randrange(actors)}" for _ in range(min(BATCH, size - done))]
        seen = await looked_up(office)
        text = await tries(office, *((chat, guesser.chance.choice(COMMANDS), guesser.code()) for chat in chats))
        hits += sum(text.count(word) for word in HITS)
        looked += await looked_up(office) - seen
        done += len(chats)
        if done % AN_HOUR < BATCH:
            office.clock.move(timedelta(minutes=61))
    assert await signals_kept(office) == before, "a guessed code changed a signal"
    return {"hits": hits, "looked up": looked}


async def honest(office: Office, code: str) -> None:
    """Where all guess too much, who has a real code waits once, two minutes, and is heard."""
    chat = f"honest{next(_ids)}"
    for number in range(limits.GUESSES_OF_ALL[1]):
        await tries(office, (f"crowd{number}.{chat}", "receipt", new_receipt()))
    first = await tries(office, (chat, "receipt", code))
    assert "once more in two minutes" in first, first
    office.clock.move(timedelta(minutes=2))
    second = await tries(office, (chat, "receipt", code))
    assert "Received." in second, second
    office.clock.move(timedelta(hours=2))


async def timed(office: Office, code: str) -> dict[str, list[float]]:
    """Milliseconds of work of four kinds of wrong try, in turns, so that whatever else goes on meets all alike."""
    spent: dict[str, list[float]] = {"unknown": [], "broken": [], "too often, real": [], "too often, unknown": []}
    answers = set()
    for number in range(TIMED):
        worn = f"worn{number}"
        await tries(office, *((worn, "receipt", new_receipt()) for _ in range(limits.RECEIPT_GUESSES[1])))
        kinds = {"unknown": (f"a{number}", new_receipt()), "broken": (f"b{number}", "0000-????")}
        kinds |= {"too often, real": (worn, code), "too often, unknown": (worn, new_receipt())}
        for kind, (chat, tried) in kinds.items():
            began = time.process_time()
            answers.add(await tries(office, (chat, "receipt", tried)))
            spent[kind].append((time.process_time() - began) * 1000)
        office.clock.move(timedelta(minutes=61))
    assert len(answers) == 1, f"the answers differ: {answers}"
    return spent


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


async def others(office: Office) -> list[float]:
    """Seconds of an ordinary question of somebody else."""
    found = []
    for number in range(30):
        began = time.perf_counter()
        await office.take([Arrival("web", f"other{next(_ids)}", f"other{number}", Asked("start"))])
        found.append(time.perf_counter() - began)
    return found


async def restarted(library: Library, database: Path, ring: Ring, ahead: timedelta, code: str) -> None:
    """Who has guessed five times is not heard after a restart either, not even with a real code."""
    async with at(library, database, ring, ahead) as office:
        await tries(office, *(("last", "receipt", new_receipt()) for _ in range(limits.RECEIPT_GUESSES[1])))
    async with at(library, database, ring, ahead) as office:
        text = await tries(office, ("last", "receipt", code))
        assert "do not know that code" in text, text


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Guess `size` codes, half of them as one person. Raises AssertionError on a hit or where answers tell apart."""
    library, ring, began = open_library(), Ring.new(NOW), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="passerelle-receipts-") as folder:
        database = Path(folder) / "receipts.db"
        async with at(library, database, ring) as office:
            real = await planted(office)
            guesser = Guesser(random.Random(seed), real)
            await others(office)  # the first ones wait for what is read once
            quiet = await others(office)
            one = await guessed(office, guesser, size // 2, 1, real)
            many = await guessed(office, guesser, size - size // 2, ACTORS, real)
            loud = await others(office)
            office.clock.move(timedelta(hours=2))
            await honest(office, real[0])
            spent = await timed(office, real[1])
            ahead = office.clock.ahead + timedelta(hours=2)
        await restarted(library, database, ring, ahead, real[2])
    tails = {kind: p95(times) for kind, times in spent.items()}
    apart = max(tails.values()) - min(tails.values())
    hits = one["hits"] + many["hits"]
    assert hits == 0, f"{hits} guessed codes hit"
    assert apart < APART, f"the answers take apart by {apart:.2f} ms at p95: {tails}"
    return {
        "guesses": sum(guesser.kinds.values()),
        f"by one / by {ACTORS:,}, looked up": f"{one['looked up']} / {many['looked up']}",
        "hits": hits,
        "p95 apart, ms of work": round(apart, 2),
        **{f"p95 {kind}, ms": round(found, 2) for kind, found in tails.items()},
        "others' p95 before / after, ms": f"{p95(quiet) * 1000:.1f} / {p95(loud) * 1000:.1f}",
        "seconds": round(time.monotonic() - began, 1),
    }
