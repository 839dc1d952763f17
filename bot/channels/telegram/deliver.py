"""Deliver messages of the outbox to a chat, and delete messages there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import structlog
from telegram import InputFile

from bot.channels.channel import DrawFile, Phrase
from bot.channels.telegram.api import Refusal, TelegramBot, Unreachable
from bot.channels.telegram.draw import ApiCall, edit_call, message_calls
from bot.channels.telegram.menus import show_desk
from bot.post.message import ENROLLED_KEY, File, Message
from bot.post.sender import Gone, Later

log = structlog.get_logger()

DELETED_AT_ONCE = 100  # messages one call may delete
CHATS_REMEMBERED = 10_000  # chats
AGAIN, LONG = 2.0, 60.0  # seconds until the next try
NOT_MODIFIED = "message is not modified"
UNKNOWN_CHAT = ("chat not found", "peer_id_invalid", "user not found")
Key = TypeVar("Key")
Value = TypeVar("Value")


class Delivery:
    """Delivers to one bot's chats.

    What it remembers is a convenience, never needed: which message of a chat shows which question (to edit it in
    place), and how far a long message came before Telegram told us to wait. After a restart it sends anew.
    """

    def __init__(self, bot: TelegramBot, phrase: Phrase, draw_file: DrawFile) -> None:
        self.bot, self.phrase, self.draw_file = bot, phrase, draw_file
        self.shown: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self.begun: OrderedDict[str, tuple[int, list[int]]] = OrderedDict()  # one a chat: rows go in their order
        self.missed: OrderedDict[str, bool] = OrderedDict()

    def shows(self, chat: str, number: int, question: str) -> None:
        """Remember that a message of a chat shows a question (`TALK.KEY`)."""
        _remember(self.shown, chat, (number, question))

    async def deliver(self, chat: str, message: Message) -> list[str]:
        """Show a message; the ids of what was sent. Raises `Later`, `Gone`, or `Refusal` for anything else."""
        try:
            numbers = await self._deliver(chat, message)
        except Unreachable as error:
            raise Later(AGAIN) from error
        except Refusal as refusal:
            self._give_up(chat, refusal)
            raise
        self.missed.pop(chat, None)
        return [str(number) for number in numbers]

    async def _deliver(self, chat: str, message: Message) -> list[int]:
        if message.deletes:
            await self.clear(chat, message.deletes)
        if message.edits and (number := await self._edit(chat, message)):
            return [number]
        numbers = self._sent_of(chat, message)
        pieces = message_calls(chat, message, self.phrase)
        for step in [*(self._call(piece) for piece in pieces), *self._files(chat, message)][len(numbers) :]:
            numbers.append(await step())
        self.begun.pop(chat, None)
        if message.key == ENROLLED_KEY:
            await self._show_desk(chat, message.language)
        if pieces:
            self.shows(chat, numbers[len(pieces) - 1], f"{message.talk}.{message.key}")
        return numbers

    def _sent_of(self, chat: str, message: Message) -> list[int]:
        """The numbers of what was sent of a message, to be added to; what was begun before it never went on."""
        mark = hash(message)
        begun, numbers = self.begun.get(chat, (mark, []))
        numbers = numbers if begun == mark else []
        _remember(self.begun, chat, (mark, numbers))
        return numbers

    async def _show_desk(self, chat: str, language: str) -> None:
        """Somebody has just been enrolled here: their menu gets the desk's commands. Without them they type."""
        try:
            await show_desk(self.bot, self.phrase, chat, language)
        except (Refusal, Unreachable) as error:
            log.warning("telegram_desk_menu", error=type(error).__name__, cure="The commands can be typed.")

    async def _edit(self, chat: str, message: Message) -> int | None:
        """The number of the message that was changed in place, or None where a new one is needed."""
        number, question = self.shown.get(chat, (0, ""))
        call = edit_call(chat, number, message, self.phrase) if question == f"{message.talk}.{message.key}" else None
        if call is None:
            return None
        try:
            await self.bot.call(call.method, call.data)
        except Refusal as refusal:
            if refusal.code != 400:
                raise
            return number if NOT_MODIFIED in refusal.description else None
        return number

    def _call(self, call: ApiCall) -> Callable[[], Awaitable[int]]:
        async def send() -> int:
            return _number(await self.bot.call(call.method, call.data))

        return send

    def _files(self, chat: str, message: Message) -> list[Callable[[], Awaitable[int]]]:
        def step(file: File) -> Callable[[], Awaitable[int]]:
            async def send() -> int:
                content = await asyncio.to_thread(self.draw_file, file)
                document = InputFile(content, filename=file.name)
                data = {"chat_id": int(chat), "protect_content": message.protected, "document": document}
                return _number(await self.bot.call("sendDocument", data))

            return send

        return [step(file) for file in message.files]

    def _give_up(self, chat: str, refusal: Refusal) -> None:
        """Raise what the sender acts on; an unknown chat counts only when it is unknown twice."""
        text = refusal.description.lower()
        if refusal.retry_after is not None or refusal.code == 429:
            raise Later(refusal.retry_after or LONG)
        if refusal.code >= 500:
            raise Later(AGAIN)
        if refusal.code in (401, 404, 409):
            raise Later(LONG)  # the token is wrong for now; the poll raises the alarm
        if refusal.code == 403:
            raise Gone("blocked or deactivated")
        if any(cause in text for cause in UNKNOWN_CHAT):
            if chat in self.missed:
                raise Gone("chat not found")
            _remember(self.missed, chat, True)
            raise Later(LONG)

    async def clear(self, chat: str, ids: Iterable[str]) -> None:
        """Delete messages of both sides; Telegram leaves those that are older than 48 hours.

        Raises `Later` when it must be tried again.
        """
        wanted = sorted({int(id) for id in ids})
        for at in range(0, len(wanted), DELETED_AT_ONCE):
            await self._delete(chat, wanted[at : at + DELETED_AT_ONCE])
        self.shown.pop(chat, None)

    async def _delete(self, chat: str, numbers: list[int]) -> None:
        try:
            await self.bot.call("deleteMessages", {"chat_id": int(chat), "message_ids": numbers})
        except Unreachable as error:
            raise Later(AGAIN) from error
        except Refusal as refusal:
            if refusal.code == 429 or refusal.code >= 500:
                raise Later(refusal.retry_after or AGAIN) from refusal


def _number(sent: Any) -> int:
    return int(sent["message_id"])


def _remember(memory: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Keep it as the newest; the oldest goes when there are too many."""
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > CHATS_REMEMBERED:
        memory.popitem(last=False)
