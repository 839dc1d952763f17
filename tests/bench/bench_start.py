"""Start to ready and resident memory, beside a process that only imports what a bot needs.

Each in two ways: from bytecode that an earlier start has written, and with no bytecode to be read or written
(PYTHONDONTWRITEBYTECODE, as in many containers). The memory is that of a start from bytecode.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil
import pytest

from bot.keys.vault import Ring
from tests.botapi import TOKEN
from tests.conftest import free_port
from tests.figures import Figures

GOAL = "start to ready and resident memory: ≤ 2 × those of `import telegram, sqlalchemy.ext.asyncio, pydantic`"
SMALL, FULL = 3, 15  # starts
PEER = "import telegram, sqlalchemy.ext.asyncio, pydantic; print('ready', flush=True); import time; time.sleep(60)"


def measured(command: list[str], environment: dict[str, str], port: int = 0) -> tuple[float, float]:
    """Seconds to ready (the page answers, or a line is printed), resident MiB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if port:
            wait_for(port)
        elif process.stdout:
            process.stdout.readline()
        took = time.perf_counter() - begun
        return took, psutil.Process(process.pid).memory_info().rss / 2**20
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(port: int) -> None:
    for _ in range(2000):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as page:
            try:
                page.request("GET", "/")
                if page.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.01)
    raise TimeoutError(str(port))


async def measure(size: int, seed: int) -> Figures:
    """Medians of so many starts, and ours as a ratio."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        return await asyncio.to_thread(_measured, Path(folder), size)


def _measured(folder: Path, size: int) -> Figures:
    environment = _installation(folder)
    first, _ = _ours(environment)  # it makes its database, which no later start does
    plain = _medians(environment | _bytecode(folder / "none", written=False), size)
    written = environment | _bytecode(folder / "bytecode", written=True)
    _ours(written), _peer(written)
    fast = _medians(written, size)
    return {
        "first_start_s": round(first, 2),
        **_figures("start", "_s", fast.start, fast.peer_start),
        **_figures("start_without_bytecode", "_s", plain.start, plain.peer_start),
        **_figures("memory", "_MiB", fast.memory, fast.peer_memory),
    }


def _bytecode(folder: Path, written: bool) -> dict[str, str]:
    """Where bytecode is read, and whether it is written there; an empty text counts as not set."""
    return {"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": "" if written else "1"}


@dataclass(frozen=True)
class Medians:
    """Seconds and MiB of so many starts."""

    start: float
    memory: float
    peer_start: float
    peer_memory: float


def _medians(environment: dict[str, str], size: int) -> Medians:
    ours, peers = zip(*((_ours(environment), _peer(environment)) for _ in range(size)), strict=True)
    return Medians(*(median(column) for taken in (ours, peers) for column in zip(*taken, strict=True)))


def _figures(what: str, unit: str, ours: float, peer: float) -> Figures:
    return {
        f"{what}{unit}": round(ours, 2),
        f"peer_{what}{unit}": round(peer, 2),
        f"{what}_of_peer": round(ours / peer, 2),
    }


def _installation(folder: Path) -> dict[str, str]:
    """The settings of one with a token; nobody is at its Bot API, so what is measured waits for no server."""
    Ring.new(datetime.now(UTC)).save(folder / "keys.json")
    return os.environ | {
        "PASSERELLE_TELEGRAM_TOKEN": TOKEN,
        "PASSERELLE_TELEGRAM_API": f"http://127.0.0.1:{free_port()}/bot",
        "PASSERELLE_KEYS_FILE": str(folder / "keys.json"),
        "PASSERELLE_DATABASE_URL": f"sqlite:///{folder}/start.db",
    }


def _ours(environment: dict[str, str]) -> tuple[float, float]:
    port = free_port()
    run = [sys.executable, "-c", "import sys; sys.argv = ['passerelle', 'run']; from bot.cli import main; main()"]
    return measured(run, environment | {"PASSERELLE_WEB_BIND": f"127.0.0.1:{port}"}, port)


def _peer(environment: dict[str, str]) -> tuple[float, float]:
    return measured([sys.executable, "-c", PEER], environment)


@pytest.mark.bench
async def test_start_and_memory() -> None:
    print(f"\n{await measure(SMALL, 1)}")
