"""What the page needs from the other rooms, and where it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.post.message import Arrival, File, Message

WEB_CHANNEL = "web"
EMERGENCY = "112"

FetchedRow = tuple[int, Message]
DrawFile = Callable[[File], tuple[bytes, str]]
"""Draws a file of a message when it is fetched: its bytes and its media type. Called in a thread."""


class Office(Protocol):
    """Where what came in is worked on, and where replies wait."""

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Work on what came in, in one transaction; returns after the commit, raises when the store fails."""

    async def pulled(self, channel: str, chat: str, after: int = 0) -> list[FetchedRow]:
        """The waiting rows of a chat with a number above `after`, in their order."""

    async def standing(self, channel: str, chat: str) -> tuple[str | None, str | None]:
        """The step a chat is asked and its talk; None and None without an open talk."""

    async def drop(self, channel: str, chat: str, upto: int) -> None:
        """Forget the rows up to this number: a later request has named it."""


class DemoControls(Protocol):
    """What the demonstration shows and moves."""

    async def kept(self) -> dict[str, int]:
        """What is kept right now: talks, signals, talk_bytes, signal_bytes, outbox_bytes."""

    async def later(self, days: int, language: str) -> list[str]:
        """Move the clock day by day; one line for each thing that happened, in a language."""

    def code(self) -> str:
        """The six digits the coordinator's app shows now."""

    def story(self) -> AsyncIterator[tuple[str, str]]:
        """Play the story; each part as (pane, what is pressed or typed there), before it is done.

        A part without words: the pane begins anew.
        """

    async def situation(self, number: int) -> None:
        """Bring the worker's phone to one of three fictitious situations (1 to 3)."""


@dataclass(frozen=True)
class Pane:
    """One place where the page stands: its path (ends in `/`) and its cookies.

    `cookie` holds the visitor until the talk is over, `device` a coordinator's invited browser for half a year.
    `seat` is a fixed address for whoever sits there (the two phones of the demonstration); empty means a visitor of
    their own for each browser. `framed` allows this origin to show it in a frame.
    """

    path: str = "/"
    cookie: str = "visitor"
    device: str = "device"
    seat: str = ""
    framed: bool = False

    def url(self, rest: str = "") -> str:
        """An address inside the pane."""
        return self.path + rest


PUBLIC = Pane()
PHONES = tuple(
    Pane(f"/pane/{name}/", f"visitor-{name}", f"device-{name}", name, framed=True) for name in ("worker", "coordinator")
)
