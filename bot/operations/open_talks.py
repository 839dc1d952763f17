"""Whom a changed flow touches: open talks that would lose answers, as numbers by flow and step. Reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.flow.model import split_key
from bot.keys.vault import Ring
from bot.operations.practice import SQLITE_PREFIX
from bot.settings import Settings
from bot.store import talks
from bot.store.engine import Store, StoreError
from bot.talk import review
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World


@dataclass
class Touched:
    """One flow: how many talks are open in it, how many would lose something, and how many answers at each step."""

    flow: str
    open: int = 0
    touched: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    gone: bool = False

    def as_dict(self) -> dict[str, object]:
        """As `check --open-talks --json` prints it; `gone`: there is no such flow any more."""
        return vars(self) | {"steps": dict(sorted(self.steps.items()))}


async def count_open_talks(settings: Settings, library: Library) -> list[Touched]:
    """The open talks of the database against this content, by flow. Raises `StoreError`, `VaultError`."""
    file = settings.database_url.removeprefix(SQLITE_PREFIX)
    if file != settings.database_url and not Path(file).is_file():
        raise StoreError(f"{file}: there is no database; set PASSERELLE_DATABASE_URL to the one in use")
    store = await Store.open(settings.database_url, Ring.load(settings.keys_file), migrate=False)
    try:
        return await count_in_store(store, library, datetime.now(UTC))
    finally:
        await store.close()


async def count_in_store(store: Store, library: Library, now: datetime) -> list[Touched]:
    """The same, of an open store."""
    found: dict[str, Touched] = {}
    world = World(library, Towns(()), now, "en")
    async with store.read() as tx:
        async for payload in talks.every_talk(tx, now):
            talk: Talk | None = Talk.from_json(payload)
            while talk:
                _count(found.setdefault(talk.flow, Touched(talk.flow)), talk, library, world)
                talk = talk.below
    return [found[flow] for flow in sorted(found)]


def _count(flow: Touched, talk: Talk, library: Library, world: World) -> None:
    fitted = review.fit_to_flows(library.content.flows, replace(talk, below=None), world)
    flow.open += 1
    flow.gone = fitted.talk is None
    flow.touched += flow.gone or bool(fitted.lost)
    flow.steps.update(split_key(key)[0] for key in fitted.lost)
