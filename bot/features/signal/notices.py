"""Notices: that there is something, never what. The same bytes for every signal of a language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.features.signal import charge
from bot.features.signal.records import ReplyHandle
from bot.features.staff.records import Person
from bot.post.message import Button, Message, queue_row
from bot.store.outbox import QueuedMessage
from bot.store.tx import Tx
from bot.words.writer import Writer


async def notices_to_staff(
    tx: Tx, writer: Writer, phrase: str, roles: Collection[str], signal: str
) -> list[QueuedMessage]:
    """A notice to whoever is in charge of a signal in these roles, each in their language."""
    return [staff_notice(writer, person, phrase, signal) for person in await charge.list_keepers(tx, signal, roles)]


def staff_notice(writer: Writer, person: Person, phrase: str, signal: str, town: str = "") -> QueuedMessage:
    """A notice to one coordinator, deputy or region."""
    theirs = Writer(writer.world, person.language, {"town": town})
    button = Button("/desk", theirs.phrase("button_desk"))
    message = Message(theirs.phrase(phrase), person.language, buttons=(button,))
    return _to(person, writer, message, about=signal, replaces=f"notice.{phrase}")


def withdrawn_notice(writer: Writer, person: Person, signal: str) -> QueuedMessage:
    """To who has read a signal: it is gone. What their chat shows of cases goes with it, while the desk is open."""
    theirs = Writer(writer.world, person.language)
    text, button = theirs.phrase("notice_withdrawn"), Button("/desk", theirs.phrase("button_desk"))
    sweeps = "secret" if person.at_desk(writer.world.now) else ""
    message = Message(text, person.language, buttons=(button,), sweeps=sweeps)
    row = _to(person, writer, message, about=signal, replaces="notice.withdrawn")
    return replace(row, about=None)  # the signal is gone, and with it every row about it


def notices_to_sender(writer: Writer, handle: ReplyHandle | None, signal: str, language: str) -> list[QueuedMessage]:
    """A notice to the sender in the language of the signal, where it answers into a chat."""
    if handle is None or handle.kind != "chat" or not handle.lane or not handle.channel:
        return []
    theirs = Writer(writer.world, language)
    return [sender_notice(theirs, handle.lane, handle.channel, handle.address, signal)]


def sender_notice(writer: Writer, lane: str, channel: str, chat: str, signal: str) -> QueuedMessage:
    """A notice into the sender's chat."""
    button = Button("/receipt", writer.phrase("notice_open"))
    message = Message(writer.phrase("notice_sender"), writer.language, buttons=(button,))
    can = writer.world.can(channel)
    return queue_row(lane, channel, chat, message, writer.world.now, can, about=signal, replaces="notice")


def _to(person: Person, writer: Writer, message: Message, replaces: str, about: str | None = None) -> QueuedMessage:
    can = writer.world.can(person.channel)
    return queue_row(
        person.lane, person.channel, person.address, message, writer.world.now, can, about=about, replaces=replaces
    )
