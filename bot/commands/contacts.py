"""`passerelle contacts`: who can help."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import Json, print_json, print_rich, run_in_store

if TYPE_CHECKING:
    from bot.directory.contact import Contact
    from bot.store.engine import Store
    from bot.words.library import Library

app = typer.Typer(name="contacts", no_args_is_help=True, help="Who can help.")


@app.command("route")
def route_command(
    place: Annotated[str, typer.Option(help="Area code, or none.")],
    language: Annotated[str, typer.Option()],
    role: Annotated[str, typer.Option()],
    need: Annotated[str, typer.Option()],
    age: str | None = None,
    at: Annotated[str | None, typer.Option(help="2026-11-25T22:00, in the zone of the place.")] = None,
    as_json: Json = False,
) -> None:
    """Which contacts somebody would be shown."""
    from bot.operations.contacts import route_as_json

    found = route_as_json(_with_own_rows(), place, language, role, need, age, at)
    print_json(found) if as_json else print_rich(found)


@app.command("add")
def add_command(
    organisation: Annotated[str, typer.Option(prompt=True)],
    service: Annotated[str, typer.Option(prompt="What people call it")],
    areas: Annotated[str, typer.Option(prompt="Area codes or names, with ; between")],
    phone: Annotated[str, typer.Option(prompt="Phone (empty if none)")] = "",
    email: Annotated[str, typer.Option(prompt="Mailbox of the service (empty if none)")] = "",
    languages: Annotated[str, typer.Option(prompt="Languages, as nl;fr")] = "",
    hours: Annotated[str, typer.Option(prompt="Hours, as Mo-Fr 09:00-17:00 (empty if not known)")] = "",
    description: Annotated[str, typer.Option(prompt="What they do, in one plain sentence")] = "",
    limits: Annotated[str, typer.Option(prompt="What to know before calling (secrecy, for whom)")] = "",
    police: Annotated[str, typer.Option(prompt="Works with the police? no, danger, yes or unknown")] = "unknown",
    channel: Annotated[str, typer.Option(prompt="Who answers? social, authority, police, judicial, ngo, helpline")] = (
        "authority"
    ),
    first_sentence: Annotated[str, typer.Option(prompt="A first sentence to say on the phone")] = "",
    checked_on: Annotated[str, typer.Option(prompt="Day somebody last called to check, as 2026-11-21")] = "",
    audience: str = "families;professionals;public",
    needs: str = "local_contact;advice;case_consultation",
) -> None:
    """A town's own contact, in a minute. It counts from the next start."""
    from bot.app import open_library
    from bot.directory.exchange import contact_of_columns
    from bot.operations.contacts import keep_rows
    from bot.settings import read_settings

    library, today = open_library(read_settings()), datetime.now(UTC).date()
    row = contact_of_columns(
        library.contacts,
        today,
        organisation=organisation,
        service=service,
        area_codes=areas,
        phone=phone,
        email=email,
        languages=languages,
        hours=hours,
        description=description,
        limits=limits,
        police=police,
        channel=channel,
        first_sentence=first_sentence,
        audience=audience,
        needs=needs,
        verified_on=checked_on,
        source=organisation,
    )
    run_in_store(lambda store: keep_rows(store, (row,)))
    print_rich(f"{row.id} is kept.")


@app.command("import")
def import_command(path: Path) -> None:
    """Rows from a flat CSV: all of them, or none with every fault named."""
    from bot.app import open_library
    from bot.directory.exchange import import_csv
    from bot.operations.contacts import keep_rows
    from bot.settings import read_settings

    library, today = open_library(read_settings()), datetime.now(UTC).date()
    result = import_csv(path.read_text(encoding="utf-8-sig"), library.contacts, today, path.name)
    for note in (*result.faults, *result.warnings):
        print_rich(str(note))
    if result.faults:
        raise typer.Exit(1)
    run_in_store(lambda store: keep_rows(store, result.rows))
    print_rich(f"Rows kept: {len(result.rows)}")


@app.command("export")
def export_command() -> None:
    """All contacts as YAML on standard output."""
    from bot.directory.exchange import export_yaml

    print(export_yaml(_with_own_rows().contacts.contacts))


@app.command("due")
def due_command() -> None:
    """What to check next, most urgent first."""
    from bot.operations.contacts import due_lines

    for line in due_lines(_with_own_rows().contacts, datetime.now(UTC).date()):
        print(line)


@app.command("gaps")
def gaps_command(codes: list[str]) -> None:
    """Needs that nobody reachable answers at these places (area codes)."""
    from bot.operations.contacts import gap_lines

    for line in gap_lines(_with_own_rows().contacts, tuple(codes)):
        print(line)


def _with_own_rows() -> Library:
    """The library with the rows that towns added, where there is an installation."""
    from bot.app import open_library
    from bot.features.contacts import records as own
    from bot.settings import read_settings

    settings = read_settings()
    library = open_library(settings)
    if not settings.keys_file.exists():
        return library

    async def rows(store: Store) -> list[Contact]:
        async with store.read() as tx:
            return await own.own_contacts(tx)

    library.contacts = library.contacts.with_overrides(run_in_store(rows))
    return library
