"""Row 6: start to ready and resident memory, beside a process that only imports what a bot needs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import httpx
import psutil
import pytest

ROUNDS = 5
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


@pytest.mark.bench
def test_row_6_start_and_memory(tmp_path: Path) -> None:
    ours, peers = [], []
    for number in range(ROUNDS):
        port = free_port()
        keys = tmp_path / f"keys{number}.json"
        environment = os.environ | {
            "PASSERELLE_KEYS_FILE": str(keys),
            "PASSERELLE_DATABASE_URL": f"sqlite:///{tmp_path}/start{number}.db",
            "PASSERELLE_WEB_BIND": f"127.0.0.1:{port}",
        }
        main = "from bot.cli import main; main()"
        subprocess.run(
            [sys.executable, "-c", f"import sys; sys.argv=['passerelle', 'keys', 'new']; {main}"],
            env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        run = [sys.executable, "-c", f"import sys; sys.argv=['passerelle', 'run']; {main}"]
        ours.append(measured(run, environment, f"http://127.0.0.1:{port}/"))
        peers.append(measured([sys.executable, "-c", PEER], dict(os.environ)))
    (start, memory), (peer_start, peer_memory) = _medians(ours), _medians(peers)
    print(f"\nrow 6  start  {start:.2f} s, peer imports {peer_start:.2f} s: {start / peer_start:.2f} x")
    print(f"row 6  memory {memory:.0f} MiB, peer imports {peer_memory:.0f} MiB: {memory / peer_memory:.2f} x")


def _medians(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    return median(first for first, _ in rounds), median(second for _, second in rounds)
