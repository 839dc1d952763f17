"""Notices: that there is something, never what. The same bytes for every signal of a language."""

from __future__ import annotations

from collections.abc import Collection

from bot.office.message import Button, Message, queued
from bot.office.writer import Writer
from bot.store import people
from bot.store.engine import Tx
from bot.store.outbox import Out
from bot.store.people import Enrolled, Person
from bot.store.signals import Handle


async def to_staff(tx: Tx, writer: Writer, area: str, phrase: str, roles: Collection[str], signal: str) -> list[Out]:
    """A notice to everybody with one of these roles for the area, each in their language."""
    return [staff_notice(writer, person, phrase, signal) for person in await people.staff(tx, area, roles)]


def staff_notice(writer: Writer, person: Person, phrase: str, signal: str, town: str = "") -> Out:
    """A notice to one coordinator, deputy or region."""
    theirs = Writer(writer.world, person.language, {"town": town})
    button = Button("/desk", theirs.phrase("button_desk"))
    message = Message(theirs.phrase(phrase), person.language, buttons=(button,))
    now, replaces = writer.world.now, f"notice.{phrase}"
    return queued(person.lane, person.channel, person.address, message, now, about=signal, replaces=replaces)


def to_sender(writer: Writer, handle: Handle | None, signal: str, language: str) -> list[Out]:
    """A notice to the sender in the language of the signal, where it answers into a chat."""
    if handle is None or handle.kind != "chat" or not handle.lane or not handle.channel:
        return []
    theirs = Writer(writer.world, language)
    return [sender_notice(theirs, handle.lane, handle.channel, handle.address, signal)]


def sender_notice(writer: Writer, lane: str, channel: str, chat: str, signal: str) -> Out:
    """A notice into the sender's chat."""
    button = Button("/receipt", writer.phrase("notice_open"))
    message = Message(writer.phrase("notice_sender"), writer.language, buttons=(button,))
    return queued(lane, channel, chat, message, writer.world.now, about=signal, replaces="notice")


def welcome(writer: Writer, enrolled: Enrolled) -> Message:
    """What a new coordinator needs once: the secret for the authenticator app."""
    role = sorted(role for _, role in enrolled.person.roles)[0]
    areas = ", ".join(sorted({area for area, _ in enrolled.person.roles}))
    text = writer.phrase("invite_welcome", {"value": writer.phrase(f"role_{role}"), "town": areas})
    if enrolled.secret:
        text += f"\n\n{enrolled.secret}"
    return Message(text, writer.language, protected=True)
