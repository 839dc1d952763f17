"""The command line."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.flow.source import Fault, Faults
from bot.lasting import lasting

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
    record: Annotated[Path | None, typer.Option(help="Write the talk for the tests to play again.")] = None,
) -> None:
    """Talk to the assistant in the terminal. Practice, unless an operator file is set."""
    from bot.app import chat as talk
    from bot.app import open_library, phrase
    from bot.operations.reproduction import recording
    from bot.settings import read

    settings = read()
    library = open_library(settings)
    language = language if language in library.texts.languages else "en"
    if settings.operator_file is None:
        print(phrase(library)(language, "practice_banner"), file=sys.stderr)
    with recording(record, settings.operator_file, database) as out:
        asyncio.run(talk(settings, library, name, language, database, as_json, files, out))


@app.command()
def demo(
    bind: Annotated[str, typer.Option(help="Where to serve, on this machine.")] = "127.0.0.1:8080",
    story: Annotated[bool, typer.Option("--story", help="Play the story here, in ten seconds.")] = False,
) -> None:
    """Try everything in a browser: two phones, made-up people, a clock to move. No account, no token."""
    from bot.app import demo as serve
    from bot.app import open_library
    from bot.app import story as play

    if story:
        return asyncio.run(play(open_library(), lambda who, text: print(f"{who:14} {text}\n")))
    host, _, port = bind.rpartition(":")
    with lasting():
        library = open_library()
    return asyncio.run(serve(library, host, int(port), lambda url: print(f"Open {url}", flush=True)))


@app.command()
def run() -> None:
    """Run for real: web page, Telegram (with a token), sender, clock. Settings: PASSERELLE_… or .env."""
    from bot.app import open_library
    from bot.service import run as serve
    from bot.settings import read

    settings = read()
    with lasting():
        library = open_library(settings)
    asyncio.run(serve(settings, library))


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Whether this installation is well, and which towns can send."""
    from bot.app import open_library
    from bot.operations.doctor import examined
    from bot.settings import read

    settings = read()
    found = asyncio.run(examined(settings, open_library(settings)))
    for each in found:
        sign = "ok " if each.well else "RED"
        print(json.dumps(vars(each), ensure_ascii=False) if as_json else f"{sign} {each.what}: {each.says}")
    raise typer.Exit(0 if all(each.well for each in found) else 1)


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


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from bot.settings import read
    from bot.store.engine import migrate as act

    asyncio.run(act(read().database_url))


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    seeds: Annotated[bool, typer.Option("--seeds", help="Which systems of the founding documents work.")] = False,
    threats: Annotated[bool, typer.Option("--threats", help="Which test answers which threat.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="With --seeds: as the table of the README.")] = False,
    open_talks: Annotated[
        bool, typer.Option("--open-talks", help="Whom changed flows touch (needs the keys).")
    ] = False,
) -> None:
    """Read every text, flow and contact, and say what is wrong, where, why, and how to put it right."""
    from bot import authoring
    from bot.app import content_folder
    from bot.operations.check import checked
    from bot.settings import read

    if seeds or threats:
        raise typer.Exit(authoring.seeds(as_json, markdown) if seeds else authoring.threats(as_json))
    if open_talks:
        raise typer.Exit(authoring.open_talks(as_json))
    faults = checked(content_folder(read()))
    if as_json:
        print(json.dumps([fault.as_dict() for fault in faults], ensure_ascii=False))
    else:
        print("\n".join(str(fault) for fault in faults) or "All is well.")
    raise typer.Exit(1 if faults else 0)


flows = typer.Typer(no_args_is_help=True, help="The conversations.")
app.add_typer(flows, name="flows")


@flows.callback()
def conversations() -> None:
    """The conversations."""


@flows.command()
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


@flows.command("schema")
def write_schemas() -> None:
    """Write the JSON Schemas for editors into flows/schemas."""
    from bot.app import content_folder
    from bot.operations.schemas import written
    from bot.settings import read

    for path in written(content_folder(read()) / "flows"):
        print(path)


@flows.command()
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


def main() -> None:
    """Run a command; faults in files are printed as sentences and end with exit code 1."""
    with lasting():
        from bot import commands, people_commands, upkeep
        from bot.directory.files import ContactError
        from bot.log import configure
        from bot.places import UnknownPlace
        from bot.settings import SettingsError
        from bot.store.engine import StoreError
        from bot.store.vault import VaultError

    for name in ("places", "contacts", "texts"):
        app.add_typer(getattr(commands, name), name=name)
    for name in ("keys", "audit"):
        app.add_typer(getattr(upkeep, name), name=name)
    app.add_typer(people_commands.people, name="people")
    for act in (upkeep.backup, upkeep.restore, upkeep.purge):
        app.command()(act)
    configure()
    try:
        app()
    except (Fault, Faults, ContactError, SettingsError, StoreError, VaultError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except (UnknownPlace, KeyError, ValueError) as error:
        print(error.args[0] if isinstance(error, KeyError) and error.args else error, file=sys.stderr)
        raise SystemExit(2) from None
