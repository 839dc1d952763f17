import asyncio
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.deliver import Delivery
from bot.channels.telegram.receive import Reception
from bot.post.message import Arrival
from bot.talk.event import Chose, Event, Sent, Wrote
from tests.botapi import BotApi
from tests.channels.telegram.words import phrase


class Desk:
    """Takes arrivals in; refuses while `broken`."""

    def __init__(self) -> None:
        self.taken: list[Arrival] = []
        self.broken = False

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.taken += arrivals

    @property
    def events(self) -> list[Event]:
        return [arrival.event for arrival in self.taken]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def reception(bot: TelegramBot, desk: Desk) -> Reception:
    return Reception(bot, desk, Delivery(bot, phrase, lambda file: b""), phrase)


async def test_a_batch_goes_in_together_and_bad_ones_stand_aside(
    reception: Reception, desk: Desk, botapi: BotApi
) -> None:
    botapi.person(1).writes("one")
    botapi.person(2).writes("two")
    good = list(botapi.world.updates)
    with capture_logs() as logs:
        await reception.receive([good[0], None, {"update_id": 8}, {"update_id": 9, "message": "secret"}, good[1]])
    assert desk.events == [Wrote("one"), Wrote("two")]
    assert [entry["event"] for entry in logs] == ["telegram_update_set_aside"] * 3
    assert "secret" not in repr(logs)


@pytest.mark.threat(9)
async def test_a_press_is_answered_after_the_commit_and_its_message_is_known(
    reception: Reception, desk: Desk, botapi: BotApi, bot: TelegramBot
) -> None:
    person = botapi.person(1)
    person.writes("/start")
    button = {"text": "A", "callback_data": "1.abcdef.areas.+school"}
    sent = await bot.call("sendMessage", {"chat_id": 1, "text": "?", "reply_markup": {"inline_keyboard": [[button]]}})
    press = person.presses("A")
    update = botapi.world.updates[-1]
    desk.broken = True
    with pytest.raises(OSError, match="disk full"):
        await reception.receive([update])
    await reception.close()
    assert botapi.world.presses[press].answered is None
    desk.broken = False
    await reception.receive([update])
    assert await person.is_answered(press) < 5
    assert desk.events == [Chose("areas", ("school",), "abcdef", "add")]
    assert reception.delivery.shown["1"] == (sent["message_id"], "abcdef.areas")


async def test_a_press_that_is_too_old_to_answer_harms_nothing(
    reception: Reception, desk: Desk, botapi: BotApi, bot: TelegramBot
) -> None:
    person = botapi.person(1)
    person.writes("/start")
    button = {"text": "A", "callback_data": "/phone"}
    await bot.call("sendMessage", {"chat_id": 1, "text": "?", "reply_markup": {"inline_keyboard": [[button]]}})
    person.presses("A")
    botapi.world.shift = 3600
    botapi.promises.remove("answers")
    await reception.receive([botapi.world.updates[-1]])
    await reception.close()
    assert len(desk.taken) == 1


@pytest.mark.threat(14)
async def test_a_photo_is_deleted_and_never_fetched(reception: Reception, desk: Desk, botapi: BotApi) -> None:
    person = botapi.person(1)
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    person.sends(photo=[size], caption="a name")
    await reception.receive(botapi.world.updates)
    await reception.close()
    assert desk.events == [Sent("photo")]
    assert person.chat.messages == {}
    assert [name for name, _ in botapi.calls] == ["deleteMessage"]


@pytest.mark.threat(28)
async def test_a_group_gets_one_line_and_is_left(reception: Reception, desk: Desk, botapi: BotApi) -> None:
    group = botapi.person(-5)
    group.chat.kind = "group"
    group.chat.started = True
    who = {"id": 7, "is_bot": False, "first_name": "A"}
    change = {"chat": {"id": -5, "type": "group"}, "from": who, "new_chat_member": {"status": "member"}}
    await reception.receive([{"update_id": 3, "my_chat_member": change}])
    await reception.close()
    said = {"update_id": 4, "message": {"chat": {"id": -5, "type": "group"}, "text": "hi", "message_id": 1}}
    await reception.receive([said])
    await reception.close()
    assert group.texts() == [phrase("en", "group_refused")]
    assert botapi.world.left == [-5]
    assert desk.taken == []


async def test_no_network_for_politeness_is_no_failure(reception: Reception, desk: Desk, botapi: BotApi) -> None:
    botapi.fail("cut", "deleteMessage")
    botapi.person(1).sends(dice={"emoji": "🎲", "value": 3})
    await reception.receive(botapi.world.updates)
    await asyncio.wait_for(reception.close(), 5)
    assert desk.events == [Sent("dice")]
