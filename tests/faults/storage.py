"""Faults of the disk under a running program: no half rows, no thanks for what is not kept; it goes on by itself."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.disk import KINDS, refusals, trouble
from tests.faults.kills import sound
from tests.faults.rig import Rig, killed, rig
from tests.faults.settings import IMPATIENT
from tests.faults.stream import Stream
from tests.faults.truth import Truth
from tests.figures import Figures

GOAL = "disk full, read-only, I/O error, locked: 0 lost, no thanks for what is not kept, no duplicate, file sound"
SMALL, FULL = 40, 500
WAITS = {**IMPATIENT, "bot.store.lite:BUSY_MS": 100}  # milliseconds until a lock is given up


async def measure(size: int, seed: int) -> Figures:
    """So many faults. Raises AssertionError when something is lost, doubled or damaged."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="passerelle-storage-") as name:
        folder = Path(name)
        async with rig(folder, f"sqlite:///{folder / 'passerelle.db'}") as made:
            figures = await _stream(made, size, random.Random(seed))
        assert sound(folder / "passerelle.db")
    return figures | {"seconds": round(time.monotonic() - began, 1)}


async def _stream(made: Rig, size: int, chance: random.Random) -> Figures:
    switch, database = made.folder / "switch", made.folder / "passerelle.db"
    switch.write_text("")
    child = await made.start(settings=WAITS, switch=str(switch), log="/dev/null")
    stream, kinds = Stream(made.api, chance), Counter[str]()
    try:
        truth = await Truth.learn(made)
        stream.begin()
        for number in range(size):
            kinds[kind := KINDS[number % len(KINDS)]] += 1
            await asyncio.sleep(chance.uniform(0.05, 0.2))
            async with trouble(kind, switch, database, child.process):
                await asyncio.sleep(chance.uniform(0.05, 0.3))
            assert sound(database), kind
        await stream.finish()
        await asyncio.sleep(0.5)
        assert not child.ended.done(), "it ended by itself"
    finally:
        await killed(child)
    verdict = await truth.verdict(made, stream, at_most=0)
    del verdict["worst"], verdict["without_a_death"]
    refused = refusals(switch).stat().st_size
    assert refused, "none of the faults was felt"
    return {"faults": size, **{f"fault {kind}": kinds[kind] for kind in KINDS}, "batches_refused": refused, **verdict}
