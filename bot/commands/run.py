"""`passerelle run`: the program itself."""

from __future__ import annotations

import asyncio

import typer

from bot.lasting import lasting

app = typer.Typer()


@app.command()
def run() -> None:
    """Run for real: web page, Telegram (with a token), sender, clock. Settings: PASSERELLE_… or .env."""
    with lasting():
        from bot.app import open_library
        from bot.service import run as serve
        from bot.settings import read

        settings = read()
        library = open_library(settings)
    asyncio.run(serve(settings, library))
