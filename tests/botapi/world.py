"""What a Bot API server remembers: people, chats, messages, presses, updates that wait."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.botapi import oracle

TOKEN = "4242:TEST-TOKEN-that-must-never-be-logged"
BOT = {"id": 4242, "is_bot": True, "first_name": "Footbridge", "username": "footbridge_bot"}
HOURS_48 = 48 * 3600
PROMPT = 5.0  # seconds until a press must be answered; the app shows a clock on the button so long


class No(Exception):
    """A refusal that a correct program may meet."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


@dataclass
class Chat:
    """A private chat, or a group when `kind` says so."""

    id: int
    language: str = "en"
    kind: str = "private"
    started: bool = False
    gone: str = ""  # the words of the 403
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)  # what came from the bot, new or edited, in order
    senders: list[str] = field(default_factory=list)  # by which program each of these came; see `BotApi.base_of`
    files: list[tuple[str, bytes]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        """As the Bot API shows it."""
        named = {"first_name": "Person"} if self.kind == "private" else {"title": "Group"}
        return {"id": self.id, "type": self.kind, **named}


@dataclass
class Press:
    """A callback query."""

    id: str
    chat: int
    at: float
    answered: float | None = None


@dataclass(frozen=True)
class Sending:
    """One message that was sent or edited: for pace and order."""

    at: float
    chat: int
    method: str
    text: str


class World:
    """The state of one bot. `shift` moves its clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock, self.shift = clock, 0.0
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.updates: list[Any] = []
        self.made: dict[int, Any] = {}  # every update there ever was
        self.texts: dict[tuple[str, str], str] = {}
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.sendings: list[Sending] = []
        self.left: list[int] = []
        self.ended: float | None = None  # when nobody could answer any more
        self.caller = ""  # the program whose call is acted on
        self.webhook = ""
        self.webhook_given: dict[str, Any] = {}
        self.webhook_failed = 0.0  # when an update could not be brought, in seconds since 1970
        self.arrived = asyncio.Event()
        self.changed = asyncio.Event()
        self._messages, self._updates, self._presses = itertools.count(1), itertools.count(1), itertools.count(1)

    def now(self) -> float:
        """Seconds since 1970, by this server's clock."""
        return self._clock() + self.shift

    def restart_update_ids(self, first: int) -> None:
        """As Telegram does after a quiet week."""
        self._updates = itertools.count(first)

    def next_message(self) -> int:
        """The number of a new message."""
        return next(self._messages)

    def next_update(self) -> int:
        """The id of a new update."""
        return next(self._updates)

    def chat(self, id: int) -> Chat:
        """The chat, or the refusal a bot gets that may not write there."""
        chat = self.chats.get(id)
        if chat is None:
            raise No(400, "Bad Request: chat not found")
        if chat.gone:
            raise No(403, f"Forbidden: {chat.gone}")
        if not chat.started:
            raise No(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """A new update in the queue; its id."""
        number = self.next_update()
        update = {"update_id": number, kind: content}
        oracle.check_update(update)
        self.made[number] = update
        return self.push_raw(update)

    def push_raw(self, update: Any) -> int:
        """Any JSON as an update, even what Telegram would never send."""
        self.updates.append(update)
        self.arrived.set()
        return int(update["update_id"]) if isinstance(update, dict) and "update_id" in update else 0

    def press(self, chat: Chat, number: int, code: str) -> Press:
        """Somebody presses a button: a new press, even of the same one."""
        press = Press(f"press{next(self._presses)}", chat.id, self.now())
        self.presses[press.id] = press
        query = {"id": press.id, "from": user(chat), "chat_instance": "1", "data": code}
        self.push("callback_query", {**query, "message": chat.messages[number]})
        return press

    def unanswered(self) -> list[str]:
        """Presses that hung for more than 5 seconds."""
        ended = self.ended or self.now()
        waits = [(press.id, (press.answered or ended) - press.at) for press in self.presses.values()]
        return [f"{id} waited {wait:.1f} s for its answer" for id, wait in waits if wait > PROMPT]

    def again(self, number: int) -> None:
        """The same update comes once more, under the same id."""
        self.push_raw(self.made[number])

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`."""
        self.updates = [one for one in self.updates if not _before(one, offset)]

    def tell(self) -> None:
        """Wake whoever waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()


def _before(update: Any, offset: int) -> bool:
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and number < offset


def user(chat: Chat) -> dict[str, Any]:
    """The person of a chat."""
    return {"id": abs(chat.id), "is_bot": False, "first_name": "Person", "language_code": chat.language}
