"""Does the server catch what it should? Each fault is planted, each must be found."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiogram
import httpx
import pytest
from telegram.constants import BOT_API_VERSION_INFO

from tests.botapi import TOKEN, BotApi
from tests.botapi.pace import breaches
from tests.botapi.world import Sending


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as found:
        found.person(7).writes("/start")
        yield found
        found.violations.clear()  # they were planted
        found.promises.clear()


async def call(api: BotApi, method: str, token: str = TOKEN, **data: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{api.base}{token}/{method}", json=data)
    result: dict[str, Any] = answer.json()
    return result


def markup(*rows: list[str], code: str = "x") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": code} for label in row] for row in rows]}


def text(**more: Any) -> dict[str, Any]:
    return {"chat_id": 7, "text": "hello", **more}


PLANTED: dict[str, tuple[str, dict[str, Any]]] = {
    "method": ("sendSmoke", {}),
    "unused method": ("sendDice", {"chat_id": 7}),
    "file": ("getFile", {"file_id": "f"}),
    "parameter": ("sendMessage", text(colour="red")),
    "type": ("sendMessage", text(protect_content="maybe")),
    "missing": ("sendMessage", {"chat_id": 7}),
    "nested field": ("sendMessage", text(link_preview_options={"is_disabled": True, "is_loud": True})),
    "long": ("sendMessage", text(text="x" * 4097)),
    "empty": ("sendMessage", text(text=" \n")),
    "markup language": ("sendMessage", text(parse_mode="HTML")),
    "entity": ("sendMessage", text(entities=[{"type": "bold", "offset": 3, "length": 9}])),
    "code": ("sendMessage", text(reply_markup=markup(["A"], code="é" * 33))),
    "no code": ("sendMessage", text(reply_markup=markup(["A"], code=""))),
    "row": ("sendMessage", text(reply_markup=markup([str(n) for n in range(9)]))),
    "buttons": ("sendMessage", text(reply_markup=markup(*[[str(n)] for n in range(101)]))),
    "labels": ("sendMessage", text(reply_markup=markup(["A"], ["A"]))),
    "blank label": ("sendMessage", text(reply_markup=markup([" "]))),
    "two actions": (
        "sendMessage",
        text(reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "x", "url": "https://example.org"}]]}),
    ),
    "command": ("setMyCommands", {"commands": [{"command": "Start!", "description": "x"}]}),
    "language": ("setMyName", {"name": "x", "language_code": "en-GB"}),
    "name": ("setMyName", {"name": "x" * 65}),
    "about": ("setMyShortDescription", {"short_description": "x" * 121}),
    "press": ("answerCallbackQuery", {"callback_query_id": "never"}),
    "ids": ("deleteMessages", {"chat_id": 7, "message_ids": list(range(101))}),
    "leave": ("leaveChat", {"chat_id": 7}),
    "poll": ("getUpdates", {"limit": 101}),
}


@pytest.mark.parametrize("name", PLANTED)
async def test_a_planted_violation_is_found(api: BotApi, name: str) -> None:
    method, data = PLANTED[name]
    answer = await call(api, method, **data)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert len(api.violations) == 1


async def test_a_program_that_is_too_fast_is_found(api: BotApi) -> None:
    for _ in range(7):
        await call(api, "sendMessage", **text())
    assert api.broken() == ["too fast for chat 7"]
    api.promises.remove("pace")
    assert api.broken() == []


async def test_a_press_that_hangs_is_found(api: BotApi) -> None:
    await call(api, "sendMessage", **text(reply_markup=markup(["A"])))
    press = api.person(7).presses("A")
    assert api.broken() == []
    api.world.shift = 6
    assert len(api.broken()) == 1
    await call(api, "answerCallbackQuery", callback_query_id=press)
    assert "waited 6" in api.broken()[0]


async def test_a_press_that_hangs_after_a_restart_is_found(api: BotApi) -> None:
    await call(api, "sendMessage", **text(reply_markup=markup(["A"])))
    await api.restart()
    api.person(7).presses("A")
    api.world.shift += 6
    assert any("waited" in found for found in api.broken())


async def test_after_a_restart_everything_is_still_there(api: BotApi) -> None:
    port = api.port
    await call(api, "sendMessage", **text())
    await api.restart()
    assert (await call(api, "getUpdates"))["result"][0]["message"]["text"] == "/start"
    assert (api.port, api.person(7).texts()) == (port, ["hello"])


async def test_a_group_that_moved_says_where_to(api: BotApi) -> None:
    api.fail("refuse", "sendMessage", code=400, parameters={"migrate_to_chat_id": -1001})
    assert (await call(api, "sendMessage", **text()))["parameters"] == {"migrate_to_chat_id": -1001}


async def test_two_who_poll_are_told_so(api: BotApi) -> None:
    await call(api, "getUpdates", offset=2)
    first = asyncio.create_task(call(api, "getUpdates", timeout=5))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(call(api, "getUpdates", timeout=1))
    assert (await first)["error_code"] == 409
    assert (await second)["ok"]


async def test_an_update_comes_again_under_its_id(api: BotApi) -> None:
    number = api.person(7).writes("two")
    api.world.restart_update_ids(5)
    later = api.person(7).writes("three")
    api.world.again(number)
    given = (await call(api, "getUpdates"))["result"]
    assert [update["update_id"] for update in given] == [1, number, later, number]


async def test_a_correct_call_is_none(api: BotApi) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 5}]
    answer = await call(api, "sendMessage", **text(entities=entities, reply_markup=markup(["A", "B"], ["C"])))
    assert answer["ok"]
    assert api.violations == []


async def test_refusals_that_a_correct_program_may_meet_are_none(api: BotApi) -> None:
    api.person(8)
    cases: list[tuple[str, dict[str, Any], int]] = [
        ("sendMessage", {"chat_id": 8, "text": "x"}, 403),
        ("sendMessage", {"chat_id": 9, "text": "x"}, 400),
        ("editMessageText", {"chat_id": 7, "message_id": 99, "text": "x"}, 400),
        ("deleteMessage", {"chat_id": 7, "message_id": 99}, 400),
    ]
    for method, data, code in cases:
        assert (await call(api, method, **data))["error_code"] == code
    assert (await call(api, "getMe", token="1:wrong"))["error_code"] == 401
    assert api.violations == []


async def test_an_edit_without_a_change_is_refused(api: BotApi) -> None:
    sent = await call(api, "sendMessage", **text())
    number = sent["result"]["message_id"]
    answer = await call(api, "editMessageText", **text(message_id=number))
    assert "message is not modified" in answer["description"]


async def test_a_press_is_answered_once(api: BotApi) -> None:
    await call(api, "sendMessage", **text(reply_markup=markup(["A"])))
    press = api.person(7).presses("A")
    assert (await call(api, "answerCallbackQuery", callback_query_id=press))["ok"]
    assert "query is too old" in (await call(api, "answerCallbackQuery", callback_query_id=press))["description"]


async def test_updates_stay_until_a_later_offset_confirms_them(api: BotApi) -> None:
    api.person(7).writes("two")
    first = (await call(api, "getUpdates"))["result"]
    assert (await call(api, "getUpdates"))["result"] == first
    assert len((await call(api, "getUpdates", offset=first[1]["update_id"]))["result"]) == 1
    assert (await call(api, "getUpdates", offset=first[1]["update_id"] + 1))["result"] == []


async def test_a_deleted_message_is_gone_and_an_old_one_stays(api: BotApi) -> None:
    sent = await call(api, "sendMessage", **text())
    number = sent["result"]["message_id"]
    api.world.shift = 49 * 3600
    assert "can't be deleted" in (await call(api, "deleteMessage", chat_id=7, message_id=number))["description"]
    api.world.shift = 0
    assert (await call(api, "deleteMessage", chat_id=7, message_id=number))["ok"]
    assert number not in api.person(7).chat.messages


def sendings(*times: float, chat: int = 7) -> list[Sending]:
    return [Sending(at, chat, "sendMessage", "") for at in times]


def test_pace() -> None:
    assert breaches(sendings(0, 0, 0, 0, 0, 1, 2, 3)) == []
    assert breaches(sendings(0, 0, 0, 0, 0, 0.5)) == ["too fast for chat 7"]
    many = [one for chat in range(31) for one in sendings(0.01 * chat, chat=chat)]
    assert breaches(many) == ["more than 30 in a second"]
    assert breaches(many[:30]) == []
    assert breaches(sendings(*range(0, 63, 3), chat=-5)) == []
    assert breaches(sendings(*range(0, 42, 2), chat=-5)) == ["too fast for chat -5"]
    assert breaches([]) == []


async def test_what_did_not_come_is_told_with_the_screen(api: BotApi) -> None:
    await call(api, "sendMessage", **text(reply_markup=markup(["A"])))
    with pytest.raises(AssertionError, match=r"hello\n\[A\]"):
        await api.person(7).sees("something else", patience=0.05)


def test_the_judge_is_at_least_as_new_as_the_library() -> None:
    newest = tuple(int(part) for part in aiogram.__api_version__.split("."))
    assert newest >= (BOT_API_VERSION_INFO.major, BOT_API_VERSION_INFO.minor)
