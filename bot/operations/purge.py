"""What the clock would do, done now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bot.features.signal.time import acts_of
from bot.intake.office import Office
from bot.intake.rounds import Rounds


@dataclass(frozen=True)
class Purged:
    """What fell due (by act) and what was erased (rows by table); ``held``: the clock jumped, so nothing was."""

    held: bool
    acts: dict[str, int]
    erased: dict[str, int]


async def purge_once(office: Callable[[], AbstractAsyncContextManager[Office]]) -> Purged:
    """One round of the clock, again while it finds as many signals as one round takes."""
    acts: Counter[str] = Counter()
    erased: Counter[str] = Counter()
    async with office() as here:
        while True:
            done = await Rounds(here).once()
            acts.update(act.what for act in acts_of(done))
            erased.update(done.erased)
            if done.held or not acts_of(done):
                return Purged(done.held, dict(acts), dict(erased))
