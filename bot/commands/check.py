"""`passerelle check`: whether the content may be shown, and whom a change of it touches."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.common import Json, put

app = typer.Typer()


@app.command()
def check(
    as_json: Json = False,
    seeds: Annotated[bool, typer.Option("--seeds", help="Which systems of the founding documents work.")] = False,
    threats: Annotated[bool, typer.Option("--threats", help="Which test answers which threat.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="With --seeds: as the table of the README.")] = False,
    open_talks: Annotated[
        bool, typer.Option("--open-talks", help="Whom changed flows touch (needs the keys).")
    ] = False,
) -> None:
    """Read every text, flow and contact, and say what is wrong, where, why, and how to put it right."""
    from bot import authoring
    from bot.app import content_folder
    from bot.operations.check import checked
    from bot.settings import read

    if seeds or threats:
        raise typer.Exit(authoring.seeds(as_json, markdown) if seeds else authoring.threats(as_json))
    if open_talks:
        raise typer.Exit(authoring.open_talks(as_json))
    faults = checked(content_folder(read()))
    if as_json:
        put([fault.as_dict() for fault in faults])
    else:
        print("\n".join(str(fault) for fault in faults) or "All is well.")
    raise typer.Exit(1 if faults else 0)
