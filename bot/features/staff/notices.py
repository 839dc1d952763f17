"""What people at work here are told about their own place: welcome, and that it is locked."""

from __future__ import annotations

from bot.features.staff.records import Enrolled, Person
from bot.post.message import ENROLLED_KEY, REPLACES_SHOWN, Message, queue_row, unpack_payload
from bot.store import outbox
from bot.store.outbox import QueuedMessage
from bot.store.tx import Tx
from bot.words.writer import Writer


async def locked_notice(tx: Tx, writer: Writer, person: Person) -> QueuedMessage:
    """To who was locked: what their chat shows of a case goes, and what is on its way there never arrives."""
    await outbox.unshow(tx, person.lane, shows_case)
    theirs = Writer(writer.world, person.language)
    message = Message(theirs.phrase("desk_lock_done"), person.language, key="lock", sweeps="secret")
    can = writer.world.can(person.channel)
    return queue_row(
        person.lane, person.channel, person.address, message, writer.world.now, can, replaces=REPLACES_SHOWN
    )


def shows_case(payload: str) -> bool:
    """Whether a row of the outbox shows something of a case."""
    return unpack_payload(payload)[1].case


def welcome_message(writer: Writer, enrolled: Enrolled) -> Message:
    """What a new coordinator needs once: the secret for the authenticator app. The key tells the channel who it is."""
    role = sorted(role for _, role in enrolled.person.roles)[0]
    areas = writer.several(sorted({writer.town(area) for area, _ in enrolled.person.roles}))
    text = writer.phrase("invite_welcome", {"value": writer.phrase(f"role_{role}"), "town": areas})
    if enrolled.secret:
        text += f"\n\n{enrolled.secret}"
    return Message(text, writer.language, key=ENROLLED_KEY, protected=True)
