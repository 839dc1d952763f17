"""`passerelle demo`: the demonstration, in a browser or told in the terminal."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.lasting import lasting

app = typer.Typer()


@app.command()
def demo(
    bind: Annotated[str, typer.Option(help="Where to serve, on this machine.")] = "127.0.0.1:8080",
    story: Annotated[bool, typer.Option("--story", help="Play the story here, in ten seconds.")] = False,
) -> None:
    """Try everything in a browser: two phones, made-up people, a clock to move. No account, no token."""
    with lasting():
        from bot.app import demo as serve
        from bot.app import open_library
        from bot.app import story as play

        library = open_library()
    if story:
        return asyncio.run(play(library, lambda who, text: print(f"{who:14} {text}\n")))
    host, _, port = bind.rpartition(":")
    return asyncio.run(serve(library, host, int(port), lambda url: print(f"Open {url}", flush=True)))
