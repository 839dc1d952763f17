"""The commands that keep an installation: keys, backups, what is due, the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import print as show
from rich.table import Table

from bot.commands import Json, in_store, put
from bot.settings import SettingsError, read
from bot.store.engine import Store
from bot.store.journal import Journal

Told = Callable[[int, int], None]
keys = typer.Typer(no_args_is_help=True, help="The key ring.")
audit = typer.Typer(no_args_is_help=True, help="The log of who did what.")


@keys.command("new")
def new_keys() -> None:
    """Make a key ring. Keep a copy with somebody else: without it nothing can be read."""
    from bot.operations.keys import new

    path = read().keys_file
    new(path, datetime.now(UTC))
    print(f"{path} is made. Give a copy to a second person, away from the database.")


@keys.command("rekey")
def rekey(as_json: Json = False) -> None:
    """Seal everything with a new key, while the program runs. Interrupted, it goes on where it was."""
    from bot.store.rekey import rekey as sealed_anew

    with progress("sealed anew") as told:
        done = in_store(lambda store: sealed_anew(store, datetime.now(UTC), told))
    if as_json:
        return put(asdict(done))
    forgotten = ", ".join(done.forgotten) or "none"
    print(f"The sealing key is now {done.key}. Values sealed anew: {done.values}. Keys forgotten: {forgotten}.")
    return print("Give the new ring to its second keeper, and make a backup: older ones need the ring of their time.")


@audit.callback()
def log() -> None:
    """The log of who did what."""


@audit.command("verify")
def verify(
    head: Annotated[str, typer.Option(help="A head printed earlier, that must still stand in the log.")] = "",
    as_json: Json = False,
) -> None:
    """Whether the log is as it was written: nothing removed, moved, changed, put in or cut off."""
    from bot.operations.audit import looked_at

    found = in_store(lambda store: looked_at(store, datetime.now(UTC), head))
    if as_json:
        put(asdict(found) | {"well": not found.wrong})
    else:
        for line in found.wrong:
            print(f"RED {line}")
        print(f"Rows: {found.rows}, months: {len(found.months)}, head: {found.head or 'none'}")
        print("All is well." if not found.wrong else "The log is not as it was written.")
    raise typer.Exit(1 if found.wrong else 0)


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; there must be no such file yet.")],
    to: Annotated[list[str], typer.Option(help="An age recipient, age1…, whose secret key lies elsewhere.")],
    as_json: Json = False,
) -> None:
    """A sealed backup, while the program runs. The key ring is not in it."""
    from bot.operations.backup import Made, make
    from bot.store.snapshot import size

    async def act(store: Store) -> Made:
        all_ = await size(store)
        return await make(store, file, to, datetime.now(UTC), lambda done: told(done, max(all_, done)))

    with progress("rows") as told:
        made = in_store(act)
    if as_json:
        return put(asdict(made))
    print(f"{made.file}: {made.rows} rows, {made.bytes} bytes. The head of the log, to be noted elsewhere:")
    print(made.head)
    return print("`passerelle audit verify --head …` holds the log against it.")


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    identity: Annotated[Path, typer.Option(help="The file of the age identity that opens it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what the database holds now.")] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back, and erase again what was erased since. Stop the program first."""
    from bot.operations.backup import put_back

    journal, now = Journal(_journal_file()), datetime.now(UTC)
    with progress("rows") as told:
        done = in_store(lambda store: put_back(store, file, identity, journal, now, replace, lambda n: told(n, n)))
    if as_json:
        put(asdict(done) | {"made": done.made.isoformat()})
    else:
        _table("restored, as of " + done.made.isoformat(timespec="minutes"), done.rows)
        _table("erased again", done.again)
        for line in done.wrong:
            print(f"RED the log: {line}")
    raise typer.Exit(1 if done.wrong else 0)


def purge(as_json: Json = False) -> None:
    """Do now what the clock would do: what is due is told and erased. Says what went."""
    from bot.app import open_library
    from bot.operations.installation import installed
    from bot.operations.purge import purged

    settings = read()
    library = open_library(settings)
    done = asyncio.run(purged(lambda: installed(settings, library)))
    if as_json:
        put(asdict(done))
    elif done.held:
        print("The clock has jumped in the last 24 hours: nothing is erased until it has been right for a day.")
    else:
        _table("due", done.acts)
        _table("erased", done.erased)


def _journal_file() -> Path:
    path = read().journal_file
    if path is None:
        cause = "it is not set, and what was erased since the backup would come back"
        raise SettingsError(f"PASSERELLE_JOURNAL_FILE: {cause}. Set it to the erasure journal of this installation.")
    return path


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """A bar on standard error where somebody looks; call it with what is done and all there is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def _table(title: str, numbers: dict[str, int]) -> None:
    some = {name: number for name, number in numbers.items() if number}
    if not some:
        return print(f"{title}: nothing")
    table = Table("what", "number", title=title)
    for name, number in some.items():
        table.add_row(name, str(number))
    return show(table)
