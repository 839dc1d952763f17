"""The commands about who is enrolled."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

import typer

app = typer.Typer(name="people", no_args_is_help=True, help="Who is enrolled.")


@app.callback()
def people_group() -> None:
    """Who is enrolled."""


@app.command("list")
def list_people_command(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Everybody enrolled, and the open invitations. No name, no address."""
    from bot.operations.people import read_register, role_lines
    from bot.settings import read_settings

    now = datetime.now(UTC)
    found = asyncio.run(read_register(read_settings(), now))
    if as_json:
        return print(json.dumps(found.as_dict(now), ensure_ascii=False))
    for one in found.people:
        print(f"{one.id}  {'; '.join(role_lines(one))}")
        opened = f"{one.last_unlock:%Y-%m-%d}" if one.last_unlock else "never"
        state = "unlocked now" if one.unlocked_until and one.unlocked_until > now else "locked"
        print(f"    {one.channel}, {one.language}, enrolled {one.enrolled:%Y-%m-%d}, last unlocked {opened}, {state}")
        print(f"    open signals in charge: {found.charges.get(one.id, 0)}")
    for invitation in found.invitations:
        until = f"{invitation.until:%Y-%m-%d %H:%M} UTC"
        print(f"invitation  {invitation.role} {' '.join(invitation.areas)}, good until {until}")
    return print(f"Enrolled: {len(found.people)}. Open invitations: {len(found.invitations)}.")


@app.command("remove")
def remove_person_command(
    key: Annotated[str, typer.Argument(metavar="ID", help="The id that `people list` shows.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    even_the_last: Annotated[
        bool, typer.Option("--even-the-last", help="Also where open signals are left that nobody can read.")
    ] = False,
) -> None:
    """Remove somebody: from now on they read nothing, whatever they press or type."""
    from bot.app import open_library
    from bot.operations.people import read_register, remove_person
    from bot.settings import read_settings

    settings = read_settings()
    found = asyncio.run(read_register(settings, datetime.now(UTC)))
    who = found.described(found.record(key))
    if not yes:
        typer.confirm(f"Remove {who}?", abort=True)
    asyncio.run(remove_person(settings, open_library(settings), key, even_the_last))
    print(f"Removed: {who}. What is open passes to whoever else has the role.")
