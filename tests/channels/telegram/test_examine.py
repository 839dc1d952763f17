"""What Telegram says of our webhook, told to whoever asks `doctor`."""

from __future__ import annotations

import time

from bot.channels.telegram.examine import webhook_finding
from bot.channels.telegram.webhook import Address

TOKEN, URL = "123456:" + "a" * 35, "https://chat.example.org/"
FETCHED, BROUGHT = Address(TOKEN, ""), Address(TOKEN, URL)


def test_without_an_address_there_is_none_and_that_is_well() -> None:
    found = webhook_finding(FETCHED, {"url": ""})
    assert (found.well, found.says) == (True, "none: the replica that leads polls")


def test_a_foreign_address_is_red_and_names_no_more_than_its_host() -> None:
    for ours in (FETCHED, BROUGHT):
        found = webhook_finding(ours, {"url": "https://elsewhere.example.net/secret-path"})
        assert not found.well
        assert "elsewhere.example.net" in found.says
        assert "secret-path" not in found.says


def test_ours_is_well_until_updates_cannot_be_brought() -> None:
    info = {"url": BROUGHT.url, "pending_update_count": 3}
    assert webhook_finding(BROUGHT, info).well
    late = info | {"last_error_date": int(time.time()), "last_error_message": "Connection refused"}
    assert not webhook_finding(BROUGHT, late).well


def test_one_that_is_not_set_yet_is_put_right_by_who_leads() -> None:
    assert "puts it right" in webhook_finding(BROUGHT, {"url": ""}).says
