"""`passerelle run`: the program itself."""

from __future__ import annotations

import asyncio

import typer

from bot.frozen_heap import frozen_heap

app = typer.Typer()


@app.command("run")
def run_command() -> None:
    """Run for real: web page, Telegram (with a token), sender, clock. Settings: PASSERELLE_… or .env."""
    with frozen_heap():
        from bot.app import open_library
        from bot.service import run as serve
        from bot.settings import read_settings

        settings = read_settings()
        library = open_library(settings)
    asyncio.run(serve(settings, library))
