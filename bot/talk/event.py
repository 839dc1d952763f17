"""What a person did, the same for every channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Chose:
    """A press of a button, or ticked boxes.

    `key` is the step's key (`areas`, `noticed[school]`), `options` the option ids. `wish` says what the press means:
    `set` answers completely, `add` and `drop` tick and untick one option of a `many`, `done` closes the ticking.
    `talk` is the talk the button belongs to, None where the channel shows no old buttons. `etag` names what the button
    was drawn from, as in HTTP: on a coordinator's button the case and its version.
    """

    key: str
    options: tuple[str, ...]
    talk: str | None = None
    wish: Literal["set", "add", "drop", "done"] = "set"
    etag: str = ""


@dataclass(frozen=True)
class Spot:
    """A place that a typed text may mean: its code and the label a person reads."""

    code: str
    label: str


@dataclass(frozen=True)
class Wrote:
    """A typed text. `places` is what the text may mean as a place; `sure` when it means exactly one.

    `etag` as in `Chose`, where the channel knows which question the text was typed under.
    """

    text: str
    places: tuple[Spot, ...] = ()
    sure: bool = False
    etag: str = ""


@dataclass(frozen=True)
class Asked:
    """A command, without its slash, and what stood behind it."""

    command: str
    argument: str = ""


@dataclass(frozen=True)
class Sent:
    """Anything that is not text: photo, voice, file, location, contact, forwarded. Never fetched."""

    kind: str


@dataclass(frozen=True)
class Looked:
    """The person asks for what others sent meanwhile (an empty line, a page reload)."""


Event = Chose | Wrote | Asked | Sent | Looked
