"""Start to ready and resident memory, beside a process that only imports what a bot needs."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
import psutil
import pytest

from bot.store.vault import Ring

GOAL = "start to ready and resident memory: ≤ 2 × those of `import telegram, sqlalchemy.ext.asyncio, pydantic`"
SMALL, FULL = 5, 20  # starts
Figures = dict[str, float | int | str]
PEER = "import telegram, sqlalchemy.ext.asyncio, pydantic; print('ready', flush=True); import time; time.sleep(60)"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def measured(command: list[str], environment: dict[str, str], url: str = "") -> tuple[float, float]:
    """Seconds to ready, resident MiB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if url:
            wait_for(url)
        elif process.stdout:
            process.stdout.readline()
        took = time.perf_counter() - begun
        return took, psutil.Process(process.pid).memory_info().rss / 2**20
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(url: str) -> None:
    for _ in range(2000):
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.01)
    raise TimeoutError(url)


async def measure(size: int, seed: int) -> Figures:
    """Medians of so many starts, and ours as a ratio."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        return await asyncio.to_thread(_measured, Path(folder), size)


def _measured(folder: Path, size: int) -> Figures:
    ours, peers = [], []
    for number in range(size):
        ours.append(_ours(folder, number))
        peers.append(measured([sys.executable, "-c", PEER], dict(os.environ)))
    (start, memory), (peer_start, peer_memory) = _medians(ours), _medians(peers)
    return {
        "start_s": round(start, 2),
        "peer_start_s": round(peer_start, 2),
        "start_of_peer": round(start / peer_start, 2),
        "memory_MiB": round(memory),
        "peer_memory_MiB": round(peer_memory),
        "memory_of_peer": round(memory / peer_memory, 2),
    }


def _ours(folder: Path, number: int) -> tuple[float, float]:
    port, keys = free_port(), folder / f"keys{number}.json"
    Ring.new(datetime.now(UTC)).save(keys)
    environment = os.environ | {
        "PASSERELLE_KEYS_FILE": str(keys),
        "PASSERELLE_DATABASE_URL": f"sqlite:///{folder}/start{number}.db",
        "PASSERELLE_WEB_BIND": f"127.0.0.1:{port}",
    }
    run = [sys.executable, "-c", "import sys; sys.argv = ['passerelle', 'run']; from bot.cli import main; main()"]
    return measured(run, environment, f"http://127.0.0.1:{port}/")


def _medians(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    return median(first for first, _ in rounds), median(second for _, second in rounds)


@pytest.mark.bench
async def test_start_and_memory() -> None:
    print(f"\n{await measure(SMALL, 1)}")
