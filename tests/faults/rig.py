"""An installation to be broken: a database, its settings, a strict Bot API server, and forks of the real program."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import enrol_chat, open_library
from bot.keys.vault import Ring
from bot.operations.installation import open_office
from bot.settings import Settings
from bot.store.engine import migrate
from tests.botapi import TOKEN, BotApi
from tests.faults.settings import QUICK
from tests.faults.settings import Settings as Shorter

COORDINATORS = {901: "coordinator", 902: "deputy"}
OPERATORS = """\
operators:
  - areas: [be:23088]
    name: Practice Town
    contact: practice
    controller: Practice Town
    legal_basis: practice
    dpo: practice
    dpia: {date: 2026-01-01, by: practice, review: 2999-01-01}
    retention: {idle_days: 90}
"""
READY = 60.0  # seconds
NOTHING: Mapping[str, str] = {}


@dataclass
class Child:
    """One start of a program; `ended` becomes its exit code."""

    process: int
    ended: asyncio.Future[int]


@dataclass
class Forks:
    """The launcher's other end."""

    process: asyncio.subprocess.Process
    children: dict[int, Child] = field(default_factory=dict)
    begun: asyncio.Queue[Child] = field(default_factory=asyncio.Queue)

    async def start(self, **order: Any) -> Child:
        """Fork one more child."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self.begun.get()

    async def listen(self) -> None:
        """Hear what became of the children, until the launcher ends."""
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            told = json.loads(line)
            if began := told.get("began"):
                self.children[began] = Child(began, asyncio.get_running_loop().create_future())
                self.begun.put_nowait(self.children[began])
            elif ended := told.get("ended"):
                self.children.pop(ended).ended.set_result(told["code"])


@asynccontextmanager
async def forks(folder: Path) -> AsyncIterator[Forks]:
    """A launcher that is ready; no child is left afterwards."""
    root = Path(__file__).parents[2]
    with (folder / "launcher.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.launcher"),
            cwd=root,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdin
    assert process.stdout
    async with asyncio.timeout(READY):
        if not await process.stdout.readline():
            raise AssertionError((folder / "launcher.log").read_text())
    opened = Forks(process)
    listening = asyncio.create_task(opened.listen())
    try:
        yield opened
    finally:
        process.stdin.close()
        await process.wait()
        await listening


@dataclass
class Rig:
    """One installation on one database."""

    folder: Path
    database: str
    api: BotApi
    forks: Forks
    ring: Ring
    starts: itertools.count[int] = field(default_factory=itertools.count)

    def environment(self) -> dict[str, str]:
        """The settings of one more start, as an operator would set them; what it sends carries its number."""
        return {
            "PASSERELLE_TELEGRAM_TOKEN": TOKEN,
            "PASSERELLE_TELEGRAM_API": self.api.base_of(f"start{next(self.starts)}"),
            "PASSERELLE_DATABASE_URL": self.database,
            "PASSERELLE_KEYS_FILE": str(self.folder / "keys.json"),
            "PASSERELLE_OPERATOR_FILE": str(self.folder / "operators.yaml"),
            "PASSERELLE_WEB_BIND": "127.0.0.1:0",
        }

    async def start(
        self,
        point: str = "",
        nth: int = 1,
        settings: Shorter = QUICK,
        paced: bool = False,
        environment: Mapping[str, str] = NOTHING,
        log: str = "log",
        switch: str = "",
    ) -> Child:
        """Fork the real program; it dies when it passes the point for the n-th time."""
        return await self.forks.start(
            run="program",
            folder=str(self.folder),
            log=str(self.folder / log),
            environment=self.environment() | dict(environment),
            settings=dict(settings),
            point=point,
            nth=nth,
            paced=paced,
            switch=switch,
        )

    async def prepare(self) -> None:
        """Keys, an operator, a schema, and a coordinator and a deputy who are at work: Send is open in one town."""
        self.ring.save(self.folder / "keys.json")
        (self.folder / "operators.yaml").write_text(OPERATORS)
        await migrate(self.database)
        settings = Settings(
            database_url=self.database,
            keys_file=self.folder / "keys.json",
            operator_file=self.folder / "operators.yaml",
        )
        office = await open_office(settings, open_library())
        for chat, role in COORDINATORS.items():
            self.api.person(chat).chat.started = True
            await enrol_chat(office, "telegram", str(chat), "en", role)
        await office.store.close()

    def log(self, name: str = "log") -> str:
        """What the program has written so far."""
        log = self.folder / name
        return log.read_text(errors="replace") if log.exists() else ""


@asynccontextmanager
async def rig(folder: Path, database: str, judged: bool = True) -> AsyncIterator[Rig]:
    """An installation that is prepared, before its first start."""
    async with BotApi(judged=judged) as api, forks(folder) as launcher:
        api.promises.clear()  # the dead answer nobody
        made = Rig(folder, database, api, launcher, Ring.new(datetime.now(UTC)))
        await made.prepare()
        yield made


async def killed(child: Child) -> None:
    """As a power cut does it; nothing when it is dead already."""
    if not child.ended.done():
        os.kill(child.process, 9)
        await child.ended
