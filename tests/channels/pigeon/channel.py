"""Pigeon for one process. The leader fetches what people wrote; any replica could."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from bot.channels.alarm import Alarm
from bot.channels.channel import Channel, Services
from bot.channels.pieces import split_text
from bot.finding import Finding
from bot.post.message import Arrival, Message
from bot.post.pace import Pace
from bot.post.sender import Gone, Later
from bot.talk import button
from bot.talk.event import Asked, Event, Wrote
from tests.channels.pigeon import CAN, NAME
from tests.channels.pigeon.api import Api, Refused, Unreachable

if TYPE_CHECKING:
    from bot.settings import Settings

AGAIN = 0.5  # seconds until the next try
CURES = {
    "token": "The loft does not know us. Ask its keeper for a new address and put it into PASSERELLE_PIGEON_URL.",
    "unreachable": "The loft cannot be reached. Check the network and PASSERELLE_PIGEON_URL.",
    "store": "The database refuses the letters. They stay in the loft. See `passerelle doctor`.",
}


class Pigeon(Channel):
    """One loft: letters are fetched from it, messages put, changed and deleted there."""

    name, can, cures, grave = NAME, CAN, CURES, frozenset({"token"})

    def __init__(self, url: str, services: Services) -> None:
        self.api, self.services = Api(url), services
        self.pace = Pace.of(10, 2, chat=(5, 5))
        self.alarm = Alarm("pigeon_letters", CURES, self.grave, services.note)
        self.shown: dict[str, tuple[str, str]] = {}  # what a chat shows last: its id, and which question
        self.cursor = ""

    @classmethod
    def connect(cls, settings: Settings, services: Services) -> Self | None:
        """The loft of the address."""
        url = getattr(settings, "pigeon_url", "")
        return cls(url, services) if url else None

    @classmethod
    async def examine(cls, settings: Settings) -> list[Finding]:
        """Whether the loft knows us."""
        url = getattr(settings, "pigeon_url", "")
        if not url:
            return [Finding("pigeon", True, "no address")]
        api = Api(url)
        try:
            return [Finding("pigeon", True, (await api.call("GET", "/me"))["name"])]
        except (Refused, Unreachable) as error:
            return [Finding("pigeon", False, f"{cause(error)}: {CURES[cause(error)]}")]
        finally:
            await api.close()

    async def deliver(self, chat: str, message: Message) -> list[str]:
        """Show a message; the ids of its pieces."""
        try:
            for id in message.deletes:
                await self._deleted(id)
            return await self._shown(chat, message)
        except Unreachable as error:
            raise Later(AGAIN) from error
        except Refused as error:
            if error.status in (401, 429) or error.status >= 500:
                raise Later(AGAIN) from error
            if error.status == 403:
                raise Gone("moved away") from error
            raise

    async def _deleted(self, id: str) -> None:
        try:
            await self.api.call("DELETE", f"/messages/{id}")
        except Refused as error:
            if error.status != 404:  # gone already is as good
                raise

    async def _shown(self, chat: str, message: Message) -> list[str]:
        pieces: list[dict[str, Any]] = [{"to": chat, "text": piece} for piece in split_text(message.text, CAN.longest)]
        if not pieces:
            return []
        files = [await asyncio.to_thread(self.services.draw_file, file) for file in message.files]
        pieces[-1]["buttons"] = [*self._buttons(message)]
        pieces[-1]["files"] = [base64.b64encode(one).decode() for one in files]
        id, question = self.shown.get(chat, ("", ""))
        asked = f"{message.talk}.{message.key}"
        if message.edits and question == asked and len(pieces) == 1:
            await self.api.call("PUT", f"/messages/{id}", pieces[0])
            return [id]
        ids = [str((await self.api.call("POST", "/messages", piece))["id"]) for piece in pieces]
        self.shown[chat] = ids[-1], asked
        return ids

    def _buttons(self, message: Message) -> Iterator[dict[str, str]]:
        """What can be pressed under a message."""
        for one in message.buttons:
            if one.command:
                yield {"label": one.label, "code": one.id}
                continue
            wish, box = ("", "") if one.on is None else ("-", "☑ ") if one.on else ("+", "☐ ")
            code = button.encode_button(message.talk, *button.split_id(one.id), wish, message.etag)
            yield {"label": box + one.label, "code": code}
        if any(one.on is not None for one in message.buttons):
            done = button.encode_button(message.talk, message.key, "", "!", message.etag)
            yield {"label": self.services.phrase(message.language, "button_done"), "code": done}

    async def lead(self, languages: Collection[str], last: datetime | None = None) -> None:
        """Fetch letters, for ever; what was fetched is acknowledged with the next question, after the commit."""
        while True:
            try:
                await self._fetched()
            except Exception as error:
                await self.alarm.begins(cause(error), type(error).__name__)
                await asyncio.sleep(AGAIN)
            else:
                await self.alarm.is_over()

    async def _fetched(self) -> None:
        found = await self.api.call("GET", f"/letters?after={self.cursor}")
        if found["letters"]:
            await self.services.office.take([arrival(letter) for letter in found["letters"]])
        self.cursor = found["cursor"]

    async def close(self) -> None:
        """Hang up."""
        await self.api.close()


def cause(error: Exception) -> str:
    """Which alarm an error is."""
    if isinstance(error, Refused):
        return "token" if error.status == 401 else "unreachable"
    return "unreachable" if isinstance(error, Unreachable) else "store"


def arrival(letter: dict[str, str]) -> Arrival:
    """What one letter says."""
    return Arrival(NAME, letter["id"], letter["from"], event(letter), number=letter.get("message"))


def event(letter: dict[str, str]) -> Event:
    """A press, a command or a text."""
    if code := letter.get("press"):
        return button.decode_button(code)
    command, _, argument = letter["text"].partition(" ")
    return Asked(command[1:], argument) if command.startswith("/") else Wrote(letter["text"])
