"""The commands there are."""

from __future__ import annotations

from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import app


def every_command() -> set[str]:
    """Every command as it is typed: `run`, `contacts export`."""
    program = get_command(app)
    assert isinstance(program, TyperGroup)
    found = set()
    for name, command in program.commands.items():
        inner = command.commands if isinstance(command, TyperGroup) else {}
        found |= {f"{name} {each}" for each in inner} or {name}
    return found
