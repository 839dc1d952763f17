"""What several commands share: what is printed, and the database of this installation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from bot.store.engine import Store

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
TellProgress = Callable[[int, int], None]


def print_json(thing: object) -> None:
    """One JSON value on standard output."""
    print(json.dumps(thing, ensure_ascii=False))


def print_rich(*things: object) -> None:
    """Anything on standard output, in colours where somebody looks."""
    from rich import print as shown

    shown(*things)


def show_table(titles: Iterable[str], rows: Iterable[Iterable[str]], title: str | None = None) -> None:
    """Rows under their titles on standard output."""
    from rich.table import Table

    table = Table(*titles, title=title)
    for row in rows:
        table.add_row(*row)
    print_rich(table)


def show_numbers(title: str, numbers: dict[str, int]) -> None:
    """A table of those that are not zero, or a line that says so."""
    some = [(name, str(number)) for name, number in numbers.items() if number]
    if some:
        show_table(("what", "number"), some, title)
    else:
        print(f"{title}: nothing")


@contextmanager
def progress_bar(what: str) -> Iterator[TellProgress]:
    """A bar on standard error where somebody looks; call it with what is done and all there is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def run_in_store(act: Callable[[Store], Awaitable[T]]) -> T:
    """What an act gives on the database of this installation."""
    from bot.operations.installation import open_database
    from bot.settings import read_settings

    async def acted() -> T:
        async with open_database(read_settings()) as store:
            return await act(store)

    return asyncio.run(acted())
