"""Several processes of the real program on one database: who leads, and what a kill of the leader costs."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.botapi import TOKEN, BotApi
from tests.botapi.bring import Bringer, bringing
from tests.conftest import free_port
from tests.faults.program import COMMAND, Program

SECRET = secrets.token_urlsafe(32)
# Unpaced, and without the look at the content that goes on beside the first talks: for measuring.
FAST = """
import asyncio
from bot import service
from bot.app import open_library
from bot.log import configure_logging
from bot.settings import read_settings

async def unchecked(settings):
    pass

service.check_content_later = unchecked
configure_logging()
settings = read_settings()
asyncio.run(service.run(settings, open_library(settings), paced=False))
"""


class Replica(Program):
    """One of them, behind a door of its own."""

    def __init__(self, folder: Path, database: str, api: BotApi, webhook: bool, paced: bool) -> None:
        folder.mkdir()
        self.port = free_port()
        more = {
            "PASSERELLE_WEB_BIND": f"127.0.0.1:{self.port}",
            "PASSERELLE_KEYS_FILE": str(folder.parent / "keys.json"),
        }
        if webhook:
            more |= {"PASSERELLE_WEBHOOK_URL": "https://chat.example.org/", "PASSERELLE_WEBHOOK_SECRET": SECRET}
        super().__init__(folder, database, api, COMMAND if paced else FAST, more)

    @property
    def door(self) -> str:
        """Its own address, as a load balancer knows it."""
        return f"http://127.0.0.1:{self.port}"

    async def launch(self) -> asyncio.subprocess.Process:
        """A new process with a new log."""
        (self.folder / "log").unlink(missing_ok=True)
        return await super().launch()

    async def ready(self, turn: int) -> bool:
        """Whether its door is open."""
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def leads(self) -> bool:
        """By what it has logged last."""
        said = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        turns = [entry["event"] for entry in said if entry.get("event") in ("lead_taken", "lead_ended")]
        return self.alive and turns[-1:] == ["lead_taken"]


class Replicas:
    """All of them; `kept` are the logs of those that were killed."""

    def __init__(self, all_: list[Replica], api: BotApi) -> None:
        self.all, self.api = all_, api
        self.kept: list[str] = []

    def leader(self) -> Replica | None:
        return next((one for one in self.all if one.leads()), None)

    async def led(self, patience: float = 10) -> Replica:
        """Wait until somebody leads."""
        async with asyncio.timeout(patience):
            while (leader := self.leader()) is None:
                await asyncio.sleep(0.02)
        return leader

    async def kill_the_leader(self) -> float:
        """Cut it off, and start it anew when another leads; the seconds from the kill to the other's lead."""
        leader = await self.led()
        began = time.monotonic()
        await leader.kill()
        await self.led()
        took = time.monotonic() - began
        self.kept.append(leader.log())
        await leader.start()
        return took

    def logs(self) -> str:
        return "\n".join([*self.kept, *(one.log() for one in self.all)])


@asynccontextmanager
async def replicas(
    folder: Path, database: str, api: BotApi, number: int = 2, webhook: bool = False, paced: bool = True
) -> AsyncIterator[Replicas]:
    """So many processes, until the end of the block; nothing secret may be in their logs."""
    made = [Replica(folder / f"replica{index}", database, api, webhook, paced) for index in range(number)]
    all_ = Replicas(made, api)
    _same_keys(folder)
    try:
        await asyncio.gather(*(one.start() for one in made))
        if database.startswith("postgresql"):
            await all_.led()
        yield all_
    finally:
        for one in made:
            if one.alive:
                await one.kill()
    assert TOKEN not in all_.logs()
    assert SECRET not in all_.logs()


@asynccontextmanager
async def brought(all_: Replicas) -> AsyncIterator[Bringer]:
    """Telegram brings updates to all of them in turn."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(10):
            while not all_.api.world.webhook:
                await asyncio.sleep(0.02)
        yield await stack.enter_async_context(bringing(all_.api.world, *(one.door for one in all_.all)))


def _same_keys(folder: Path) -> None:
    (folder / "replica0" / "keys.json").rename(folder / "keys.json")
