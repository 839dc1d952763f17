import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import talks
from bot.store.engine import Store
from bot.store.talks import StoredTalk, TalkEnding
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def a_talk(lane: str, payload: str = "{}", name: str = "abc123", minutes: int = 60) -> StoredTalk:
    return StoredTalk(lane, name, "advice", payload, NOW + minutes * MINUTE)


@pytest.mark.threat(17)
async def test_an_update_id_is_new_once_a_channel(store: Store) -> None:
    async with store.write() as tx:
        assert await talks.note_update_ids(tx, "telegram", ["2", "1", "2"], NOW) == {"1", "2"}
        assert await talks.note_update_ids(tx, "telegram", ["3", "2"], NOW) == {"3"}
        assert await talks.note_update_ids(tx, "web", ["1"], NOW) == {"1"}
        assert await talks.note_update_ids(tx, "web", [], NOW) == set()


@pytest.mark.threat(18)
async def test_a_smaller_update_id_after_a_larger_one_is_new(store: Store) -> None:
    async with store.write() as tx:
        await talks.note_update_ids(tx, "telegram", ["900000000"], NOW)
        assert await talks.note_update_ids(tx, "telegram", ["17"], NOW) == {"17"}


async def test_an_id_of_a_transaction_that_failed_is_still_new(store: Store) -> None:
    try:
        async with store.write() as tx:
            await talks.note_update_ids(tx, "web", ["1"], NOW)
            raise LookupError
    except LookupError:
        pass
    async with store.write() as tx:
        assert await talks.note_update_ids(tx, "web", ["1"], NOW) == {"1"}


async def test_overlapping_batches_at_the_same_time_share_the_ids_out(store: Store) -> None:
    async def batch(first: int) -> set[str]:
        async with store.write() as tx:
            return await talks.note_update_ids(tx, "web", [str(number) for number in range(first, first + 40)], NOW)

    got = await asyncio.gather(*(batch(first) for first in (0, 20, 10, 0)))
    assert sorted(one for ids in got for one in ids) == sorted(str(number) for number in range(60))


async def test_a_talk_is_loaded_as_it_was_saved_until_it_expires(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a", '{"x": "é"}'), a_talk("b", minutes=30)])
        assert await talks.load_talks(tx, ["a", "b", "c"], NOW) == {"a": '{"x": "é"}', "b": "{}"}
        assert await talks.load_talks(tx, ["a", "b"], NOW + 30 * MINUTE) == {"a": '{"x": "é"}'}
        await talks.save_talks(tx, [a_talk("a", "new")])
        assert await talks.load_talks(tx, ["a"], NOW) == {"a": "new"}
        await talks.save_talks(tx, [])
        assert await talks.load_talks(tx, [], NOW) == {}


async def test_an_ended_talk_leaves_its_end_mark_for_an_hour(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a"), a_talk("b", name="zzz999")])
        await talks.end_talks(tx, [TalkEnding("a", "abc123", "sent"), TalkEnding("b", "other1", "ended")], NOW)
        assert await talks.load_talks(tx, ["a", "b"], NOW) == {"b": "{}"}  # another talk of the lane goes on
        asked = [("a", "abc123"), ("a", "other1"), ("b", "other1"), ("b", "zzz999")]
        marks = [("a", "abc123", "sent"), ("b", "other1", "ended")]
        assert sorted(await talks.end_marks(tx, asked, NOW)) == marks
        assert await talks.end_marks(tx, asked[:1], NOW + 60 * MINUTE) == []
        assert await talks.end_marks(tx, [], NOW) == []
        await talks.end_talks(tx, [], NOW)


async def test_an_effect_happens_once_in_a_talk(store: Store) -> None:
    async with store.write() as tx:
        assert await talks.first_time(tx, "a", "abc123", "sending", NOW)
        assert not await talks.first_time(tx, "a", "abc123", "sending", NOW)
        assert await talks.first_time(tx, "a", "abc123", "receipt", NOW)
        assert await talks.first_time(tx, "b", "abc123", "sending", NOW)


async def test_an_effect_asked_for_twice_at_once_happens_once(store: Store) -> None:
    async def press() -> bool:
        async with store.write() as tx:
            return await talks.first_time(tx, "a", "abc123", "sending", NOW)

    assert sorted(await asyncio.gather(*(press() for _ in range(8)))) == [False] * 7 + [True]


@given(payload=st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_payload_comes_back_unchanged(store: Store, payload: str) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a", payload)])
        assert await talks.load_talks(tx, ["a"], NOW) == {"a": payload}
