"""The list of channels: what it says of each is what its class says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.channels.channel import Channel
from bot.channels.known import CHANNELS, abilities, pushed_channels
from bot.post.reach import SHIPPED

PUSHED = pushed_channels(CHANNELS)


def test_the_office_knows_by_default_what_is_shipped() -> None:
    assert abilities(CHANNELS) == SHIPPED


def test_a_channel_is_pushed_to_or_fetched_from() -> None:
    for known in CHANNELS:
        assert known.can.pulled == (known.load is None)
        if known.load:
            assert (known.load().name, known.load().can) == (known.name, known.can)


@pytest.mark.parametrize("channel", PUSHED, ids=lambda channel: channel.name)
def test_every_alarm_that_may_be_noted_has_a_cure(channel: type[Channel]) -> None:
    assert set(channel.grave) <= channel.cures.keys()
    assert channel.keeps is None or "gap" in channel.grave
    assert not any(":" in alarm for alarm in channel.cures)


def test_the_list_imports_no_channel() -> None:
    program = "import sys, bot.channels.known, bot.service; print('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
