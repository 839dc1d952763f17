"""The real program as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.keys.vault import Ring
from tests.botapi import TOKEN, BotApi

COMMAND = "from bot.cli import main; main()"
UNPACED = (
    "import asyncio; from bot.app import open_library; from bot.service import run; "
    "from bot.settings import read_settings; "
    "settings = read_settings(); asyncio.run(run(settings, open_library(settings), paced=False))"
)

NO_SETTINGS: Mapping[str, str] = {}


class Program:
    """`passerelle run` in a folder, on a database, against a Bot API server."""

    def __init__(
        self,
        folder: Path,
        database: str,
        api: BotApi,
        command: str = COMMAND,
        settings: Mapping[str, str] = NO_SETTINGS,
    ) -> None:
        """`settings`: further ones, of an installation that has its keys already."""
        self.folder, self.api, self.command = folder, api, command
        keys = folder / "keys.json"
        if not keys.exists():
            Ring.new(datetime.now(UTC)).save(keys)
        own = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
        self.environment = own | {
            "PASSERELLE_TELEGRAM_TOKEN": TOKEN,
            "PASSERELLE_TELEGRAM_API": api.base,
            "PASSERELLE_DATABASE_URL": database,
            "PASSERELLE_KEYS_FILE": str(keys),
            "PASSERELLE_WEB_BIND": "127.0.0.1:0",
            **settings,
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, patience: float = 60) -> None:
        """Start it, and wait until it is ready."""
        turn = self.api.polling.turn
        self.process = await self.launch()
        async with asyncio.timeout(patience):
            while not await self.ready(turn):
                assert self.process.returncode is None, f"it ended by itself:\n{self.log()}"
                await asyncio.sleep(0.01)

    async def launch(self) -> asyncio.subprocess.Process:
        """A new process; what it writes follows what those before it wrote."""
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", self.command, "run"),
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    async def ready(self, turn: int) -> bool:
        """Whether it has asked for updates; `turn`: how often that was done before its start."""
        return self.api.polling.turn > turn

    async def kill(self) -> None:
        """As a power cut does it."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        assert await self.process.wait() == -signal.SIGKILL, self.log()

    def log(self) -> str:
        """What it has written so far."""
        return (self.folder / "log").read_text(errors="replace")
