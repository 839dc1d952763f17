"""What a channel can do is a value; one that is not set up any more is taken for one that is pushed to."""

from __future__ import annotations

from bot.channels.known import CHANNELS, abilities
from bot.post.reach import SHIPPED, TELEGRAM, UNKNOWN_CHANNEL, WEB, can_of


def test_what_is_shipped_is_what_the_list_of_channels_says() -> None:
    assert dict(abilities(CHANNELS)) == dict(SHIPPED)


def test_a_channel_is_asked_by_name() -> None:
    assert can_of(SHIPPED, "telegram") is TELEGRAM
    assert can_of(SHIPPED, "web") is WEB
    assert can_of(SHIPPED, "gone") is UNKNOWN_CHANNEL
    assert not UNKNOWN_CHANNEL.pulled


def test_only_a_page_that_forgets_itself_may_say_so() -> None:
    assert [name for name, can in SHIPPED.items() if can.quick_leave] == ["web"]
