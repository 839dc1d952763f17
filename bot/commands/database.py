"""`passerelle migrate` and `purge`: what a running program does to its database by itself, done now."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from bot.commands.common import Json, print_json, show_numbers

app = typer.Typer()


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    from bot.settings import read_settings
    from bot.store.engine import migrate as act

    asyncio.run(act(read_settings().database_url))


@app.command("purge")
def purge_command(as_json: Json = False) -> None:
    """Do now what the clock would do: what is due is told and erased. Says what went."""
    from bot.app import open_library
    from bot.operations.installation import installed_office
    from bot.operations.purge import purge_once
    from bot.settings import read_settings

    settings = read_settings()
    library = open_library(settings)
    done = asyncio.run(purge_once(lambda: installed_office(settings, library)))
    if as_json:
        print_json(asdict(done))
    elif done.held:
        print("The clock has jumped in the last 24 hours: nothing is erased until it has been right for a day.")
    else:
        show_numbers("due", done.acts)
        show_numbers("erased", done.erased)
