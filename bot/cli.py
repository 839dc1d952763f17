"""The command line: the groups of `commands`, put together."""

from __future__ import annotations

import sys

import typer

from bot.commands import (
    audit,
    backup,
    chat,
    check,
    contacts,
    database,
    demo,
    desks,
    doctor,
    flows,
    keys,
    people,
    places,
    run,
    texts,
)
from bot.frozen_heap import frozen_heap

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for group in (
    chat,
    demo,
    run,
    doctor,
    desks,
    people,
    database,
    backup,
    check,
    flows,
    places,
    contacts,
    texts,
    keys,
    audit,
):
    app.add_typer(group.app)


@app.callback()
def passerelle() -> None:
    """A footbridge from a worry about violent extremism to a person who can help."""


def main() -> None:
    """Run a command; faults in files are printed as sentences and end with exit code 1."""
    with frozen_heap():
        from bot.directory.files import ContactError
        from bot.flow.source import Fault, Faults
        from bot.keys.vault import VaultError
        from bot.log import configure_logging
        from bot.places import UnknownPlace
        from bot.settings import SettingsError
        from bot.store.engine import StoreError

    configure_logging()
    try:
        app()
    except (Fault, Faults, ContactError, SettingsError, StoreError, VaultError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except (UnknownPlace, KeyError, ValueError) as error:
        print(error.args[0] if isinstance(error, KeyError) and error.args else error, file=sys.stderr)
        raise SystemExit(2) from None
