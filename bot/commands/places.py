"""`passerelle places`: towns and postcodes."""

from __future__ import annotations

import typer

from bot.commands.common import Json, put, show

app = typer.Typer(name="places", no_args_is_help=True, help="Towns and postcodes.")


@app.command("find")
def find_place(text: str, as_json: Json = False) -> None:
    """What a typed town or postcode may mean."""
    from bot.places import Gazetteer, find

    found = find(Gazetteer.open(), text)
    put(found) if as_json else show(found)
