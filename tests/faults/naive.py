"""For comparison: the bot that python-telegram-bot's manual teaches. It polls, and sends in the handler."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters


async def echo(update: Update, context: Any) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def run(token: str, base: str) -> None:
    """Until the end."""
    app = Application.builder().token(token).base_url(base).build()
    app.add_handler(MessageHandler(filters.ALL, echo))
    app.run_polling()
