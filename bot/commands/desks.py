"""`passerelle invite` and `lock`: the operator's hand on the desks."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def invite(
    areas: Annotated[list[str], typer.Argument(help="Area codes, as be:23088.")],
    role: Annotated[str, typer.Option(help="coordinator, deputy, region or auditor.")] = "coordinator",
) -> None:
    """A code, good once within 24 hours: the person writes /invite CODE to the assistant."""
    from bot.app import invited
    from bot.settings import read

    print(asyncio.run(invited(read(), areas, role)))


@app.command()
def lock() -> None:
    """Lock the desk of everybody enrolled, at once: a phone or a code was lost."""
    from bot.app import open_library
    from bot.operations.desks import lock_all
    from bot.settings import read

    settings = read()
    print(f"Locked. Enrolled: {asyncio.run(lock_all(settings, open_library(settings)))}")
