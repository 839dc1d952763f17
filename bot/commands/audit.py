"""`passerelle audit`: the log of who did what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import Json, print_json, run_in_store

if TYPE_CHECKING:
    from bot.custody.verify import ChainVerdict
    from bot.store.engine import Store

app = typer.Typer(name="audit", no_args_is_help=True, help="The log of who did what.")


@app.command("verify")
def verify_command(
    head: Annotated[str, typer.Option(help="A head printed earlier, that must still stand in the log.")] = "",
    as_json: Json = False,
) -> None:
    """Whether the log is as it was written: nothing removed, moved, changed, put in or cut off."""
    from bot.custody.verify import verify_chain

    async def act(store: Store) -> ChainVerdict:
        async with store.read() as tx:
            return await verify_chain(tx, datetime.now(UTC), head)

    found = run_in_store(act)
    if as_json:
        print_json(asdict(found) | {"well": not found.wrong})
    else:
        for line in found.wrong:
            print(f"RED {line}")
        print(f"Rows: {found.rows}, months: {len(found.months)}, head: {found.head or 'none'}")
        print("All is well." if not found.wrong else "The log is not as it was written.")
    raise typer.Exit(1 if found.wrong else 0)
