"""A process that has imported the whole program and forks a copy of itself for each start: 40 ms instead of three
seconds. One JSON line on standard input is one order; one line on standard output tells that a child began or ended.

No event loop, thread or connection exists before the fork. What the children run is `bot.service.run` (or, for
comparison, the naive bot), with a point to die at and, where an order says so, shorter time-outs.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.words.library import Library

IMPORTED = (
    *("bot.app", "bot.service", "bot.settings", "bot.channels.web.app", "bot.channels.telegram.channel"),
    *("bot.channels.telegram.receive", "bot.channels.telegram.deliver", "bot.operations.check", "bot.log"),
    *("aiosqlite", "asyncpg", "alembic.command", "sqlalchemy.dialects.sqlite.aiosqlite", "uvicorn", "telegram.ext"),
    *("sqlalchemy.dialects.postgresql.asyncpg", "uvicorn.protocols.http.auto", "uvicorn.loops.auto"),
    *("alembic.config", "babel.numbers", "concurrent.futures.thread", "dateutil.parser", "holidays.countries"),
)


class Launcher:
    """Forks children and tells how they ended."""

    def __init__(self) -> None:
        self.ready = selectors.DefaultSelector()
        self.children: dict[int, int] = {}  # descriptor → process

    def serve(self) -> None:
        """Until the end of standard input; then no child is left."""
        self.ready.register(0, selectors.EVENT_READ)
        rest = b""
        try:
            while True:
                for key, _ in self.ready.select():
                    if key.fd:
                        self.buried(key.fd)
                        continue
                    read = os.read(0, 65536)
                    if not read:
                        return
                    *orders, rest = (rest + read).split(b"\n")
                    for order in orders:
                        self.fork(json.loads(order))
        finally:
            for child in self.children.values():
                os.kill(child, signal.SIGKILL)

    def fork(self, order: dict[str, Any]) -> None:
        """One more child."""
        child = os.fork()
        if not child:
            _child(order)
        descriptor = os.pidfd_open(child)
        self.children[descriptor] = child
        self.ready.register(descriptor, selectors.EVENT_READ)
        _tell(began=child)

    def buried(self, descriptor: int) -> None:
        """A child has ended."""
        self.ready.unregister(descriptor)
        child = self.children.pop(descriptor)
        _, status = os.waitpid(child, 0)
        os.close(descriptor)
        _tell(ended=child, code=os.waitstatus_to_exitcode(status))


def _tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _child(order: dict[str, Any]) -> None:
    """Become the program, and never come back."""
    code = 1
    try:
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(order["folder"])
        os.environ.update(order["environment"])
        RUNS[order["run"]](order)
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _program(order: dict[str, Any]) -> None:
    from bot import service
    from bot.log import configure_logging
    from bot.settings import read_settings
    from tests.faults import disk, points, settings

    configure_logging()
    settings.apply(order["settings"])
    points.replace("bot.service:check_content_later", lambda function: _unchecked)
    if order["point"]:
        points.plant(order["point"], order["nth"])
    if order["switch"]:
        disk.plant(Path(order["switch"]))
    asyncio.run(service.run(read_settings(), _library(), paced=order["paced"]))


async def _unchecked(*arguments: object) -> None:
    """A fork does not check the content beside its first talks: that takes three seconds, and real starts do it."""


@cache
def _library() -> Library:
    from bot.app import open_library

    return open_library()


def _naive(order: dict[str, Any]) -> None:
    from tests.faults import naive

    naive.run(*order["arguments"])


RUNS: dict[str, Callable[[dict[str, Any]], None]] = {"program": _program, "naive": _naive}

if __name__ == "__main__":
    for name in IMPORTED:
        importlib.import_module(name)
    _library()
    gc.freeze()
    _tell(ready=True)
    Launcher().serve()
