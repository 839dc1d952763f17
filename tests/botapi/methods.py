"""What each method does to the world. A method that is not here is not used by the program, and so a violation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from tests.botapi.faults import DESCRIPTIONS
from tests.botapi.oracle import Wrong
from tests.botapi.world import BOT, HOURS_48, Chat, No, Sending, World

Given = dict[str, Any]
POLLED = ("message", "edited_message", "callback_query", "my_chat_member")


def get_me(world: World, given: Given) -> Any:
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return {**BOT, **dict.fromkeys(abilities, False), "has_main_web_app": False}


def send_message(world: World, given: Given) -> Any:
    chat = world.chat(given["chat_id"])
    content = {"text": given["text"].strip()}
    return _sent(world, chat, "sendMessage", {**content, **_markup(given)}, given)


def send_document(world: World, given: Given) -> Any:
    chat = world.chat(given["chat_id"])
    file = given["document"]
    chat.files.append((file.name, file.content))
    number = len(chat.files)
    document = {"file_id": f"file{number}", "file_unique_id": f"unique{number}", "file_name": file.name}
    return _sent(world, chat, "sendDocument", {"document": document, **_markup(given)}, given)


def _sent(world: World, chat: Chat, method: str, content: Given, given: Given) -> Given:
    number = world.next_message()
    message = {"message_id": number, "date": int(world.now()), "from": BOT, "chat": chat.described(), **content}
    if given.get("protect_content"):
        message["has_protected_content"] = True
    chat.messages[number] = message
    _noted(world, chat, method, message)
    return message


def _noted(world: World, chat: Chat, method: str, message: Given) -> None:
    chat.log.append(message)
    chat.senders.append(world.caller)
    world.sendings.append(Sending(world.now(), chat.id, method, message.get("text", "")))
    world.tell()


def _markup(given: Given) -> Given:
    return {"reply_markup": given["reply_markup"]} if given.get("reply_markup") else {}


def edit_text(world: World, given: Given) -> Any:
    return _edited(world, given, {"text": given["text"].strip(), **_markup(given)})


def edit_markup(world: World, given: Given) -> Any:
    return _edited(world, given, _markup(given))


def _edited(world: World, given: Given, content: Given) -> Given:
    chat = world.chat(given["chat_id"])
    before = chat.messages.get(given["message_id"])
    if before is None:
        raise No(400, "Bad Request: message to edit not found")
    if before["from"] != BOT:
        raise No(400, "Bad Request: message can't be edited")
    after = {**{name: value for name, value in before.items() if name != "reply_markup"}, **content}
    if after == before:
        raise No(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message",
        )
    after["edit_date"] = int(world.now())
    chat.messages[given["message_id"]] = after
    _noted(world, chat, "edit", after)
    return after


def delete_message(world: World, given: Given) -> Any:
    chat = world.chat(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise No(400, "Bad Request: message to delete not found")
    if world.now() - message["date"] > HOURS_48:
        raise No(400, "Bad Request: message can't be deleted for everyone")
    _delete(world, chat, given["message_id"])
    return True


def delete_messages(world: World, given: Given) -> Any:
    chat = world.chat(given["chat_id"])
    for number in given["message_ids"]:
        message = chat.messages.get(number)
        if message and world.now() - message["date"] <= HOURS_48:
            _delete(world, chat, number)
    return True


def _delete(world: World, chat: Chat, number: int) -> None:
    del chat.messages[number]
    chat.deleted.append(number)
    world.tell()


def answer_press(world: World, given: Given) -> Any:
    press = world.presses.get(given["callback_query_id"])
    if press is None:
        raise Wrong("an answer to a press that never was")
    if press.answered is not None or world.now() - press.at > 60:
        raise No(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    press.answered = world.now()
    world.tell()
    return True


def leave_chat(world: World, given: Given) -> Any:
    chat = world.chat(given["chat_id"])
    if chat.kind == "private":
        raise Wrong("a private chat cannot be left")
    chat.gone = "bot is not a member of the group chat"
    world.left.append(chat.id)
    world.tell()
    return True


def _place(given: Given) -> str:
    return json.dumps([given.get("scope") or {"type": "default"}, given.get("language_code") or ""], sort_keys=True)


def get_commands(world: World, given: Given) -> Any:
    return world.commands.get(_place(given), [])


def set_commands(world: World, given: Given) -> Any:
    world.commands[_place(given)] = given["commands"]
    return True


def delete_commands(world: World, given: Given) -> Any:
    world.commands.pop(_place(given), None)
    return True


def _text(field: str) -> tuple[Callable[[World, Given], Any], Callable[[World, Given], Any]]:
    def get(world: World, given: Given) -> Any:
        return {field: world.texts.get((field, given.get("language_code") or ""), "")}

    def put(world: World, given: Given) -> Any:
        world.texts[field, given.get("language_code") or ""] = given.get(field, "")
        return True

    return get, put


def webhook_info(world: World, given: Given) -> Any:
    waiting = len(world.updates)
    info = {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": waiting}
    failed = {"last_error_date": int(world.webhook_failed), "last_error_message": "Connection timed out"}
    return {**info, **failed} if world.webhook_failed else info


def set_webhook(world: World, given: Given) -> Any:
    world.webhook, world.webhook_given = given["url"], given
    world.arrived.set()  # a poll that waits is told that it may not
    return True


def delete_webhook(world: World, given: Given) -> Any:
    world.webhook = ""
    return True


class Polling:
    """`getUpdates`: one at a time, and the offset of the next confirms what the last one gave."""

    def __init__(self) -> None:
        self.turn = 0

    async def __call__(self, world: World, given: Given) -> Any:
        if world.webhook:
            raise No(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete")
        self.turn += 1
        mine = self.turn
        world.arrived.set()  # whoever waits sees that it is no longer its turn
        if "offset" in given:
            world.confirm(given["offset"])
        ends = asyncio.get_running_loop().time() + int(given.get("timeout", 0))
        while not (found := self._waiting(world, given)):
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            world.arrived.clear()
            await _wait(world.arrived, left)
            if mine != self.turn:
                raise No(409, DESCRIPTIONS[409])
        return found

    def _waiting(self, world: World, given: Given) -> list[Any]:
        wanted = given.get("allowed_updates", POLLED)
        fit = [one for one in world.updates if not isinstance(one, dict) or _kind(one) in (*wanted, "")]
        return fit[: given.get("limit", 100)]


def _kind(update: dict[str, Any]) -> str:
    """The kind of a real update; broken ones pass, so that tests can send them."""
    kinds = [name for name in update if name != "update_id"]
    return kinds[0] if len(kinds) == 1 and isinstance(update[kinds[0]], dict) else ""


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


METHODS: dict[str, Callable[[World, Given], Any]] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_press,
    "leaveChat": leave_chat,
    "getMyCommands": get_commands,
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getWebhookInfo": webhook_info,
    "deleteWebhook": delete_webhook,
    "setWebhook": set_webhook,
}
for _name, _field in (("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")):
    METHODS[f"getMy{_name}"], METHODS[f"setMy{_name}"] = _text(_field)
