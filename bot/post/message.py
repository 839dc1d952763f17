"""A message as a person gets it: final text, buttons and files, in their language. Channels only draw it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.post.reach import Can
from bot.store.outbox import QueuedMessage
from bot.store.retention import kept_for
from bot.store.tables import outbox
from bot.talk.button import split_id
from bot.talk.event import Event

REPLACES_SHOWN = "shown"
ENROLLED_KEY = "enrolled"  # the key of the message that greets somebody new at a desk


@dataclass(frozen=True)
class Button:
    """One thing to press. `id` is what follows `=` in the line mode: `role.school`, `noticed[school].less`, `/phone`.

    `on` says whether it is ticked, None where nothing can be ticked.
    """

    id: str
    label: str
    on: bool | None = None

    @property
    def command(self) -> str:
        """The command it stands for, without its slash, or empty."""
        return self.id[1:] if self.id.startswith("/") else ""

    @property
    def key(self) -> str:
        """The step's key in its id: `noticed[school]`."""
        return split_id(self.id)[0]

    @property
    def option(self) -> str:
        """The option in its id; a review's option may be a key itself (`review.noticed[school]`)."""
        return split_id(self.id)[1]


@dataclass(frozen=True)
class File:
    """A file to go with a message, drawn when it is sent: `kind` text, pdf or json, `sheet` what it shows (JSON)."""

    name: str
    kind: str
    sheet: str


@dataclass(frozen=True)
class Message:
    """One message. `kind` is what the open question wants: one, many, text, place, review, or empty for none.

    `etag`: what it was drawn from (see `Chose`). `edits`: it may replace the message before. `protected`: it shows a
    case. `deletes`: ids of messages that the channel deletes from the chat now; `sweeps`: before it is sent, the
    sender adds all ids it knows of the chat (`all`), or of those that showed a case (`secret`).
    """

    text: str
    language: str
    key: str = ""
    talk: str = ""
    kind: str = ""
    buttons: tuple[Button, ...] = ()
    columns: int = 1
    files: tuple[File, ...] = ()
    error: str = ""
    etag: str = ""
    edits: bool = False
    protected: bool = False
    urgent: bool = False
    deletes: tuple[str, ...] = ()
    sweeps: str = ""

    @property
    def case(self) -> bool:
        """Whether it shows something of a case, so that it may be seen only while the desk is unlocked."""
        return self.protected and bool(self.talk or self.files)

    def to_json(self) -> str:
        """The message as one line of JSON."""
        return json.dumps(vars(self), ensure_ascii=False, separators=(",", ":"), default=vars)

    @classmethod
    def from_json(cls, text: str) -> Message:
        """The message from `to_json`."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Message:
        """The message from its parts."""
        buttons = tuple(Button(**button) for button in data["buttons"])
        files = tuple(File(**file) for file in data["files"])
        deletes = tuple(map(str, data["deletes"]))  # rows of earlier versions have numbers
        return cls(**data | {"buttons": buttons, "files": files, "deletes": deletes})


@dataclass(frozen=True)
class Arrival:
    """One thing that came in: the channel, its own id for it, the address to answer to, and what the person did.

    `language` is the channel's guess (Telegram's language_code, the browser's wish). `number` is the channel's id
    of the person's own message, so that `/clear` can delete it.
    """

    channel: str
    id: str
    chat: str
    event: Event
    language: str = "en"
    number: str | None = None


def pack_payload(chat: str, message: Message) -> str:
    """An outbox payload: the address and the message."""
    return f"{chat}\n{message.to_json()}"


def queue_row(
    lane: str,
    channel: str,
    chat: str,
    message: Message,
    now: datetime,
    can: Can,
    about: str | None = None,
    replaces: str | None = None,
) -> QueuedMessage:
    """A message as an outbox row for a channel that can do this.

    Channels that fetch their messages forget after 60 minutes what nobody fetches; a row `about` a signal goes with the
    signal instead, so that a coordinator who looks in once a day still finds the notice. Of what such a channel shows
    of a case only the newest waits, and it goes when the desk is locked (`replaces=SHOWN`).
    """
    if can.pulled and (message.protected or message.sweeps == "secret"):
        replaces = REPLACES_SHOWN
    elif message.edits:
        replaces = f"{message.talk}.{message.key}"
    until = now + kept_for(outbox, "never fetched") if can.pulled and (about is None or message.protected) else None
    payload = pack_payload(chat, message)
    return QueuedMessage(lane, channel, payload, urgent=message.urgent, replaces=replaces, about=about, until=until)


def unpack_payload(payload: str) -> tuple[str, Message]:
    """The address and the message of a payload."""
    chat, _, message = payload.partition("\n")
    return chat, Message.from_json(message)
