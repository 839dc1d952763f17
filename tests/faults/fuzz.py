"""Generated and fixed odd input through everything that parses, orders or decides, in one process a core.

Each target takes a chance of its own and does one thing with what it makes up. Only the errors that its documentation
names may come out; what it promises about its answer is asserted.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from random import Random

from tests.faults.corpus import strings

GOAL = "no input that anybody can make up raises what nobody foresaw, and nothing of it can be pressed"
SMALL, FULL = 5_000, 1_000_000
ALONE = 20_000  # cases up to which one process is quicker than several
# How many of a hundred cases go to each target: the cheap ones get most, the dear ones what time allows.
SHARES = {
    "turn": 8, "desk": 1, "guard": 13, "button": 18, "envelope": 9, "receipt": 13, "telegram": 13, "form": 8, "line": 8,
    "yaml": 5, "contacts": 1, "places": 1, "operators": 1, "settings": 1,
}  # fmt: skip

Counts = Counter[str]


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Run `size` generated cases beside all fixed strings. AssertionError lists what came out that should not."""
    assert len(strings()) >= 2_000
    shards = 1 if size <= ALONE else 4 * (os.cpu_count() or 1)
    jobs = [(size // shards + (number < size % shards), seed, number) for number in range(shards)]
    if shards == 1:
        done = [await asyncio.to_thread(shard, *jobs[0])]
    else:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            loop = asyncio.get_running_loop()
            done = await asyncio.gather(*(loop.run_in_executor(pool, shard, *job) for job in jobs))
    counts: Counts = sum((found for found, _ in done), Counter())
    wrong = [each for _, found in done for each in found]
    fixed = counts.pop("fixed", 0)
    assert not wrong, f"{len(wrong)} unhandled:\n" + "\n".join(wrong[:20])
    told = {"generated": counts.total(), "fixed strings": len(strings()), "fixed, times each target": fixed}
    return {**told, **counts, "unhandled or pressable": len(wrong)}


def shard(size: int, seed: int, number: int) -> tuple[Counts, list[str]]:
    """A part of the cases, in a process of its own: how many of each target, and what went wrong."""
    from tests.faults.targets import Targets

    targets = Targets(seed)
    counts: Counts = Counter()
    wrong: list[str] = []
    try:
        for at, name in enumerate(Random(f"{seed} {number}").choices(list(SHARES), list(SHARES.values()), k=size)):
            counts[name] += 1
            mark = f"{seed} {number} {at}"
            wrong += _wrong(partial(getattr(targets, name), Random(mark)), f"{name}, chance {mark!r}")
        for text in strings() if number == 0 else ():
            for name in ("text_guard", "text_line", "text_form", "text_places"):
                counts["fixed"] += 1
                wrong += _wrong(partial(getattr(targets, name), text), f"{name}, {text[:60]!a}")
    finally:
        targets.close()
    return counts, wrong


def _wrong(case: Callable[[], None], what: str) -> list[str]:
    """What an unforeseen error says, or nothing."""
    try:
        case()
    except Exception as error:
        return [f"{what}: {type(error).__name__}: {str(error)[:300]}"]
    return []
