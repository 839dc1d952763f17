"""Canaries, and people who plant them wherever they can type, at the terminal and through raw updates of Telegram."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.channels.line import LINE_CHANNEL, Line
from bot.channels.telegram.parse import TELEGRAM_CHANNEL, see_update
from bot.intake.office import Office
from bot.talk.event import Wrote
from tests.faults.stream import RECEIPT
from tests.person import Person

TYPED = ("noticed_text", "around_then_text", "their_view", "contact_phone")
ANSWERS = {
    **{"role": "school", "about": "pupil", "age": "teen", "law": "understood", "allowed": "yes", "consent": "yes"},
    **{"child_channel": "done", "review": "more", "how_are_you": "ok"},
}


@dataclass
class Plants:
    """Every canary ever planted."""

    chance: random.Random
    planted: list[str] = field(default_factory=list)

    def new(self) -> str:
        """One that looks like nothing else, as a word."""
        made = "Zq" + "".join(self.chance.choice("abcdefghjkmnpqrstvwxyz") for _ in range(12))
        self.planted.append(made)
        return made

    def number(self) -> str:
        """One made of digits, as an id of a chat, or a phone."""
        made = str(self.chance.randrange(10**11, 10**12))
        self.planted.append(made)
        return made


class Chatter(Person):
    """A person at the line mode, to begin with."""

    channel = LINE_CHANNEL

    async def sends_signal(self, plants: Plants, way: str) -> str:
        """A whole signal with a planted text wherever one is asked; the code."""
        await self.types("/signal")
        for _ in range(120):
            if RECEIPT.search(self.text) and self.waiting != "review":
                break
            await self.answers(plants, way)
        found = RECEIPT.search(self.text)
        assert found, f"no receipt after {self.waiting}: {self.text[:200]}"
        code = found[0]
        while self.waiting:
            await self.answers(plants, way)
        return code

    async def answers(self, plants: Plants, way: str) -> None:
        """Whatever is asked now."""
        step = self.waiting or ""
        if "guard.ok" in self.options:
            await self.types("=guard.ok")
        elif step in TYPED:
            phone = f"+32 470 {plants.number()[:6]}"
            plants.planted.append(phone)
            await self.types(phone if step == "contact_phone" else f"{plants.new()} was there with {plants.new()}")
        elif step == "place":
            await self.types(f"{plants.new()}ville", "=place.be:23088")
        else:
            await self.types(f"={self.choice(step, way)}")

    def choice(self, step: str, way: str) -> str:
        """An option that leads on: once all is asked, Send."""
        options = [option for option in self.options if not option.startswith("/")]
        wanted = f"{step}.{way if step == 'contact_me' else ANSWERS.get(step, '')}"
        if step == "review" and wanted not in options:
            wanted = "review.send"
        return wanted if wanted in options else options[0]


class Telegrammer(Chatter):
    """The same through raw updates of Telegram, with all that an app gives away about its owner."""

    channel = TELEGRAM_CHANNEL

    def __init__(self, office: Office, folder: Path, plants: Plants) -> None:
        super().__init__(office, plants.number(), "en", folder)
        names = {"first_name": plants.new(), "last_name": plants.new(), "username": plants.new()}
        self.owner = {"id": int(self.name), "is_bot": False, "language_code": "en", **names}
        self.number = 0

    def at_terminal(self) -> Line:
        line = super().at_terminal()
        line.office = _Wrapped(self)  # type: ignore[assignment]
        return line

    def raw(self, **content: Any) -> dict[str, Any]:
        """An update with a message."""
        self.number += 1
        chat = {**self.owner, "type": "private", "title": self.owner["username"]}
        message = {"message_id": self.number, "date": 1, "from": self.owner, "chat": chat, **content}
        return {"update_id": secrets.randbits(50), "message": message}

    async def gives(self, update: dict[str, Any]) -> None:
        """Telegram hands over this update."""
        seen = see_update(update)
        if seen.arrival:
            await self.office.take([seen.arrival])

    async def gives_everything(self, plants: Plants) -> None:
        """What people send by mistake, and what a forger sends."""
        new, sender = plants.new, {"type": "user", "sender_user": {**self.owner, "first_name": plants.new()}}
        contact = {"phone_number": plants.number(), "first_name": new(), "vcard": new()}
        for content in (
            {"photo": [{"file_id": new(), "file_unique_id": new()}], "caption": new()},
            {"document": {"file_id": new(), "file_name": f"{new()}.pdf"}},
            {"contact": contact},
            {"venue": {"title": new(), "address": new(), "location": {"latitude": 50.9, "longitude": 4.4}}},
            {"poll": {"id": "1", "question": new(), "options": [{"text": new()}]}},
            {"text": new(), "forward_origin": sender},
            {"text": f"/start {new()}"},
            {"text": f"/{new()} {new()}"},
            {"text": f"/receipt {new()}"},
            {"text": f"/language {new()}"},
        ):
            await self.gives(self.raw(**content))
        edited = self.raw(text=new())
        await self.gives({"update_id": edited["update_id"], "edited_message": edited["message"]})
        query = {"id": new(), "from": self.owner, "data": f"1.{new()}.role.{new()}", "message": self.raw()["message"]}
        await self.gives({"update_id": secrets.randbits(50), "callback_query": query})
        await self.gives({"update_id": secrets.randbits(50), new(): {"text": new()}})


class _Wrapped:
    """The office as the terminal of a Telegram user reaches it."""

    def __init__(self, one: Telegrammer) -> None:
        self.one, self.office = one, one.office

    async def take(self, arrivals: list[Any]) -> None:
        """Texts as raw updates; presses as they are, from that chat."""
        for arrival in arrivals:
            if isinstance(arrival.event, Wrote):
                await self.one.gives(self.one.raw(text=arrival.event.text))
            else:
                await self.office.take([replace(arrival, channel=TELEGRAM_CHANNEL)])

    async def pulled(self, channel: str, chat: str, after: int = 0) -> Any:
        """What is on its way to the chat."""
        return await self.office.pulled(TELEGRAM_CHANNEL, chat, after)

    async def drop(self, channel: str, chat: str, upto: int) -> None:
        """It was delivered."""
        await self.office.drop(TELEGRAM_CHANNEL, chat, upto)

    async def standing(self, channel: str, chat: str) -> Any:
        """What the chat is asked."""
        return await self.office.standing(TELEGRAM_CHANNEL, chat)
