"""`passerelle check`: whether the content may be shown, and whom a change of it touches."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import Json, print_json, show_table

if TYPE_CHECKING:
    from bot.operations.open_talks import Touched

app = typer.Typer()


@app.command("check")
def check_command(
    as_json: Json = False,
    open_talks: Annotated[
        bool, typer.Option("--open-talks", help="Whom changed flows touch (needs the keys).")
    ] = False,
) -> None:
    """Read every text, flow and contact, and say what is wrong, where, why, and how to put it right."""
    from bot.app import content_folder
    from bot.operations.check import check_folder
    from bot.settings import read_settings

    if open_talks:
        raise typer.Exit(_open_talks(as_json))
    faults = check_folder(content_folder(read_settings()))
    if as_json:
        print_json([fault.as_dict() for fault in faults])
    else:
        print("\n".join(str(fault) for fault in faults) or "All is well.")
    raise typer.Exit(1 if faults else 0)


def _open_talks(as_json: bool) -> int:
    """Print whom today's flow files touch, in numbers; the exit code is 1 when somebody would lose an answer."""
    from bot.app import open_library
    from bot.operations.open_talks import count_open_talks
    from bot.settings import read_settings

    settings = read_settings()
    found = asyncio.run(count_open_talks(settings, open_library(settings)))
    if as_json:
        print_json([each.as_dict() for each in found])
    else:
        rows = [(each.flow, str(each.open), str(each.touched), _lost(each)) for each in found]
        show_table(("flow", "open talks", "would lose answers", "answers lost, by step"), rows)
    return 1 if any(each.touched for each in found) else 0


def _lost(flow: Touched) -> str:
    gone = ["there is no such flow any more"] if flow.gone else []
    return ", ".join([*gone, *(f"{step} {number}" for step, number in sorted(flow.steps.items()))])
