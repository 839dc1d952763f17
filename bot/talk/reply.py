"""What a turn brings forth: replies to the person, and effects in the transaction. Still without words."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.talk.state import Talk


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
    """Something to be done in the transaction: a named effect, the talk and step that asked for it, the answers.

    `etag` names what the person had before them when they asked for it (see `Chose`).
    """

    name: str
    key: str = ""
    talk: str = ""
    flow: str = ""
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    argument: str = ""
    etag: str = ""
