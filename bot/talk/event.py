"""What a person did, the same for every channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.talk.state import Talk


@dataclass(frozen=True)
class Chose:
    """A press of a button, or ticked boxes.

    `key` is the step's key (`areas`, `noticed[school]`), `options` the option ids. `wish` says what the press means:
    `set` answers completely, `add` and `drop` tick and untick one option of a `many`, `done` closes the ticking.
    `talk` is the talk the button belongs to, None where the channel shows no old buttons. `version` is the case's
    version on a coordinator's button.
    """

    key: str
    options: tuple[str, ...]
    talk: str | None = None
    wish: Literal["set", "add", "drop", "done"] = "set"
    version: int | None = None


@dataclass(frozen=True)
class Spot:
    """A place that a typed text may mean: its code and the label a person reads."""

    code: str
    label: str


@dataclass(frozen=True)
class Wrote:
    """A typed text. `places` is what the text may mean as a place; `sure` when it means exactly one."""

    text: str
    places: tuple[Spot, ...] = ()
    sure: bool = False


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


@dataclass(frozen=True)
class Reply:
    """One message to the person, still without words of any language.

    `key` names the step it shows and `talk` the talk as it stood then; `phrase` a sentence of the assistant with
    `values` to fill in; `page` a page of cards with a word to look for; `error` the cause when an input was refused;
    `ticked` the options ticked so far; `edits` whether it may replace the message before.
    """

    key: str = ""
    talk: Talk | None = None
    phrase: str = ""
    page: str = ""
    values: dict[str, str] = field(default_factory=dict)
    error: str = ""
    ticked: tuple[str, ...] = ()
    edits: bool = False
    guard: str = ""


@dataclass(frozen=True)
class Effect:
    """Something to be done in the transaction: a named effect, the talk and step that asked for it, the answers."""

    name: str
    key: str = ""
    talk: str = ""
    flow: str = ""
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    argument: str = ""
    version: int | None = None
