"""One event being handled: its turn, its world, and what is gathered for the person and for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.post.message import Arrival, File, Message
from bot.store import outbox
from bot.store.tx import Tx
from bot.talk.reply import Reply
from bot.talk.state import Talk
from bot.talk.turn import Turn
from bot.words.render import Renderer
from bot.words.world import World
from bot.words.writer import Writer


@dataclass
class Done:
    """What an effect brought about, beside its rows: told to the person at once, sent to others, done in the talk.

    `files` go with the next message; `values` fill in later texts of this event; `pushed` are messages for others.
    `deletes` and `sweeps`: what the channel deletes from the chat (see `Message`); `forgotten`: all that was gathered
    for this chat so far goes too. `follows`: what the talk does next, decided by the engine when the effect is over.
    """

    says: list[Reply] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    files: tuple[File, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    pushed: list[outbox.QueuedMessage] = field(default_factory=list)
    deletes: tuple[str, ...] = ()
    sweeps: str = ""
    forgotten: bool = False
    follows: Callable[[Turn], None] | None = None

    def say(self, phrase: str, **values: str) -> Done:
        """One more sentence to the person."""
        self.says.append(Reply(phrase=phrase, values=values))
        return self


@dataclass
class TurnContext:
    """One event of one lane in its transaction.

    `queued`: what the batch has for the outbox so far. `batch`: what features keep for the other events of the batch;
    `memory`: and for later batches of this process (a convenience, never needed).
    """

    tx: Tx
    turn: Turn
    world: World
    arrival: Arrival
    lane: str
    now: datetime
    queued: Sequence[outbox.QueuedMessage] = ()
    batch: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    done: Done = field(default_factory=Done)

    @property
    def talk(self) -> Talk | None:
        """The talk that is open now."""
        return self.turn.talk

    @property
    def writer(self) -> Renderer:
        """Writes in the person's language."""
        language = self.talk.language if self.talk else self.world.language
        return Renderer(self.world, language, self.done.values)

    @property
    def plain_writer(self) -> Writer:
        """Writes in the language the event came in."""
        return Writer(self.world, self.world.language)

    def writer_of(self, reply: Reply) -> Renderer:
        """Writes in the language of the talk as it stood at that reply."""
        return Renderer(self.world, reply.talk.language, self.done.values) if reply.talk else self.writer

    def gather(self, done: Done) -> None:
        """Take up what an effect brought about, but its sentences and what follows."""
        mine = self.done
        mine.messages += done.messages
        mine.files += done.files
        mine.values |= done.values
        mine.pushed += done.pushed
        mine.deletes += done.deletes
        mine.sweeps = done.sweeps or mine.sweeps
        mine.forgotten = mine.forgotten or done.forgotten

    def with_files(self, message: Message, protected: bool) -> Message:
        """The message with the files that wait; where a case is shown they go with a message that shows it."""
        if not self.done.files or (protected and not message.protected):
            return message
        files, self.done.files = self.done.files, ()
        return replace(message, files=files)
