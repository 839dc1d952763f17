"""The real program and the bots it is measured beside, each a process of its own against a server of its own.

Every peer answers a message with one message, and a press with the answer to the press and one message.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.botapi import TOKEN, BotApi
from tests.faults.program import UNPACED, Program

ECHO = """
import sys
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters
async def echo(update, context):
    keep(update.message.chat_id, update.message.text)
    await update.message.reply_text(update.message.text)
async def pressed(update, context):
    keep(update.callback_query.message.chat.id, update.callback_query.data)
    await update.callback_query.answer()
    await update.callback_query.message.reply_text("pressed")
app = Application.builder().token(sys.argv[1]).base_url(sys.argv[2]).build()
app.add_handler(MessageHandler(filters.ALL, echo))
app.add_handler(CallbackQueryHandler(pressed))
app.run_polling()
"""
NOTHING_KEPT = """
def keep(chat, text):
    pass
"""
COMMITTED = """
import sqlite3
database = sqlite3.connect("peer.db")
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE message (chat INTEGER, text TEXT)")
def keep(chat, text):
    with database:
        database.execute("INSERT INTO message VALUES (?, ?)", (chat, text))
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
@dp.callback_query()
async def pressed(query):
    await query.answer()
    await query.message.answer("pressed")
session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[2].removesuffix("/bot")))
asyncio.run(dp.start_polling(Bot(sys.argv[1], session=session)))
"""
BARE = """
import asyncio, sys, aiohttp
async def main():
    base, offset = sys.argv[2] + sys.argv[1], 0
    async with aiohttp.ClientSession() as session:
        async def call(method, data):
            async with session.post(f"{base}/{method}", json=data) as answer:
                return (await answer.json())["result"]
        while True:
            for update in await call("getUpdates", {"timeout": 30, "offset": offset}):
                offset = update["update_id"] + 1
                message = update.get("message") or update["callback_query"]["message"]
                await call("sendMessage", {"chat_id": message["chat"]["id"], "text": "echo"})
asyncio.run(main())
"""
PEERS = {"ptb": NOTHING_KEPT + ECHO, "ptb_that_commits": COMMITTED + ECHO, "aiogram": AIOGRAM, "bare": BARE}
OURS = "passerelle"


@dataclass
class Running:
    """A bot that runs: the server it talks to, and its process."""

    api: BotApi
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        times = self.process.cpu_times()
        return times.user + times.system

    async def rests(self) -> None:
        """Until what a start does beside the first turns is done."""
        used = 1.0
        while used > 0.05:
            before = self.cpu()
            await asyncio.sleep(0.5)
            used = self.cpu() - before


@asynccontextmanager
async def running(name: str, folder: Path) -> AsyncIterator[Running]:
    """One bot and its server. The server judges nothing, so that its own time does not hide the bots'."""
    async with BotApi(judged=False) as api:
        if name == OURS:
            program = Program(folder, f"sqlite:///{folder / 'bench.db'}", api, UNPACED)
            await program.start()
            process = program.process
        else:
            quiet = asyncio.subprocess.DEVNULL
            command = (sys.executable, "-c", PEERS[name], TOKEN, api.base)
            process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=quiet, stderr=quiet)
        assert process is not None
        try:
            yield Running(api, psutil.Process(process.pid))
        finally:
            process.kill()
            await process.wait()
