"""`passerelle places`: towns and postcodes."""

from __future__ import annotations

import typer

from bot.commands.common import Json, print_json, print_rich

app = typer.Typer(name="places", no_args_is_help=True, help="Towns and postcodes.")


@app.command("find")
def find_place_command(text: str, as_json: Json = False) -> None:
    """What a typed town or postcode may mean."""
    from bot.places import Gazetteer, find_places

    found = find_places(Gazetteer.open(), text)
    print_json(found) if as_json else print_rich(found)
