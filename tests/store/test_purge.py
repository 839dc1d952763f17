from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.features.signal import records as signals
from bot.features.signal import time as case_clock
from bot.features.signal.kept import now_kept
from bot.features.signal.tables import signal
from bot.features.signal.time import FallenAct, acts_of
from bot.features.staff import records as people
from bot.places.calendar import Calendar
from bot.store import audit, counters, limits, outbox, purge, talks
from bot.store.engine import Store
from bot.store.purge import ClockRun
from bot.store.tables import ended, metadata, talk, tombstone
from bot.store.talks import StoredTalk
from bot.store.tx import Tx
from tests.conftest import NOW
from tests.proof import Witness, files, planted
from tests.store.people import CHAT, VILVOORDE, a_signal, at_work, do_act, weekdays

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def run(store: Store, at: datetime) -> ClockRun:
    async with store.write() as tx:
        return await purge.run_clock(tx, at, weekdays)


async def on(tx: Tx, day: int) -> list[FallenAct]:
    return acts_of(await purge.run_clock(tx, NOW + day * DAY, weekdays))


async def days(store: Store, first: int, last: int) -> dict[int, list[str]]:
    """What falls due on which day, when the clock runs every day from ``first`` to ``last``."""
    async with store.write() as tx:
        found = {day: [act.what for act in await on(tx, day)] for day in range(first, last + 1)}
    return {day: acts for day, acts in found.items() if acts}


async def test_an_unread_signal_is_told_of_and_ends_after_all(store: Store) -> None:
    async with store.write() as tx:
        await at_work(tx, "ann", "coordinator", NOW)
        await a_signal(tx, NOW)
    assert await days(store, 0, 200) == {
        3: ["tell_deputy"],
        8: ["tell_region"],
        15: ["tell_sender"],
        90: ["check"],
        104: ["expire"],
        111: ["delete"],
    }
    async with store.read() as tx:
        sums = await counters.count_cells(tx, "signal", "2026-11", "2027-12")
        assert sums == {f"{VILVOORDE}/received": 1, f"{VILVOORDE}/expired_unread": 1}
        assert (await now_kept(tx))["signals"] == 0


async def test_the_sender_can_see_that_nobody_read_it(store: Store) -> None:
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
    told = []
    for day in (14, 15):
        await run(store, NOW + day * DAY)
        async with store.read() as tx:
            status = await signals.read_status(tx, key)
            assert status is not None
            told.append(status.told_unread)
    assert told == [False, True]


async def test_an_act_names_the_signal_and_the_way_to_its_sender(store: Store) -> None:
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
    (act,) = acts_of(await run(store, NOW + 3 * DAY))
    assert act == FallenAct("tell_deputy", key, VILVOORDE, "fr", CHAT)


async def test_an_open_case_that_nobody_renews_closes_and_goes(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        assert await do_act(tx, ann.id, key, 1, "take", NOW)
    assert await days(store, 0, 102) == {90: ["check"]}
    async with store.read() as tx:
        status = await signals.read_status(tx, key)
        assert status is not None
        assert status.state == "following"
    (act,) = acts_of(await run(store, NOW + 104 * DAY))
    assert (act.what, act.handle) == ("expire", CHAT)
    async with store.read() as tx:
        assert await signals.read_handle(tx, key) is None
    assert await days(store, 105, 120) == {111: ["delete"]}
    async with store.read() as tx:
        assert (await counters.count_cells(tx, "signal", "2026-11", "2027-12"))[f"{VILVOORDE}/unanswered"] == 1


async def test_a_case_renewed_at_the_check_counts_anew(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        await do_act(tx, ann.id, key, 1, "take", NOW)
    await days(store, 0, 95)
    async with store.write() as tx:
        at = NOW + 95 * DAY
        await people.unlock_person(tx, ann.lane, ann.code(at), at)
        assert await do_act(tx, ann.id, key, 3, "take", at)
    assert await days(store, 96, 215) == {185: ["check"], 199: ["expire"], 206: ["delete"]}


async def test_a_closed_signal_is_deleted_after_seven_days_neither_sooner_nor_later(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        await do_act(tx, ann.id, key, 1, "close", NOW, outcome="no_action")
    assert acts_of(await run(store, NOW + 7 * DAY - timedelta(microseconds=1))) == []
    assert [act.what for act in acts_of(await run(store, NOW + 7 * DAY))] == ["delete"]
    assert acts_of(await run(store, NOW + 7 * DAY)) == []


async def test_a_town_may_shorten_the_terms(store: Store) -> None:
    async with store.write() as tx:
        await a_signal(tx, NOW)
        short = {"cap": timedelta(hours=5)}
        done = await purge.run_clock(tx, NOW + 5 * HOUR, weekdays, lambda area: short)
        assert [act.what for act in acts_of(done)] == ["delete"]
        assert done.erased["signal"] == 1


async def test_what_is_kept_for_a_time_goes_when_it_is_over(store: Store) -> None:
    async with store.write() as tx:
        await talks.note_update_ids(tx, "web", ["1"], NOW)
        await talks.save_talks(tx, [StoredTalk("a", "abc123", "advice", "{}", NOW + HOUR)])
        await talks.first_time(tx, "a", "abc123", "step", NOW)
        await talks.end_talks(tx, [talks.TalkEnding("b", "abc123", "ended")], NOW)
        await outbox.queue_messages(tx, [outbox.QueuedMessage("w", "web", "x", until=NOW + 2 * HOUR)], NOW)
        (letter,) = await outbox.queue_messages(tx, [outbox.QueuedMessage("t", "telegram", "x")], NOW)
        await outbox.set_dead(tx, letter, NOW)
        await outbox.note_numbers(tx, [outbox.ShownMessage("a", "1")], NOW)
        await limits.note_once_more(tx, limits.SIGNALS_A_DAY, "a", NOW)
        await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
    gone: dict[str, timedelta] = {}
    async with store.write() as tx:
        for at in (minutes * MINUTE for minutes in range(0, 49 * 60 + 1, 30)):
            erased = (await purge.run_clock(tx, NOW + at, weekdays)).erased
            for name in (name for name, number in erased.items() if number):
                gone.setdefault(name, at)
                gone["last " + name] = at
    assert gone == {
        "talk": HOUR,
        "last talk": HOUR,
        "effect": HOUR,
        "last effect": HOUR,
        "ended": HOUR,
        "last ended": HOUR,
        "outbox": 2 * HOUR,
        "last outbox": DAY,
        "limit": DAY,
        "last limit": DAY,
        "invite": DAY,
        "last invite": DAY,
        "seen": 2 * DAY,
        "last seen": 2 * DAY,
        "message_number": 2 * DAY,
        "last message_number": 2 * DAY,
    }


async def test_an_effect_lives_as_long_as_its_talk(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [StoredTalk("a", "abc123", "signal", "{}", NOW + 24 * HOUR)])
        await talks.first_time(tx, "a", "abc123", "step", NOW)
    await run(store, NOW + 5 * HOUR)
    async with store.write() as tx:
        assert not await talks.first_time(tx, "a", "abc123", "step", NOW)


async def test_tombstones_go_after_13_months_and_audit_months_after_24(store: Store) -> None:
    async with store.write() as tx:
        await signals.erase_signals(tx, [await a_signal(tx, NOW)], "withdrawn", NOW)
        await audit.write_audit(tx, "later", NOW + 10 * DAY)
    numbers = {}
    for at in (NOW, datetime(2028, 11, 30, 23, tzinfo=UTC), datetime(2028, 12, 1, tzinfo=UTC)):
        async with store.write() as tx:
            numbers[at.month, at.day] = await audit.drop_old_months(tx, at)
    assert numbers == {(11, 23): 0, (11, 30): 0, (12, 1): 2}
    for age, gone in ((396 * DAY - MINUTE, 0), (396 * DAY, 1)):
        async with store.write() as tx:
            await tx.run(update(tombstone).values(at=NOW - age))
            assert (await purge.run_clock(tx, NOW, weekdays)).erased["tombstone"] == gone


async def test_an_effect_without_a_talk_stays_an_hour(store: Store) -> None:
    async with store.write() as tx:
        await talks.first_time(tx, "a", "abc123", "step", NOW)
    assert (await run(store, NOW + HOUR - MINUTE)).erased["effect"] == 0
    assert (await run(store, NOW + HOUR)).erased["effect"] == 1


async def test_what_went_of_the_log_is_counted(store: Store) -> None:
    async with store.write() as tx:
        await audit.write_audit(tx, "read", NOW - 800 * DAY)
    assert (await run(store, NOW)).erased["audit"] == 1


@pytest.mark.parametrize("jump", [-2 * MINUTE, -400 * DAY, 14 * DAY + MINUTE, 3650 * DAY])
@pytest.mark.threat(29)
async def test_a_clock_that_jumps_delays_erasure_by_24_hours_and_never_cancels_it(
    store: Store, jump: timedelta
) -> None:
    """Whatever is overdue at the moment of the jump waits a day, then goes."""
    async with store.write() as tx:
        await talks.save_talks(tx, [StoredTalk("a", "abc123", "advice", "{}", NOW - 500 * DAY)])
        await purge.run_clock(tx, NOW, weekdays)
        await talks.save_talks(tx, [StoredTalk("a", "abc123", "advice", "{}", NOW - 500 * DAY)])
    at = NOW + jump
    first = await run(store, at)
    assert (first.alarm, first.held, first.erased) == (True, True, {})
    for hours in range(1, 24):
        later = await run(store, at + hours * HOUR)
        assert (later.alarm, later.held, acts_of(later)) == (False, True, [])
    last = await run(store, at + 24 * HOUR)
    assert (last.alarm, last.held, last.erased["talk"]) == (False, False, 1)
    async with store.read() as tx:
        assert [entry.what for entry in await audit.audit_entries(tx, f"{at:%Y-%m}")] == ["clock_jumped"]


@pytest.mark.parametrize("step", [timedelta(0), -MINUTE, MINUTE, 14 * DAY])
async def test_small_steps_of_the_clock_are_no_jumps(store: Store, step: timedelta) -> None:
    await run(store, NOW)
    done = await run(store, NOW + step)
    assert (done.alarm, done.held) == (False, False)


async def test_a_clock_set_right_again_waits_a_day_from_then(store: Store) -> None:
    await run(store, NOW)
    assert (await run(store, NOW + 4000 * DAY)).alarm
    assert (await run(store, NOW + MINUTE)).alarm
    assert (await run(store, NOW + 23 * HOUR)).held
    assert not (await run(store, NOW + 25 * HOUR)).held


async def test_desks_lock_even_while_erasing_is_held(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
    await run(store, NOW)
    done = await run(store, NOW + 20 * DAY)
    assert done.held
    assert [one.id for one in done.told["person"]] == [ann.id]


async def test_more_signals_than_one_run_takes_are_done_in_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_clock, "SIGNALS_A_RUN", 3)
    async with store.write() as tx:
        for _ in range(7):
            await a_signal(tx, NOW)
    for day in range(3):
        await run(store, NOW + day * MINUTE)
    numbers = [len(acts_of(await run(store, NOW + 3 * DAY + day * MINUTE))) for day in range(4)]
    assert numbers == [3, 3, 1, 0]


async def test_a_look_at_a_signal_with_nothing_due_is_not_repeated(store: Store) -> None:
    async with store.write() as tx:
        await a_signal(tx, NOW)
        await purge.run_clock(tx, NOW, weekdays)
        row = await tx.one(select(signal))
    assert row is not None
    assert row.look_at == datetime(2026, 11, 26, tzinfo=UTC)


async def test_the_strip_falls_to_zero(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [StoredTalk("a", "abc123", "advice", "{}", NOW + HOUR)])
        await outbox.queue_messages(tx, [outbox.QueuedMessage("a", "web", "x", until=NOW + HOUR)], NOW)
        await a_signal(tx, NOW)
        before = await now_kept(tx)
    await days(store, 0, 112)
    async with store.read() as tx:
        after = await now_kept(tx)
    assert all(number > 0 for number in before.values())
    assert all(number == 0 for number in after.values())


@pytest.mark.threat(33)
async def test_erased_bytes_are_gone_from_every_file(store: Store, database_url: str, database_kind: str) -> None:
    """P6 on SQLite: every sealed value noted as written, all found before, none after the erasure and a checkpoint."""
    witness = Witness(store.ring)
    long = "a word that was noticed " * 400
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        people_values = len(witness.sealed)
        await talks.save_talks(
            tx, [StoredTalk(f"lane{n}", "abc123", "advice", long[:n], NOW + HOUR) for n in range(0, 9000, 900)]
        )
        key = await a_signal(tx, NOW, content=long)
        await do_act(tx, ann.id, key, 1, "ask", NOW, step="often", body="How often?")
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", long, about=key, until=NOW + HOUR)], NOW)
    async with store.write() as tx:
        await signals.answer_question_of(tx, key, "often", "weekly", NOW)
    if database_kind == "sqlite":
        assert witness.found(database_url) == witness.sealed
        assert planted(database_url, ["a word that was", "How often?", "weekly"]) == []
    async with store.write() as tx:
        await talks.end_talks(tx, [talks.TalkEnding("lane0", "abc123", "ended")], NOW)
        await signals.erase_signals(tx, [key], "withdrawn", NOW)
        await purge.run_clock(tx, NOW + HOUR, weekdays)
    assert store.traces
    await store.erase_traces()
    if database_kind == "sqlite":
        assert witness.found(database_url) == witness.sealed[:people_values]
        assert [path.stat().st_size for path in files(database_url) if path.name.endswith("-wal")] == [0]
    async with store.read() as tx:
        assert await tx.rows(select(talk)) == []


async def test_a_value_written_over_is_gone_too(store: Store, database_url: str, database_kind: str) -> None:
    witness = Witness(store.ring)
    for words in ("first answers " * 300, "second", "third answers " * 900, "last"):
        async with store.write() as tx:
            await talks.save_talks(tx, [StoredTalk("a", "abc123", "advice", words, NOW + HOUR)])
    await store.erase_traces()
    if database_kind == "sqlite":
        assert witness.found(database_url) == witness.sealed[-1:]


def test_every_table_with_a_lane_is_reached_when_a_chat_is_forgotten() -> None:
    with_lane = {table.name for table in metadata.sorted_tables if "lane" in table.columns}
    assert with_lane == {"talk", "ended", "effect", "outbox", "message_number", "reply_handle", "person"}
    assert ended.c.lane is not None


async def test_the_log_says_that_the_clock_did_it_and_where(store: Store) -> None:
    async with store.write() as tx:
        await at_work(tx, "ann", "coordinator", NOW)
        await a_signal(tx, NOW)
    await days(store, 0, 111)
    async with store.write() as tx:
        found = [
            entry
            for month in ("2026-11", "2026-12", "2027-02", "2027-03")
            for entry in await audit.audit_entries(tx, month)
        ]
    by_clock = [(entry.what, entry.area) for entry in found if entry.role == "clock"]
    assert ("tell_deputy", VILVOORDE) in by_clock
    assert ("expire", VILVOORDE) in by_clock
    assert all(entry.object for entry in found if entry.role == "clock")
    assert [entry.reason for entry in found if entry.what == "erased"] == ["retention"]


async def test_calendar_and_terms_are_those_of_the_area(store: Store) -> None:
    asked: list[tuple[str, str]] = []

    def calendar(area: str) -> Calendar:
        asked.append(("calendar", area))
        return weekdays(area)

    def terms(area: str) -> dict[str, timedelta]:
        asked.append(("terms", area))
        return {"idle": 30 * DAY}

    async with store.write() as tx:
        await a_signal(tx, NOW)
        for day in range(36):
            acts = acts_of(await purge.run_clock(tx, NOW + day * DAY, calendar, terms))
            if any(act.what == "check" for act in acts):
                break
    assert day == 30, "the shorter term says when to look again"
    assert set(asked) == {("calendar", VILVOORDE), ("terms", VILVOORDE)}


async def test_the_oldest_are_dealt_with_first(store: Store) -> None:
    async with store.write() as tx:
        later = await a_signal(tx, NOW + HOUR, talk="later")
        first = await a_signal(tx, NOW, talk="first")
        acts = acts_of(await purge.run_clock(tx, NOW + 7 * DAY, weekdays))
    assert [act.signal for act in acts] == [first, later]


async def test_what_was_erased_before_still_has_traces(store: Store) -> None:
    async with store.write() as tx:
        tx.erased = True
        await purge.run_clock(tx, NOW, weekdays)
        assert tx.erased
    async with store.write() as tx:
        done = await purge.run_clock(tx, NOW, weekdays)
        assert not tx.erased
        assert not any(done.erased.values())
