"""`passerelle backup` and `restore`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import Json, print_json, progress_bar, run_in_store, show_numbers

if TYPE_CHECKING:
    from bot.operations.backup import BackupMade
    from bot.store.engine import Store
    from bot.store.journal import Journal

app = typer.Typer()


@app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="Where to write it; there must be no such file yet.")],
    to: Annotated[list[str], typer.Option(help="An age recipient, age1…, whose secret key lies elsewhere.")],
    as_json: Json = False,
) -> None:
    """A sealed backup, while the program runs. The key ring is not in it."""
    from bot.custody.snapshot import backup_size
    from bot.operations.backup import make_backup

    async def act(store: Store) -> BackupMade:
        all_ = await backup_size(store)
        return await make_backup(store, file, to, datetime.now(UTC), lambda done: told(done, max(all_, done)))

    with progress_bar("rows") as told:
        made = run_in_store(act)
    if as_json:
        return print_json(asdict(made))
    print(f"{made.file}: {made.rows} rows, {made.bytes} bytes. The head of the log, to be noted elsewhere:")
    print(made.head)
    return print("`passerelle audit verify --head …` holds the log against it.")


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    identity: Annotated[Path, typer.Option(help="The file of the age identity that opens it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what the database holds now.")] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back, and erase again what was erased since. Stop the program first."""
    from bot.operations.backup import restore_backup

    journal, now = _journal(), datetime.now(UTC)
    with progress_bar("rows") as told:
        done = run_in_store(
            lambda store: restore_backup(store, file, identity, journal, now, replace, lambda n: told(n, n))
        )
    if as_json:
        print_json(asdict(done) | {"made": done.made.isoformat()})
    else:
        show_numbers("restored, as of " + done.made.isoformat(timespec="minutes"), done.rows)
        show_numbers("erased again", done.again)
        for line in done.wrong:
            print(f"RED the log: {line}")
    raise typer.Exit(1 if done.wrong else 0)


def _journal() -> Journal:
    """The erasure journal of this installation. Raises `SettingsError` where none is set."""
    from bot.settings import SettingsError, read_settings
    from bot.store.journal import Journal

    path = read_settings().journal_file
    if path is None:
        cause = "it is not set, and what was erased since the backup would come back"
        raise SettingsError(f"PASSERELLE_JOURNAL_FILE: {cause}. Set it to the erasure journal of this installation.")
    return Journal(path)
