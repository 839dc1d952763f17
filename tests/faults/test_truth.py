"""Would the rig see what it looks for?"""

from __future__ import annotations

import random

import pytest

from tests.botapi import BotApi
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


def shows(account: Account, *texts: str) -> None:
    account.person.chat.log += [{"text": text} for text in texts]


def test_a_duplicate_follows_its_twin_and_receipts_are_kept_apart() -> None:
    account = Account(BotApi().person(1))
    shows(account, "one", "one", "Your code is TH74-EF23-13C0-S9WQ.", "one")
    assert account.count() == 1
    assert account.seen == ["one", "Your code is CODE.", "one"]
    assert account.receipts == {"TH74-EF23-13C0-S9WQ"}


def test_two_duplicates_for_one_kill_are_one_too_many() -> None:
    stream = Stream(BotApi(), random.Random(1))
    account = Account(stream.api.person(1))
    stream.signals.append(account)
    shows(account, "one", "one")
    stream.count()
    shows(account, "two", "two")
    stream.count()
    assert stream.worst == 1
    shows(account, "two", "three", "three")
    stream.count(kills=2)
    assert stream.worst == 1
    shows(account, "four", "four", "four")
    stream.count()
    assert stream.worst == 2


def test_every_part_can_be_run_by_its_name() -> None:
    found = parts()
    assert {"kills", "replicas", "network", "storage"} <= found.keys()
    for part in found.values():
        assert part.GOAL
        assert 0 < part.SMALL <= part.FULL
