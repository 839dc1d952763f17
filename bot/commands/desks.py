"""`passerelle invite` and `lock`: the operator's hand on the desks."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

app = typer.Typer()


@app.command("invite")
def invite_command(
    areas: Annotated[list[str], typer.Argument(help="Area codes, as be:23088.")],
    role: Annotated[str, typer.Option(help="coordinator, deputy, region or auditor.")] = "coordinator",
) -> None:
    """A code, good once within 24 hours: the person writes /invite CODE to the assistant."""
    from bot.app import new_invitation
    from bot.settings import read_settings

    print(asyncio.run(new_invitation(read_settings(), areas, role)))


@app.command("lock")
def lock_command() -> None:
    """Lock the desk of everybody enrolled, at once: a phone or a code was lost."""
    from bot.app import open_library
    from bot.operations.desks import lock_every_desk
    from bot.settings import read_settings

    settings = read_settings()
    print(f"Locked. Enrolled: {asyncio.run(lock_every_desk(settings, open_library(settings)))}")
