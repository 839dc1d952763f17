"""Trouble with the disk, put into a program that runs: full and read-only by the database's own switches, which the
program's connections read at each begin; I/O errors by the system's limit for files; the lock held from outside.
"""

from __future__ import annotations

import asyncio
import functools
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.faults.points import replace

FULL, READ_ONLY, IO_ERROR, LOCKED = "disk full", "read-only", "I/O error", "locked"
KINDS = (FULL, READ_ONLY, IO_ERROR, LOCKED)
SMALLEST = 4096  # bytes that a file may still have when writing fails
PLENTY = 2**30  # pages


def plant(switch: Path) -> None:
    """In the program's process: obey the file `switch`, and note in one beside it what was refused."""

    def begins(function: Callable[[Any], None]) -> Callable[[Any], None]:
        def begin(connection: Any) -> None:
            said = switch.read_text()
            connection.exec_driver_sql(f"PRAGMA query_only = {int(said == READ_ONLY)}")
            connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if said == FULL else PLENTY}")
            function(connection)

        return begin

    def takes(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        @functools.wraps(function)
        async def take(*arguments: Any) -> None:
            try:
                await function(*arguments)
            except Exception:
                _note(refusals(switch))
                raise

        return take

    replace("bot.store.lite:_begin", begins)
    replace("bot.intake.office:Office.take", takes)


def refusals(switch: Path) -> Path:
    """The file that has a byte for each batch that the store refused."""
    return switch.with_suffix(".refused")


def _note(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, b".")
    os.close(descriptor)


@asynccontextmanager
async def trouble(kind: str, switch: Path, database: Path, process: int) -> AsyncIterator[None]:
    """The disk makes trouble until the end of the block."""
    if kind == LOCKED:
        async with _locked(database):
            yield
    elif kind == IO_ERROR:
        limits = psutil.Process(process)
        limits.rlimit(psutil.RLIMIT_FSIZE, (SMALLEST, psutil.RLIM_INFINITY))
        yield
        limits.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    else:
        _say(switch, kind)
        yield
        _say(switch, "")


def _say(switch: Path, kind: str) -> None:
    """In one move: whoever reads sees the whole word."""
    beside = switch.with_suffix(".new")
    beside.write_text(kind)
    beside.replace(switch)


@asynccontextmanager
async def _locked(database: Path) -> AsyncIterator[None]:
    connection = sqlite3.connect(database, isolation_level=None, timeout=30, check_same_thread=False)
    try:
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()
