"""What a second replica costs and brings: CPU a turn and at rest, and the seconds until a dead leader is replaced.

`uv run python -m tests.bench replicas`. Real processes on a throwaway PostgreSQL; updates are brought to each in turn.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import psutil
import pytest

from bot.store.engine import migrate
from tests.botapi import BotApi
from tests.conftest import Cluster, postgresql
from tests.figures import Figures
from tests.journeys.replicas import Replicas, brought, replicas

GOAL = "two replicas on PostgreSQL: nothing lost, one effect each, take-over ≤ 5 s; CPU ms a turn for one and two"
SMALL, FULL = 400, 4000  # turns
CHATS, KILLS, TAKE_OVER, IDLE = 20, 3, 5.0, 3.0


async def measure(size: int, seed: int) -> Figures:
    """The figures for so many turns. Raises AssertionError for a lost or doubled turn, or a late take-over."""
    figures: Figures = {"turns": size}
    with postgresql() as cluster, tempfile.TemporaryDirectory(prefix="passerelle-bench-") as name:
        for number, called in ((1, "one"), (2, "two")):
            folder = Path(name) / called
            folder.mkdir()
            figures |= {
                f"{called}_{what}": value for what, value in (await _some(cluster, folder, number, size)).items()
            }
    assert float(figures["two_take_over_s_most"]) <= TAKE_OVER, f"the lead was taken over late: {figures}"
    return figures


async def _some(cluster: Cluster, folder: Path, number: int, turns: int) -> Figures:
    database = cluster.database()
    await migrate(database)
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi(judged=False))
        all_ = await stack.enter_async_context(replicas(folder, database, api, number, webhook=True, paced=False))
        await stack.enter_async_context(brought(all_))
        await _turned(api, CHATS)  # everything is loaded, the connections stand
        figures = await _busy(all_, api, turns)
        began = _cpu(all_)
        await asyncio.sleep(IDLE)
        figures["idle_cpu_ms_a_second"] = round((_cpu(all_) - began) * 1000 / IDLE, 1)
        if number > 1:
            took = [await all_.kill_the_leader() for _ in range(KILLS)]
            figures |= {"take_over_s_median": round(median(took), 2), "take_over_s_most": round(max(took), 2)}
    return figures


async def _busy(all_: Replicas, api: BotApi, turns: int) -> Figures:
    cpu, began = _cpu(all_), time.perf_counter()
    await _turned(api, turns)
    seconds = time.perf_counter() - began
    return {"cpu_ms_a_turn": round((_cpu(all_) - cpu) * 1000 / turns, 2), "turns_a_second": round(turns / seconds, 1)}


async def _turned(api: BotApi, turns: int) -> None:
    """So many turns of twenty chats; each is answered once."""
    before = len(api.world.sendings)
    for number in range(turns):
        api.person(number % CHATS + 1).writes("/start")
    async with asyncio.timeout(30 + turns / 5):
        while len(api.world.sendings) - before < turns or api.world.updates:
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)  # whatever would still come, comes now
    assert len(api.world.sendings) - before == turns, f"{turns} turns, {len(api.world.sendings) - before} answers"


def _cpu(all_: Replicas) -> float:
    """Seconds of processor time of all replicas; PostgreSQL's own is not in it."""
    times = [psutil.Process(one.process.pid).cpu_times() for one in all_.all if one.process]
    return sum(one.user + one.system for one in times)


@pytest.mark.bench
@pytest.mark.timeout(600)
async def test_replicas() -> None:
    print(f"\n{await measure(SMALL, 1)}")
