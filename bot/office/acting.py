"""One turn being carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.office.message import Arrival, File
from bot.office.render import Renderer
from bot.office.staff import Staff
from bot.store import outbox
from bot.store.tx import Tx
from bot.talk.reply import Reply
from bot.talk.turn import Turn


@dataclass
class Acting:
    """One turn being carried out: where it writes, and what it adds for this person and for others.

    `queued`: what the batch has for the outbox so far.
    """

    tx: Tx
    made: Turn
    staff: Staff
    arrival: Arrival
    lane: str
    now: datetime
    queued: Sequence[outbox.Out] = ()
    files: tuple[File, ...] = ()
    pushed: list[outbox.Out] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    position: int = 0
    said: int = 0

    @property
    def writer(self) -> Renderer:
        """Writes in the person's language."""
        language = self.made.talk.language if self.made.talk else self.staff.world.language
        return Renderer(self.staff.world, language, self.values)

    def writer_for(self, reply: Reply) -> Renderer:
        """Writes in the language of the talk as it stood at that reply."""
        return Renderer(self.staff.world, reply.talk.language, self.values) if reply.talk else self.writer

    def say(self, phrase: str, **values: str) -> None:
        """One more sentence to the person, behind those said before by the same effect."""
        self.made.out.insert(self.position + self.said, Reply(phrase=phrase, values=values))
        self.said += 1
