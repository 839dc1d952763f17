"""`passerelle keys`: the key ring."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import typer

from bot.commands.common import Json, print_json, progress_bar, run_in_store

app = typer.Typer(name="keys", no_args_is_help=True, help="The key ring.")


@app.command("new")
def new_keys_command() -> None:
    """Make a key ring. Keep a copy with somebody else: without it nothing can be read."""
    from bot.keys.vault import Ring, VaultError
    from bot.settings import read_settings

    path = read_settings().keys_file
    if path.exists():
        raise VaultError(f"{path}: there is a key ring already; move it away first, what it sealed needs it")
    Ring.new(datetime.now(UTC)).save(path)
    print(f"{path} is made. Give a copy to a second person, away from the database.")


@app.command("rekey")
def rekey_command(as_json: Json = False) -> None:
    """Seal everything with a new key, while the program runs. Interrupted, it goes on where it was."""
    from bot.custody.rekey import rekey as sealed_anew

    with progress_bar("sealed anew") as told:
        done = run_in_store(lambda store: sealed_anew(store, datetime.now(UTC), told))
    if as_json:
        return print_json(asdict(done))
    forgotten = ", ".join(done.forgotten) or "none"
    print(f"The sealing key is now {done.key}. Values sealed anew: {done.values}. Keys forgotten: {forgotten}.")
    return print("Give the new ring to its second keeper, and make a backup: older ones need the ring of their time.")
