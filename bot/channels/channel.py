"""A way to reach people: what the program asks of a channel, and what it gives to one.

How to add one stands in README.md beside this file; the list of all is `known.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from bot.channels.alarm import NoteAlarm, ignore_alarm
from bot.finding import Finding
from bot.post.message import Arrival, File, Message
from bot.post.pace import Pace
from bot.post.reach import Can

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.settings import Settings

Phrase = Callable[[str, str], str]
"""Gives a sentence of the assistant: (language, its name in `flows/phrases.yaml`) → text."""

DrawFile = Callable[[File], bytes]


class Taker(Protocol):
    """The office's side: returns only after the commit, raises when the store fails."""

    async def take(self, arrivals: Sequence[Arrival]) -> None: ...


@dataclass(frozen=True)
class Services:
    """What a channel is given: where arrivals go, sentences, files, and where its alarms are noted."""

    office: Taker
    phrase: Phrase
    draw_file: DrawFile
    note: NoteAlarm = ignore_alarm


class Channel(ABC):
    """One channel that is pushed to, as one process has it. Its ids of messages are text to everybody else.

    `cures`: what to do about each of its alarms; the `grave` ones are noted for `doctor`. `keeps`: how long it keeps
    what people write while nobody listens (its cure is `gap`), None where it does not matter. `pace`: how fast it is
    sent to, None for as fast as can be.
    """

    name: ClassVar[str]
    can: ClassVar[Can]
    cures: ClassVar[Mapping[str, str]]
    grave: ClassVar[Collection[str]] = ()
    keeps: ClassVar[timedelta | None] = None
    pace: Pace | None = None

    @classmethod
    @abstractmethod
    def connect(cls, settings: Settings, services: Services) -> Self | None:
        """The channel as the settings say, or None where it is not set up. Nothing is sent yet."""

    @classmethod
    @abstractmethod
    async def examine(cls, settings: Settings) -> list[Finding]:
        """How it stands, for `doctor`, also where it is not set up. Nothing is changed, no update is fetched."""

    @abstractmethod
    async def deliver(self, chat: str, message: Message) -> list[str]:
        """Show a message, and delete first what it `deletes`; the ids of what is shown.

        Raises `Later`, `Gone`, or anything else for a message that it refuses.
        """

    @abstractmethod
    async def lead(self, languages: Collection[str], last: datetime | None = None) -> None:
        """What only the leading replica does beside sending, until cancelled. `last`: when our clock last ran."""

    def before(self, page: ASGIApp) -> ASGIApp:
        """The page, with a door beside it where updates are brought to us."""
        return page

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way, then hang up."""
