"""Would the rig see what it looks for?"""

from __future__ import annotations

import random

import httpx
import pytest

from tests.botapi import TOKEN, BotApi
from tests.faults.__main__ import parts
from tests.faults.stream import Account, Stream
from tests.faults.truth import compared

DUE = ["one", "two", "three"]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (DUE, (0, 0)),
        (["one", "three"], (1, 1)),
        (["one", "three", "two"], (0, 1)),
        (["one", "two", "three", "four"], (0, 1)),
        ([], (3, 1)),
    ],
)
def test_what_is_missing_or_in_another_order_is_found(seen: list[str], found: tuple[int, int]) -> None:
    assert compared([(DUE, DUE), (seen, DUE)]) == found


def shows(account: Account, *texts: str, by: str = "start1") -> None:
    account.person.chat.log += [{"text": text} for text in texts]
    account.person.chat.senders += [by for _ in texts]


def test_a_duplicate_follows_its_twin_and_receipts_are_kept_apart() -> None:
    account = Account(BotApi().person(1))
    shows(account, "one", "one", "Your code is TH74-EF23-13C0-S9WQ.", "one")
    assert account.count() == 1
    assert account.seen == ["one", "Your code is CODE.", "one"]
    assert account.receipts == {"TH74-EF23-13C0-S9WQ"}


def test_two_duplicates_for_one_death_are_one_too_many() -> None:
    stream = Stream(BotApi(), random.Random(1))
    account = Account(stream.api.person(1))
    stream.signals.append(account)
    shows(account, "one", by="start1")
    shows(account, "one", "two", by="start2")
    shows(account, "two", "three", by="start3")
    assert stream.duplicates() == (2, 1, 0)
    shows(account, "three", by="start4")
    shows(account, "four", by="start3")
    shows(account, "four", by="start5")
    assert stream.duplicates() == (4, 2, 0)
    assert stream.worst_told().endswith("start3 → start5: four")


def test_a_duplicate_that_no_death_explains_is_found() -> None:
    stream = Stream(BotApi(), random.Random(1))
    account = Account(stream.api.person(1))
    stream.writers.append(account)
    shows(account, "one", "two", "two", by="start1")
    assert stream.duplicates() == (1, 1, 1)


async def test_who_sent_a_message_is_known_by_the_base_it_was_given() -> None:
    async with BotApi() as api, httpx.AsyncClient() as client:
        person = api.person(1)
        person.writes("/start")
        for base in (api.base_of("start1"), api.base, api.base_of("start2")):
            sent = {"chat_id": "1", "text": base[-10:]}
            assert (await client.post(f"{base}{TOKEN}/sendMessage", data=sent)).status_code == 200
        assert person.chat.senders == ["start1", "", "start2"]
        api.promises.clear()  # three in a moment


def test_every_part_can_be_run_by_its_name() -> None:
    found = parts()
    assert {"kills", "replicas", "network", "storage"} <= found.keys()
    for part in found.values():
        assert part.GOAL
        assert 0 < part.SMALL <= part.FULL
