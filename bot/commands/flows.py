"""`passerelle flows`: the conversations."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(name="flows", no_args_is_help=True, help="The conversations.")


@app.command("paths")
def paths_command(
    flow: Annotated[str | None, typer.Argument(help="Name a flow to see each of its paths.")] = None,
) -> None:
    """Every path of every flow, found by machine: how many there are, or each with its trail."""
    from bot.app import content_folder
    from bot.operations.flows import describe_flows
    from bot.settings import read_settings

    try:
        for line in describe_flows(content_folder(read_settings()), flow):
            print(line)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        raise typer.Exit(2) from None


@app.command("schema")
def schema_command() -> None:
    """Write the JSON Schemas for editors into flows/schemas."""
    from bot.app import content_folder
    from bot.operations.schemas import write_schemas
    from bot.settings import read_settings

    for path in write_schemas(content_folder(read_settings()) / "flows"):
        print(path)


@app.command("draw")
def draw_command(
    flow: Annotated[str | None, typer.Argument(help="The talk; without one, all of them as Markdown.")] = None,
) -> None:
    """A talk as a Mermaid diagram: the questions, the answers that lead on, where it ends."""
    from bot.app import content_folder
    from bot.operations.flows import draw_flows
    from bot.settings import read_settings

    try:
        for part in draw_flows(content_folder(read_settings()), flow):
            print(part, end="" if flow else "\n")
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        raise typer.Exit(2) from None
