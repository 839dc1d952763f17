"""A coordinator's whole round at the desk: each act once, pressed as it is shown, and what it cost the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import count

from bot.intake.office import Office
from bot.post.message import Arrival, Message
from bot.talk.event import Asked, Chose, Event, Wrote
from tests.statements import Statements, listening

SAME = ("the same again", Chose("next", ("same",)))
ROUND: tuple[tuple[str, Event], ...] = (
    ("the list", Asked("desk")),
    ("open from the list", Chose("desk", ("KEY",))),
    ("take", Chose("case", ("take",))),
    ("what to ask", Chose("case", ("ask",))),
    ("ask back", Chose("ask_back", ("often",))),
    SAME,
    ("what to answer", Chose("case", ("answer",))),
    ("type an answer", Wrote("Thank you.")),
    ("answer", Chose("guard", ("ok",))),
    SAME,
    ("whom to name", Chose("case", ("second",))),
    ("name a colleague", Chose("colleague", ("COLLEAGUE",))),
    SAME,
    ("print", Chose("case", ("print",))),
    ("back to the list", Chose("case", ("back",))),
    ("look again", Chose("desk", ("refresh",))),
    ("open from the list", Chose("desk", ("KEY",))),
    ("how to close", Chose("case", ("close",))),
    ("close", Chose("close", ("done",))),
    ("from the end to the list", Chose("next", ("list",))),
    ("leave", Chose("desk", ("leave",))),
)
NO_KEYS = ("refresh", "leave", "nobody", "back")
_numbers = count(1)


def pressed(event: Event, shown: list[Message], known: dict[str, str]) -> Event:
    """The event as the last question was drawn: its talk and etag, and the keys that were shown."""
    asked = next((message for message in reversed(shown) if message.kind or message.etag), None)
    if asked is None or not isinstance(event, (Chose, Wrote)):
        return event
    if isinstance(event, Wrote):
        return replace(event, etag=asked.etag)
    options = tuple(known.get(one, one) for one in event.options)
    return replace(event, options=options, talk=asked.talk, etag=asked.etag)


def learned(shown: list[Message], known: dict[str, str]) -> None:
    """The first signal of the list and the first colleague, as they are shown."""
    for name, step in (("KEY", "desk"), ("COLLEAGUE", "colleague")):
        offered = [button.option for message in shown for button in message.buttons if button.key == step]
        if offered and offered[0] not in NO_KEYS:
            known.setdefault(name, offered[0])


async def played(
    office: Office, channel: str, chat: str, acts: Sequence[tuple[str, Event]] = ROUND
) -> AsyncIterator[tuple[str, list[Message], Statements]]:
    """Play it; each act with what was shown and the statements it took."""
    shown: list[Message] = []
    known: dict[str, str] = {}
    for name, event in acts:
        arrival = Arrival(channel, f"round.{next(_numbers)}", chat, pressed(event, shown, known))
        with listening(office.store) as heard:
            await office.take([arrival])
        rows = await office.pulled(channel, chat)
        shown = [message for _, message in rows]
        learned(shown, known)
        if rows:
            await office.drop(channel, chat, rows[-1][0])
        yield name, shown, heard
