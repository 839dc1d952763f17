"""`passerelle doctor`: how this installation is."""

from __future__ import annotations

import asyncio

import typer

from bot.commands.common import Json, print_json

app = typer.Typer()


@app.command("doctor")
def doctor_command(as_json: Json = False) -> None:
    """Whether this installation is well, and which towns can send."""
    from bot.app import open_library
    from bot.operations.doctor import examine_installation
    from bot.settings import read_settings

    settings = read_settings()
    found = asyncio.run(examine_installation(settings, open_library(settings)))
    for each in found:
        sign = "ok " if each.well else "RED"
        print_json(vars(each)) if as_json else print(f"{sign} {each.what}: {each.says}")
    raise typer.Exit(0 if all(each.well for each in found) else 1)
