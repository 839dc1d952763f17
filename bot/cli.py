"""The command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.flow.source import Fault, Faults

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def passerelle() -> None:
    """A footbridge from a worry about violent extremism to a person who can help."""


@app.command()
def chat(
    language: Annotated[str, typer.Option(help="The language to begin in.")] = "en",
    name: Annotated[str, typer.Option("--as", help="Who you are; 'coordinator' and 'deputy' are unlocked.")] = "me",
    database: Annotated[str | None, typer.Option(help="sqlite:///FILE to go on later or with others.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Objects for scripts on standard output.")] = False,
    files: Annotated[Path, typer.Option(help="Where files you are given are written.")] = Path(),
) -> None:
    """Talk to the assistant in the terminal. Practice: nothing goes to a real person."""
    from bot.app import chat as talk
    from bot.app import open_library

    print("Practice. Everything here is made up. In real danger call 112.", file=sys.stderr)
    asyncio.run(talk(open_library(), name, language, database, as_json, files))


def main() -> None:
    """Run a command; faults in files are printed as sentences and end with exit code 1."""
    from bot.settings import SettingsError
    from bot.store.engine import StoreError
    from bot.store.vault import VaultError

    try:
        app()
    except (Fault, Faults, SettingsError, StoreError, VaultError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
