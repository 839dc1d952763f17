"""What reaches a database while something is looked at: each statement, without BEGIN, COMMIT and savepoints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from bot.store.engine import Store

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Statements:
    """The statements, in their order."""

    all: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.all)

    def of(self, *words: str) -> list[str]:
        """Those that hold all these words."""
        return [one for one in self.all if all(word in one for word in words)]

    def told(self) -> str:
        """A line a statement, to be read."""
        return "\n".join(f"  {number:2} {one[:160]}" for number, one in enumerate(self.all, 1))


@contextmanager
def listening(store: Store) -> Iterator[Statements]:
    """Hear what the driver is handed, from all connections of a store."""
    heard = Statements()

    def hears(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        text = " ".join(statement.split())
        if not text.startswith(BRACKETS):
            heard.all.append(text)

    engines = {id(one): one for one in (store._writer.sync_engine, store._reader.sync_engine)}.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hears)
    try:
        yield heard
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hears)
