"""`passerelle flows`: the conversations."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(name="flows", no_args_is_help=True, help="The conversations.")


@app.command()
def paths(flow: Annotated[str | None, typer.Argument(help="Name a flow to see each of its paths.")] = None) -> None:
    """Every path of every flow, found by machine: how many there are, or each with its trail."""
    from bot.app import content_folder
    from bot.operations.flows import told
    from bot.settings import read

    try:
        for line in told(content_folder(read()), flow):
            print(line)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        raise typer.Exit(2) from None


@app.command("schema")
def write_schemas() -> None:
    """Write the JSON Schemas for editors into flows/schemas."""
    from bot.app import content_folder
    from bot.operations.schemas import written
    from bot.settings import read

    for path in written(content_folder(read()) / "flows"):
        print(path)


@app.command()
def draw(
    flow: Annotated[str | None, typer.Argument(help="The talk; without one, all of them as Markdown.")] = None,
) -> None:
    """A talk as a Mermaid diagram: the questions, the answers that lead on, where it ends."""
    from bot.app import content_folder
    from bot.operations.flows import drawn
    from bot.settings import read

    try:
        for part in drawn(content_folder(read()), flow):
            print(part, end="" if flow else "\n")
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        raise typer.Exit(2) from None
