"""Somebody with a phone: writes, presses, sees. Waits for what should come, and says what came instead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.botapi.world import Chat, World, user

PATIENCE = 10.0  # seconds


class Person:
    """One private chat, from the person's side."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world, self.chat = world, chat
        self.read = 0

    def writes(self, text: str, **extra: Any) -> int:
        """A typed text or command; its update id."""
        return self.sends(text=text, **extra)

    def sends(self, **content: Any) -> int:
        """Any message: `photo=[…]`, `dice={…}`; its update id."""
        self.chat.started, self.chat.gone = True, ""
        message = self._message(self.world.next_message(), content)
        self.chat.messages[message["message_id"]] = message
        return self.world.push("message", message)

    def edits(self, number: int, text: str) -> int:
        """An edit of an own message; its update id."""
        message = {**self._message(number, {"text": text}), "edit_date": int(self.world.now())}
        return self.world.push("edited_message", message)

    def blocks(self, words: str = "bot was blocked by the user") -> None:
        """From now on the bot gets a 403."""
        self.chat.gone = words

    def presses(self, label: str) -> str:
        """Press the newest button with these words (a tick box may stand behind them); the press's id."""
        for number, message in sorted(self.chat.messages.items(), reverse=True):
            for button in _buttons(message):
                if button["text"].removesuffix(" ☐").removesuffix(" ☑") == label:
                    return self.world.press(self.chat, number, button["callback_data"]).id
        raise AssertionError(f"no button {label!r}; the screen shows:\n{self.screen()}")

    def presses_code(self, number: int, code: str) -> str:
        """Press with a made-up code, as a forged client does; the press's id."""
        return self.world.press(self.chat, number, code).id

    async def sees(self, *words: str, patience: float = PATIENCE) -> str:
        """Wait for a message, not seen before, that holds these words; its text."""
        limit = asyncio.get_running_loop().time() + patience
        while True:
            for at in range(self.read, len(self.chat.log)):
                text = shown(self.chat.log[at])
                if all(word in text for word in words):
                    self.read = at + 1
                    return text
            await self._change(limit, lambda: f"{words} did not come; the screen shows:\n{self.screen()}")

    async def sees_file(self, name: str, patience: float = PATIENCE) -> bytes:
        """Wait for a file; its bytes."""
        limit = asyncio.get_running_loop().time() + patience
        while True:
            for found, content in self.chat.files:
                if name in found:
                    return content
            await self._change(limit, lambda: f"no file {name}")

    async def is_answered(self, press: str, patience: float = PATIENCE) -> float:
        """Wait until a press is answered; the seconds it took."""
        limit = asyncio.get_running_loop().time() + patience
        while (answered := self.world.presses[press].answered) is None:
            await self._change(limit, lambda: "the press was not answered")
        return answered - self.world.presses[press].at

    def screen(self) -> str:
        """What stands in the chat now."""
        return "\n---\n".join(shown(message) for _, message in sorted(self.chat.messages.items()))

    def labels(self) -> list[str]:
        """The buttons of the newest message that has any."""
        newest = [found for _, message in sorted(self.chat.messages.items()) if (found := _buttons(message))]
        return [button["text"] for button in newest[-1]] if newest else []

    def texts(self) -> list[str]:
        """All that came from the bot, in order."""
        return [message.get("text", "") for message in self.chat.log]

    def _message(self, number: int, content: dict[str, Any]) -> dict[str, Any]:
        head = {"message_id": number, "date": int(self.world.now()), "from": user(self.chat)}
        return {**head, "chat": self.chat.described(), **content}

    async def _change(self, limit: float, complaint: Callable[[], str]) -> None:
        try:
            async with asyncio.timeout_at(limit):
                await self.world.changed.wait()
        except TimeoutError:
            raise AssertionError(complaint()) from None


def _buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def shown(message: dict[str, Any]) -> str:
    """A message as it reads: its text, and its buttons in brackets."""
    text = message.get("text") or f"<{next((kind for kind in ('document', 'photo') if kind in message), 'something')}>"
    return "\n".join([text, *(f"[{button['text']}]" for button in _buttons(message))])
