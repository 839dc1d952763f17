"""Somebody at the line mode, for tests: types inputs, sees messages. The office and its database are the real ones."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import draw_file, enrol_chat
from bot.channels.line import LINE_CHANNEL, Line
from bot.clock import Clock
from bot.features import FEATURES
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.store.engine import Store
from bot.words.library import Library
from bot.words.operators import Towns


@asynccontextmanager
async def office_at(
    library: Library, url: str, towns: Towns | None = None, ring: Ring | None = None
) -> AsyncIterator[Office]:
    """An office on a database, in practice unless towns are given."""
    clock = Clock()
    store = await Store.open(url, ring or Ring.new(clock.now()), migrate=True)
    try:
        yield Office(library, FEATURES, store, towns or Towns.pretend(), clock)
    finally:
        await store.close()


@dataclass
class Person:
    """One person; `said` counts the inputs that a human would make."""

    office: Office
    name: str
    language: str
    folder: Path
    out: io.StringIO = field(default_factory=io.StringIO)
    inputs: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)
    waiting: str | None = None
    flow: str | None = None
    line: Line | None = None

    async def types(self, *inputs: str) -> Person:
        """Type these lines, one after the other."""
        for text in inputs:
            self.seen = []
            self.inputs += not text.startswith("/start")
            await self.at_terminal().read(text)
            self.read()
        return self

    def at_terminal(self) -> Line:
        if self.line is None:
            self.line = Line(self.office, self.name, self.language, self.out, True, self.folder, draw_file)
        return self.line

    def read(self) -> None:
        for line in self.out.getvalue().splitlines():
            thing = json.loads(line)
            if "waiting" in thing:
                self.waiting, self.flow = thing["waiting"], thing["flow"]
            else:
                self.seen.append(thing)
        self.out.seek(0)
        self.out.truncate()

    @property
    def text(self) -> str:
        """All that was shown after the last input."""
        return "\n\n".join(message["text"] for message in self.seen)

    @property
    def options(self) -> list[str]:
        """The ids of the options shown last."""
        return [option["id"] for option in self.seen[-1]["options"]] if self.seen else []

    @property
    def files(self) -> list[dict[str, str]]:
        """The files that came with the last messages."""
        return [file for message in self.seen for file in message["files"]]


async def coordinator(office: Office, folder: Path, language: str = "nl", role: str = "coordinator") -> Person:
    """A practice coordinator, unlocked for every place."""
    await enrol_chat(office, LINE_CHANNEL, role, language, role)
    return Person(office, role, language, folder)
