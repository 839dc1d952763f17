"""Durable turns a second over HTTP, beside a stock PTB echo and an aiogram echo, one call a turn, in the same run.

`uv run python -m tests.bench.bench_turns`. The server judges nothing here, so that its own time does not hide theirs;
the bots are processes of their own. Ours commits each turn to SQLite (synchronous=FULL) before it acknowledges.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.botapi import TOKEN, BotApi
from tests.faults.program import UNPACED, Program

CHATS, EACH, ROUNDS = 20, 20, 3

PTB = """
import sys
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.message.reply_text(update.message.text)
app = Application.builder().token(sys.argv[1]).base_url(sys.argv[2]).build()
app.add_handler(MessageHandler(filters.ALL, echo))
app.run_polling()
"""
AIOGRAM = """
import asyncio, sys
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
dp = Dispatcher()
@dp.message()
async def echo(message):
    await message.answer(message.text)
session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[2].removesuffix("/bot")))
asyncio.run(dp.start_polling(Bot(sys.argv[1], session=session)))
"""


async def peer(code: str, api: BotApi) -> Callable[[], Awaitable[None]]:
    """Start an echo bot; what ends it."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, TOKEN, api.base, stdout=quiet, stderr=quiet
    )

    async def end() -> None:
        process.kill()
        await process.wait()

    return end


async def ours(folder: Path, api: BotApi) -> Callable[[], Awaitable[None]]:
    """Start the real program on a fresh SQLite file; what ends it."""
    program = Program(folder, f"sqlite:///{folder / 'bench.db'}", api, UNPACED)
    await program.start()
    return program.kill


async def answered(api: BotApi, wanted: int, patience: float = 120) -> None:
    """Until so many messages came in all."""
    async with asyncio.timeout(patience):
        while sum(sending.method == "sendMessage" for sending in api.world.sendings) < wanted:
            await api.world.changed.wait()


async def turns_a_second(start: Callable[[BotApi], Awaitable[Callable[[], Awaitable[None]]]]) -> float:
    """The best of the rounds, after one warm-up."""
    async with BotApi(judged=False) as api:
        end = await start(api)
        people = [api.person(number + 1) for number in range(CHATS)]
        best, done = 0.0, 0
        for turns in (1, *[EACH] * ROUNDS):
            began = time.perf_counter()
            for _ in range(turns):
                for person in people:
                    person.writes("/start")
            done += turns * CHATS
            await answered(api, done)
            best = max(best, turns * CHATS / (time.perf_counter() - began))
        await end()
    return best


async def measure() -> dict[str, float]:
    """Turns a second of each, and ours as a ratio."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        own = await turns_a_second(lambda api: ours(Path(folder), api))
    stock = await turns_a_second(lambda api: peer(PTB, api))
    aiogram = await turns_a_second(lambda api: peer(AIOGRAM, api))
    figures = {"passerelle": own, "ptb_echo": stock, "aiogram_echo": aiogram}
    return figures | {"of_ptb": own / stock, "of_aiogram": own / aiogram}


@pytest.mark.bench
@pytest.mark.timeout(600)
async def test_turns() -> None:
    figures = await measure()
    print(f"\n{json.dumps({name: round(value, 2) for name, value in figures.items()})}")
    assert all(value > 0 for value in figures.values())


if __name__ == "__main__":
    print(json.dumps({name: round(value, 2) for name, value in asyncio.run(measure()).items()}))
