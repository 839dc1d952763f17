"""`passerelle chat`: the line mode."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command("chat")
def chat_command(
    language: Annotated[str, typer.Option(help="The language to begin in.")] = "en",
    name: Annotated[str, typer.Option("--as", help="Who you are; 'coordinator' and 'deputy' are unlocked.")] = "me",
    database: Annotated[str | None, typer.Option(help="sqlite:///FILE to go on later or with others.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Objects for scripts on standard output.")] = False,
    files: Annotated[Path, typer.Option(help="Where files you are given are written.")] = Path(),
    record: Annotated[Path | None, typer.Option(help="Write the talk for the tests to play again.")] = None,
) -> None:
    """Talk to the assistant in the terminal. Practice, unless an operator file is set."""
    from bot.app import open_library, phrase_lookup, run_chat
    from bot.operations.reproduction import open_recording
    from bot.settings import read_settings

    settings = read_settings()
    library = open_library(settings)
    language = language if language in library.texts.languages else "en"
    if settings.operator_file is None:
        print(phrase_lookup(library)(language, "practice_banner"), file=sys.stderr)
    with open_recording(record, settings.operator_file, database) as out:
        asyncio.run(run_chat(settings, library, name, language, database, as_json, files, out))
