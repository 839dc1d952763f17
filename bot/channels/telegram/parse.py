"""From one raw update to what the person did. Total: any JSON gives an answer, nothing raises, nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.post.message import Arrival
from bot.talk import button
from bot.talk.event import Asked, Event, Sent, Wrote

TELEGRAM_CHANNEL = "telegram"
LARGEST_ID = 2**63 - 1
COMMAND_TEXT = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What the app or Telegram itself says in a chat, not the person.
SERVICE = frozenset(
    (
        *("chat_background_set", "message_auto_delete_timer_changed", "pinned_message", "boost_added", "chat_shared"),
        *("proximity_alert_triggered", "write_access_allowed", "connected_website", "users_shared", "gift"),
        *("successful_payment", "refunded_payment", "migrate_from_chat_id", "migrate_to_chat_id", "unique_gift"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "forum_topic_created"),
        *("video_chat_started", "video_chat_ended", "video_chat_scheduled"),
    )
)
FORWARDED = ("forward_origin", "forward_date", "forward_from")
MEDIA_KINDS = (
    *("animation", "audio", "document", "paid_media", "photo", "sticker", "story", "video", "video_note", "voice"),
    *("checklist", "contact", "dice", "game", "poll", "venue", "location", "invoice", "passport_data", "web_app_data"),
    *("giveaway", "giveaway_winners", "rich_message"),
)


@dataclass(frozen=True)
class SeenUpdate:
    """What an update asks of us.

    `arrival` goes to the office. After its transaction: `press` is a callback query to answer, `unwanted` a message
    of the person to delete, `leave` a group or channel to leave (`greet`: say a line before, in `language`). `shown`
    is the message whose button was pressed. `aside` says why nothing can be done.
    """

    arrival: Arrival | None = None
    press: str = ""
    shown: int | None = None
    unwanted: int | None = None
    leave: int | None = None
    greet: bool = False
    language: str = "en"
    aside: str = ""


def see_update(update: object) -> SeenUpdate:
    """What one update of `getUpdates` or of the webhook asks of us."""
    number = _number(update, "update_id")
    if number is None:
        return SeenUpdate(aside="no update id")
    if query := _part(update, "callback_query"):
        return _pressed(str(number), query)
    if message := _part(update, "message"):
        return _written(str(number), message)
    if message := _part(update, "edited_message"):
        return _edited(str(number), message)
    if change := _part(update, "my_chat_member"):
        return _membership(change)
    return SeenUpdate(aside="unknown update")


def _pressed(number: str, query: dict[str, Any]) -> SeenUpdate:
    press, message, code = _text(query, "id"), _part(query, "message"), _text(query, "data")
    chat = _private(message)
    if chat is None or not code:
        return SeenUpdate(press=press, aside="press without a private chat or a code")
    language = _language(query)
    arrival = Arrival(TELEGRAM_CHANNEL, number, chat, button.decode_button(code), language)
    return SeenUpdate(arrival, press=press, shown=_number(message, "message_id"), language=language)


def _written(number: str, message: dict[str, Any]) -> SeenUpdate:
    chat = _private(message)
    if chat is None:
        return _elsewhere(message)
    if SERVICE & message.keys():
        return SeenUpdate()
    event = _event(message)
    own, language = _number(message, "message_id"), _language(message)
    unwanted = own if isinstance(event, Sent) else None
    return SeenUpdate(
        Arrival(TELEGRAM_CHANNEL, number, chat, event, language, _id(own)), unwanted=unwanted, language=language
    )


def _edited(number: str, message: dict[str, Any]) -> SeenUpdate:
    """An edit never alters what was said; the person is told so."""
    chat = _private(message)
    if chat is None:
        return SeenUpdate()
    event = Sent("live_location" if "location" in message else "edited")
    own, language = _number(message, "message_id"), _language(message)
    return SeenUpdate(Arrival(TELEGRAM_CHANNEL, number, chat, event, language, _id(own)), language=language)


def _event(message: dict[str, Any]) -> Event:
    text = _text(message, "text")
    if any(name in message for name in FORWARDED):
        return Sent("forwarded")
    if not text:
        return Sent(next((kind for kind in MEDIA_KINDS if kind in message), "unknown"))
    return _command(text) or Wrote(text)


def _command(text: str) -> Asked | None:
    found = COMMAND_TEXT.fullmatch(text.strip())
    if found is None:
        return None
    command, argument = found[1].lower(), (found[2] or "").strip()
    if command == "start" and not PAYLOAD.fullmatch(argument):
        argument = ""
    return Asked(command, argument)


def _membership(change: dict[str, Any]) -> SeenUpdate:
    chat, member = _part(change, "chat"), _part(change, "new_chat_member")
    number = _number(chat, "id")
    outside = chat.get("type") != "private" and member.get("status") not in ("left", "kicked")
    if number is None or not outside:
        return SeenUpdate()  # blocked or unblocked: the next message to this person finds out
    return SeenUpdate(leave=number, greet=True, language=_language(change))


def _elsewhere(message: dict[str, Any]) -> SeenUpdate:
    number = _number(_part(message, "chat"), "id")
    if number is None:
        return SeenUpdate(aside="message without a chat")
    left = "left_chat_member" in message or "migrate_to_chat_id" in message
    return SeenUpdate() if left else SeenUpdate(leave=number)


def _private(message: dict[str, Any]) -> str | None:
    chat = _part(message, "chat")
    number = _number(chat, "id")
    return str(number) if chat.get("type") == "private" and number is not None else None


def _language(data: dict[str, Any]) -> str:
    """A guess from the app's language; the person's own choice wins over it."""
    code = _text(_part(data, "from"), "language_code").partition("-")[0].lower()
    return code if re.fullmatch("[a-z]{2,3}", code) else "en"


def _part(data: object, name: str) -> dict[str, Any]:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _number(data: object, name: str) -> int | None:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_ID else None


def _id(number: int | None) -> str | None:
    """A message's number as the office knows it."""
    return None if number is None else str(number)


def _text(data: dict[str, Any], name: str) -> str:
    """A text without what no database takes: NUL and halves of characters."""
    value = data.get(name)
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
