"""`passerelle demo`: the demonstration, in a browser or told in the terminal."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.frozen_heap import frozen_heap

app = typer.Typer()


@app.command("demo")
def demo_command(
    bind: Annotated[str, typer.Option(help="Where to serve, on this machine.")] = "127.0.0.1:8080",
    story: Annotated[bool, typer.Option("--story", help="Play the story here, in ten seconds.")] = False,
) -> None:
    """Try everything in a browser: two phones, made-up people, a clock to move. No account, no token."""
    with frozen_heap():
        from bot.app import open_library, play_story, serve_demo

        library = open_library()
    if story:
        return asyncio.run(play_story(library, lambda who, text: print(f"{who:14} {text}\n")))
    host, _, port = bind.rpartition(":")
    return asyncio.run(serve_demo(library, host, int(port), lambda url: print(f"Open {url}", flush=True)))
