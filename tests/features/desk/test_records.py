import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from bot.features.desk import records as desk
from bot.features.signal import charge
from bot.features.signal import records as signals
from bot.features.signal.records import ReplyHandle
from bot.features.signal.tables import signal
from bot.features.staff import records as people
from bot.features.staff.tables import person, person_area
from bot.store import audit, outbox
from bot.store.engine import Store
from bot.store.outbox import QueuedMessage
from tests.conftest import NOW
from tests.store.people import MECHELEN, VILVOORDE, a_signal, again, at_work, do_act, enrolled, name_second

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_the_coordinator_in_charge_lists_and_reads(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW, content="what was seen")
        (item,) = await desk.list_signals(tx, ann.id, NOW)
        assert (item.id, item.state, item.version, item.received) == (key, "received", 1, NOW)
        view = await desk.read_signal(tx, ann.id, key, NOW)
        assert view is not None
        assert (view.content, view.case.state, view.case.version) == ("what was seen", "acknowledged", 2)
        assert view.phone is None
        again_view = await desk.read_signal(tx, ann.id, key, NOW, "printed")
        assert again_view is not None
        assert again_view.case == view.case
        log = [entry.what for entry in await audit.audit_entries(tx, "2026-11") if entry.object]
        assert log == ["sent", "read", "printed"]


@pytest.mark.threat(38)
async def test_who_may_read(store: Store) -> None:
    """P7: the coordinator in charge, the deputy and the second person named; nobody else, and only unlocked."""
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        bob = await at_work(tx, "bob", "deputy", NOW)
        key = await a_signal(tx, NOW)
        others = {
            "second coordinator of the same town": await at_work(tx, "cil", "coordinator", NOW),
            "coordinator of another town": await at_work(tx, "dan", "coordinator", NOW, MECHELEN),
            "region": await at_work(tx, "eve", "region", NOW),
            "auditor": await at_work(tx, "fay", "auditor", NOW),
        }
        named = await at_work(tx, "gus", "coordinator", NOW, MECHELEN)
        await tx.run(update(signal).values(second=named.id))
        for one in (ann, bob, named):
            assert await desk.read_signal(tx, one.id, key, NOW) is not None
            assert [item.id for item in await desk.list_signals(tx, one.id, NOW)] == [key]
        version = (await desk.list_signals(tx, ann.id, NOW))[0].version
        for who, one in others.items():
            assert await desk.read_signal(tx, one.id, key, NOW) is None, who
            assert await desk.list_signals(tx, one.id, NOW) == [], who
            assert await do_act(tx, one.id, key, version, "take", NOW) is None, who
        assert await desk.read_signal(tx, "nobody", key, NOW) is None


AREAS = [VILVOORDE, MECHELEN, people.EVERYWHERE]
somebody = st.fixed_dictionaries(
    {
        "roles": st.sets(st.tuples(st.sampled_from(AREAS), st.sampled_from(people.ROLES)), max_size=3),
        "unlocked": st.sampled_from([None, -1, 0, 1, 9]),
        "named": st.sampled_from([None, "coordinator", "deputy", "second"]),
    }
)


READERS = {"coordinator", "deputy"}


def may_act(one: dict[str, Any], area: str, named: dict[str, int], index: int) -> bool:
    """The rule in plain words, apart from the SQL."""
    if one["unlocked"] is None or one["unlocked"] <= 0:
        return False
    here = {role for place, role in one["roles"] if place in (area, people.EVERYWHERE)}
    in_charge = any(named.get(role) == index if role in named else role in here for role in READERS)
    return in_charge and bool(here & READERS)


def may_read(one: dict[str, Any], area: str, named: dict[str, int], index: int) -> bool:
    """Who is in charge, and the second person they named, as long as that one serves anywhere."""
    serves = any(role in READERS for _, role in one["roles"])
    looks = named.get("second") == index and serves and (one["unlocked"] or 0) > 0
    return looks or may_act(one, area, named, index)


@pytest.mark.threat(38)
@given(crowd=st.lists(somebody, min_size=1, max_size=5), area=st.sampled_from([VILVOORDE, MECHELEN]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_decides_as_the_rule_says(store: Store, crowd: list[dict[str, Any]], area: str) -> None:
    async with store.write() as tx:
        for table in (signal, person_area, person):
            await tx.run(delete(table))
        key = await a_signal(tx, NOW, area=area)
        for index, one in enumerate(crowd):
            until = one["unlocked"] is not None and NOW + one["unlocked"] * MINUTE
            row = {
                "id": f"p{index}",
                "lane": f"l{index}",
                "channel": "web",
                "address": "",
                "language": "nl",
                "totp": "",
            }
            await tx.run(insert(person).values(unlocked_until=until or None, enrolled=NOW, **row))
            for place, role in one["roles"]:
                await tx.run(insert(person_area).values(person=f"p{index}", area=place, role=role))
        named = {one["named"]: index for index, one in enumerate(crowd) if one["named"]}
        for role, index in named.items():
            await tx.run(update(signal).values({role: f"p{index}"}))
        for index, one in enumerate(crowd):
            expected = may_read(one, area, named, index)
            assert [item.id for item in await desk.list_signals(tx, f"p{index}", NOW)] == [key] * expected
            assert (await desk.read_signal(tx, f"p{index}", key, NOW) is not None) == expected
            version = (await tx.rows(select(signal.c.version)))[0].version
            acted = await do_act(tx, f"p{index}", key, version, "ask", NOW, step="often", body="[]")
            assert (acted is not None) == may_act(one, area, named, index)


@pytest.mark.threat(4)
async def test_nothing_is_read_while_locked(store: Store) -> None:
    async with store.write() as tx:
        ann = await enrolled(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        for at, want in [(NOW, False), (NOW + MINUTE, True), (NOW + 11 * MINUTE, False)]:
            if want:
                await again(tx, ann, at)
            assert (await desk.read_signal(tx, ann.id, key, at) is not None) == want
            assert bool(await desk.list_signals(tx, ann.id, at)) == want
        assert await do_act(tx, ann.id, key, 2, "take", NOW + 11 * MINUTE) is None
        await people.lock_person(tx, ann.lane, NOW)
        assert await desk.read_signal(tx, ann.id, key, NOW + MINUTE) is None


async def test_who_lost_the_area_reads_no_more_and_another_stands_in(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        new = await at_work(tx, "cil", "coordinator", NOW)
        deputy = await at_work(tx, "bob", "deputy", NOW)
        assert await desk.read_signal(tx, new.id, key, NOW) is None
        assert await desk.read_signal(tx, deputy.id, key, NOW) is not None  # no deputy was named: whoever has the role
        await people.remove_person_row(tx, ann.id, NOW)
        assert await desk.read_signal(tx, ann.id, key, NOW) is None
        assert await desk.read_signal(tx, new.id, key, NOW) is not None


async def test_people_of_every_place_read_signals_of_any(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW, people.EVERYWHERE)
        key = await a_signal(tx, NOW, area="fr:84007")
        assert await desk.read_signal(tx, ann.id, key, NOW) is not None


async def test_take_ask_answer_close(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        states, after = [], None
        for version, what, more in [
            (1, "take", {}),
            (2, "ask", {"step": "often", "body": "How often?"}),
            (3, "answer", {"body": "Thank you"}),
            (4, "close", {"outcome": "handed_to_care"}),
        ]:
            after = await do_act(tx, ann.id, key, version, what, NOW, **more)
            assert after is not None
            assert after.version == version + 1
            states.append(after.state)
        assert states == ["taken", "clarifying", "clarifying", "closed"]
        assert [(word.kind, word.step, word.body, word.open) for word in await signals.read_contributions(tx, key)] == [
            ("question", "often", "How often?", True),
            ("note", "", "Thank you", False),
        ]
        assert after is not None
        assert after.outcome == "handed_to_care"
        assert await signals.read_handle(tx, key) is None
        log = [(entry.what, entry.reason) for entry in await audit.audit_entries(tx, "2026-11") if entry.object]
        assert log[1:5] == [("take", ""), ("ask", "often"), ("answer", ""), ("close", "handed_to_care")]


async def test_a_press_on_an_old_view_does_nothing(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        assert await do_act(tx, ann.id, key, 1, "take", NOW) is not None
        for version in (0, 1, 3):
            assert await do_act(tx, ann.id, key, version, "close", NOW, outcome="done") is None
        assert (await desk.list_signals(tx, ann.id, NOW))[0].state == "taken"


@pytest.mark.parametrize(("what", "outcome"), [("close", None), ("close", "won")])
async def test_an_illegal_act_does_nothing(store: Store, what: str, outcome: str | None) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        assert await do_act(tx, ann.id, key, 1, what, NOW, outcome=outcome) is None
        assert (await desk.list_signals(tx, ann.id, NOW))[0].version == 1


@pytest.mark.threat(38)
async def test_a_closed_signal_is_read_by_nobody(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        closed = await do_act(tx, ann.id, key, 1, "close", NOW, outcome="no_action")
        assert closed is not None
        assert await do_act(tx, ann.id, key, closed.version, "take", NOW) is None
        assert await desk.read_signal(tx, ann.id, key, NOW) is None
        assert await desk.list_signals(tx, ann.id, NOW) == []


@pytest.mark.threat(9)
async def test_twenty_presses_at_once_have_one_effect(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)

    async def press() -> bool:
        async with store.write() as tx:
            return await do_act(tx, ann.id, key, 1, "take", NOW) is not None

    assert sum(await asyncio.gather(*(press() for _ in range(20)))) == 1


async def test_a_work_phone_is_shown_until_closing(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW, handle=ReplyHandle("phone", "+32 2 000 00 00"))
        view = await desk.read_signal(tx, ann.id, key, NOW)
        assert view is not None
        assert view.phone == "+32 2 000 00 00"
        await do_act(tx, ann.id, key, view.case.version, "close", NOW, outcome="done")
        assert await signals.read_handle(tx, key) is None


async def test_the_list_is_in_order_and_in_pages(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        keys = [await a_signal(tx, NOW) for _ in range(5)]
        first = await desk.list_signals(tx, ann.id, NOW, limit=3)
        rest = await desk.list_signals(tx, ann.id, NOW, limit=3, after=first[-1].seq)
        assert [item.id for item in first + rest] == keys
        assert await desk.count_signals(tx, ann.id, NOW) == 5


@pytest.mark.threat(38)
async def test_the_second_person_reads_and_does_nothing_else(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        bob = await at_work(tx, "bob", "deputy", NOW)
        dan = await at_work(tx, "dan", "coordinator", NOW, MECHELEN)
        eve = await at_work(tx, "eve", "region", NOW)
        key = await a_signal(tx, NOW)
        assert [one.id for one in await desk.list_colleagues(tx, ann.id, key, NOW)] == [dan.id]
        for nobody in (eve.id, bob.id, "somebody"):
            assert not await name_second(tx, ann.id, key, 1, nobody, NOW)
        assert not await name_second(tx, dan.id, key, 1, dan.id, NOW)
        assert await name_second(tx, ann.id, key, 1, dan.id, NOW)
        assert not await name_second(tx, ann.id, key, 1, None, NOW)  # an old view
        view = await desk.read_signal(tx, dan.id, key, NOW)
        assert view is not None
        assert not view.keeps
        assert await do_act(tx, dan.id, key, view.case.version, "close", NOW, outcome="done") is None
        assert not await name_second(tx, dan.id, key, view.case.version, bob.id, NOW)
        assert await desk.list_colleagues(tx, dan.id, key, NOW) == []
        assert {one.id for one in await charge.list_readers(tx, key)} == {ann.id, bob.id, dan.id}
        assert await name_second(tx, bob.id, key, view.case.version, None, NOW)
        assert await desk.read_signal(tx, dan.id, key, NOW) is None
        log = [entry.what for entry in await audit.audit_entries(tx, "2026-11") if entry.object]
        assert log == ["sent", "names", "named", "read", "names"]


async def test_who_takes_is_in_charge_and_the_other_is_the_deputy(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        bob = await at_work(tx, "bob", "deputy", NOW)
        key = await a_signal(tx, NOW)
        assert [one.id for one in await charge.list_keepers(tx, key, ("coordinator",))] == [ann.id]
        assert await do_act(tx, bob.id, key, 1, "take", NOW) is not None
        assert [one.id for one in await charge.list_keepers(tx, key, ("coordinator",))] == [bob.id]
        assert [one.id for one in await charge.list_keepers(tx, key, ("deputy",))] == [ann.id]
        for who, mine in ((bob, True), (ann, False)):
            view = await desk.read_signal(tx, who.id, key, NOW)
            assert view is not None
            assert (view.keeps, view.mine) == (True, mine)


async def test_what_is_on_its_way_to_a_locked_desk_is_taken_back(store: Store) -> None:
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
        rows = [
            QueuedMessage("desk", "web", "case", about=key),
            QueuedMessage("desk", "web", "notice", about=key),
            QueuedMessage("desk", "web", "x"),
        ]
        await outbox.queue_messages(tx, rows, NOW)
        await outbox.unshow(tx, "desk", lambda payload: payload == "case")
        assert [row.payload for row in await outbox.pulled_messages(tx, "desk", 0, NOW)] == ["notice", "x"]


async def test_how_many_open_signals_each_has_by_name(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        bob = await at_work(tx, "bob", "deputy", NOW)
        keys = [await a_signal(tx, NOW) for _ in range(3)]
        two, alone = {"coordinator": ann.id, "deputy": bob.id}, {"coordinator": ann.id, "deputy": ann.id}
        for key, values in zip(keys, (two, alone, two | {"state": "closed"}), strict=True):
            await tx.run(update(signal).where(signal.c.id == key).values(**values))
        assert await desk.count_charges(tx) == {ann.id: 2, bob.id: 1}


async def test_an_orphan_is_an_open_signal_that_nobody_could_read(store: Store) -> None:
    async with store.write() as tx:
        key, other = await a_signal(tx, NOW), await a_signal(tx, NOW, area=MECHELEN)
        assert await desk.list_orphans(tx) == {key: VILVOORDE, other: MECHELEN}
        ann = await enrolled(tx, "ann", "coordinator", NOW)  # locked: they could
        await enrolled(tx, "dan", "region", NOW, VILVOORDE, MECHELEN)  # never reads
        assert await desk.list_orphans(tx) == {other: MECHELEN}
        cil = await enrolled(tx, "cil", "deputy", NOW, "be:21012")
        await tx.run(update(signal).where(signal.c.id == other).values(second=cil.id))
        assert await desk.list_orphans(tx) == {}
        await people.remove_person_row(tx, ann.id, NOW)
        await people.remove_person_row(tx, cil.id, NOW)
        await tx.run(update(signal).where(signal.c.id == key).values(state="closed"))
        assert await desk.list_orphans(tx) == {other: MECHELEN}
