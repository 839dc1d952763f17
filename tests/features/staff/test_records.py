import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.features.staff import records as people
from bot.features.staff.tables import person
from bot.store import audit
from bot.store.engine import Store
from tests.conftest import NOW
from tests.store.people import MECHELEN, VILVOORDE, a_signal, again, at_work, enrolled

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.threat(5)
async def test_an_invite_enrols_once_and_shows_the_secret_once(store: Store) -> None:
    async with store.write() as tx:
        code = await people.make_invitation(tx, [VILVOORDE, MECHELEN], "coordinator", NOW)
        done = await people.enrol_person(tx, code.lower().replace("-", " "), "lane", "web", "cookie", "nl", NOW + HOUR)
        assert done is not None
        assert done.person.roles == {(VILVOORDE, "coordinator"), (MECHELEN, "coordinator")}
        assert (done.person.address, done.person.channel, done.person.unlocked_until) == ("cookie", "web", None)
        assert len(done.secret or "") == 32
        assert await people.enrol_person(tx, code, "thief", "web", "other", "nl", NOW + HOUR) is None
        assert await people.person_by_lane(tx, "thief") is None
        assert await people.person_by_lane(tx, "lane") == done.person


async def test_an_invite_is_good_for_24_hours(store: Store) -> None:
    async with store.write() as tx:
        code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
        assert await people.enrol_person(tx, code, "lane", "web", "a", "nl", NOW + 24 * HOUR) is None


@pytest.mark.threat(5)
async def test_two_who_race_for_an_invite(store: Store) -> None:
    async with store.write() as tx:
        code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)

    async def claim(lane: str) -> bool:
        async with store.write() as tx:
            return await people.enrol_person(tx, code, lane, "web", "a", "nl", NOW) is not None

    assert sorted(await asyncio.gather(*(claim(f"lane{number}") for number in range(5)))) == [False] * 4 + [True]


async def test_guessing_invites_ends_after_five_tries_even_with_the_right_one(store: Store) -> None:
    async with store.write() as tx:
        code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
        for wrong in ["", "x", "0000-0000-0000-0000", "'; --", "٣"]:
            assert await people.enrol_person(tx, wrong, "lane", "web", "a", "nl", NOW) is None
        assert await people.enrol_person(tx, code, "lane", "web", "a", "nl", NOW) is None
        assert await people.enrol_person(tx, code, "other", "web", "a", "nl", NOW) is not None


@pytest.mark.parametrize(("areas", "role"), [([VILVOORDE], "boss"), ([], "deputy"), (["a b"], "deputy")])
async def test_an_invite_names_a_role_and_areas(store: Store, areas: list[str], role: str) -> None:
    async with store.write() as tx:
        with pytest.raises(ValueError, match="name one of coordinator, deputy, region, auditor and at least one area"):
            await people.make_invitation(tx, areas, role, NOW)


async def test_a_second_invite_adds_areas_and_keeps_the_secret(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        code = await people.make_invitation(tx, [MECHELEN], "deputy", NOW)
        more = await people.enrol_person(tx, code, one.lane, "telegram", "ignored", "nl", NOW)
        assert more is not None
        assert more.secret is None
        assert more.person.id == one.id
        assert more.person.roles == {(VILVOORDE, "coordinator"), (MECHELEN, "deputy")}


async def test_a_code_unlocks_for_ten_minutes(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        assert await people.unlocked_person(tx, one.lane, NOW) is None
        assert await people.unlock_person(tx, one.lane, one.code(NOW), NOW) == "unlocked"
        found = await people.unlocked_person(tx, one.lane, NOW + 10 * MINUTE - timedelta(microseconds=1))
        assert found is not None
        assert found.id == one.id
        assert await people.unlocked_person(tx, one.lane, NOW + 10 * MINUTE) is None


async def test_locking_works_at_once(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW)
        await people.lock_person(tx, one.lane, NOW)
        assert await people.unlocked_person(tx, one.lane, NOW) is None


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_who_closes_a_desk_waits_for_what_is_being_shown_there(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)

    async def close() -> None:
        async with store.write() as tx:
            await people.lock_all(tx, NOW)

    async with store.write() as tx:
        assert await people.unlocked_person(tx, ann.lane, NOW)
        closing = asyncio.create_task(close())
        await asyncio.sleep(0.3)
        assert not closing.done()  # else it would miss the message that this transaction is about to queue
    await closing
    async with store.read() as tx:
        assert await people.unlocked_person(tx, ann.lane, NOW) is None


async def test_no_code_works_twice_nor_an_older_one_after_it(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        assert await people.unlock_person(tx, one.lane, one.code(NOW), NOW) == "unlocked"
        for later in (0, -1):
            assert await people.unlock_person(tx, one.lane, one.code(NOW, later), NOW) == "used"
        assert await people.unlock_person(tx, one.lane, one.code(NOW, 1), NOW) == "unlocked"


async def test_a_code_used_at_the_same_moment_works_once(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)

    async def unlock() -> str:
        async with store.write() as tx:
            return await people.unlock_person(tx, one.lane, one.code(NOW), NOW)

    assert sorted(await asyncio.gather(*(unlock() for _ in range(6)))) == ["unlocked", *["used"] * 5]


async def test_codes_are_read_as_people_type_them(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        digits = one.code(NOW)
        assert await people.unlock_person(tx, one.lane, f" {digits[:3]} {digits[3:]}\n", NOW) == "unlocked"
        arabic = "".join(chr(0x660 + int(mark)) for mark in one.code(NOW, 1))
        assert await people.unlock_person(tx, one.lane, arabic, NOW) == "unlocked"


@pytest.mark.parametrize("code", ["", "000", "abcdef", "²³¹", "1234567", "−12345"])
async def test_wrong_codes_are_wrong(store: Store, code: str) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        assert await people.unlock_person(tx, one.lane, code, NOW) == "wrong"
        assert await people.unlock_person(tx, "nobody", code, NOW) == "unknown"


async def test_codes_of_two_minutes_ago_or_ahead_are_wrong(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        for later in (-4, -2, 2, 4):
            assert await people.unlock_person(tx, one.lane, one.code(NOW, later), NOW) == "wrong"


async def test_five_wrong_codes_close_the_door_for_the_hour_even_over_midnight(store: Store) -> None:
    midnight = NOW.replace(hour=0, minute=0) + DAY
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW)
        for minutes in (-30, -20, -10, 0, 10):
            assert await people.unlock_person(tx, one.lane, "000", midnight + minutes * MINUTE) == "wrong"
        at = midnight + 20 * MINUTE
        assert await people.unlock_person(tx, one.lane, one.code(at), at) == "too_many"
        at = midnight + 30 * MINUTE
        assert await people.unlock_person(tx, one.lane, one.code(at), at) == "unlocked"


async def test_an_area_is_ready_when_two_people_unlocked_within_14_days(store: Store) -> None:
    async with store.write() as tx:
        first = await at_work(tx, "ann", "coordinator", NOW)
        assert await people.ready_areas(tx, NOW) == set()
        deputy = await enrolled(tx, "bob", "deputy", NOW, VILVOORDE, MECHELEN)
        assert await people.ready_areas(tx, NOW) == set()
        await again(tx, deputy, NOW + DAY)
        assert await people.ready_areas(tx, NOW + 14 * DAY - MINUTE) == {VILVOORDE}
        assert await people.ready_areas(tx, NOW + 14 * DAY) == set()
        await again(tx, first, NOW + 14 * DAY)
        assert await people.ready_areas(tx, NOW + 14 * DAY) == {VILVOORDE}


async def test_whatever_makes_an_area_ready_or_not_changes_the_stamp(store: Store) -> None:
    async with store.write() as tx:
        stamps = [await people.ready_stamp(tx)]
        first = await at_work(tx, "ann", "coordinator", NOW)
        stamps.append(await people.ready_stamp(tx))
        deputy = await enrolled(tx, "bob", "deputy", NOW + MINUTE)
        stamps.append(await people.ready_stamp(tx))
        await again(tx, deputy, NOW + DAY)
        stamps.append(await people.ready_stamp(tx))
        code = await people.make_invitation(tx, [MECHELEN], "deputy", NOW)
        await people.enrol_person(tx, code, first.lane, "telegram", "a", "nl", NOW)
        stamps.append(await people.ready_stamp(tx))
        await people.remove_person_row(tx, deputy.id, NOW)
        stamps.append(await people.ready_stamp(tx))
    assert len(set(stamps)) == len(stamps)


async def test_one_person_with_both_roles_is_not_two(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW)
        code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
        await people.enrol_person(tx, code, one.lane, "telegram", "a", "nl", NOW)
        assert await people.ready_areas(tx, NOW) == set()


async def test_people_of_every_place_serve_every_place(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW, people.EVERYWHERE)
        await at_work(tx, "bob", "deputy", NOW, people.EVERYWHERE)
        assert await people.ready_areas(tx, NOW) == {people.EVERYWHERE}
        assert [found.id for found in await people.staff_of_area(tx, "fr:01", ["coordinator"])] == [one.id]


async def test_only_a_practice_desk_gives_its_secret_away(store: Store) -> None:
    async with store.write() as tx:
        practice = await enrolled(tx, "ann", "coordinator", NOW, people.EVERYWHERE)
        real = await enrolled(tx, "bob", "coordinator", NOW)
        assert await people.practice_secret(tx, practice.lane) == practice.secret
        assert await people.practice_secret(tx, real.lane) is None
        assert await people.practice_secret(tx, "nobody") is None
        code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
        await people.enrol_person(tx, code, practice.lane, "telegram", "a", "nl", NOW)
        assert await people.practice_secret(tx, practice.lane) is None


async def test_staff_are_those_of_the_area_and_role(store: Store) -> None:
    async with store.write() as tx:
        first = await enrolled(tx, "ann", "coordinator", NOW)
        second = await enrolled(tx, "bob", "deputy", NOW)
        await enrolled(tx, "cil", "coordinator", NOW, MECHELEN)
        region = await enrolled(tx, "dan", "region", NOW)
        found = await people.staff_of_area(tx, VILVOORDE, ["coordinator", "deputy"])
        assert {one.id for one in found} == {first.id, second.id}
        assert [one.address for one in await people.staff_of_area(tx, VILVOORDE, ["region"])] == ["address of dan"]
        assert [one.id for one in await people.people_by_id(tx, [region.id])] == [region.id]


async def test_those_whose_time_is_over_are_named_once(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW)
        await at_work(tx, "bob", "deputy", NOW + 5 * MINUTE)
        assert await people.relock_people(tx, NOW + 9 * MINUTE) == []
        assert [found.id for found in await people.relock_people(tx, NOW + 10 * MINUTE)] == [one.id]
        assert await people.relock_people(tx, NOW + 10 * MINUTE) == []


async def test_a_removed_person_is_gone_and_the_signals_are_not(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW)
        await a_signal(tx, NOW)
        await people.remove_person_row(tx, one.id, NOW)
        assert await people.person_by_lane(tx, one.lane) is None
        assert await tx.rows(select(person.c.id)) == []


async def test_every_act_is_in_the_log_without_names(store: Store) -> None:
    async with store.write() as tx:
        one = await at_work(tx, "ann", "coordinator", NOW)
        await people.unlock_person(tx, one.lane, "0", NOW)
        await people.lock_person(tx, one.lane, NOW)
        await people.remove_person_row(tx, one.id, NOW)
        log = await audit.audit_entries(tx, "2026-11")
    assert [entry.what for entry in log] == ["invited", "enrolled", "unlocked", "wrong_code", "locked", "removed"]
    assert {entry.who for entry in log[1:]} == {store.ring.pseudonym("person", one.id)}
    assert one.id not in repr(log)


async def test_the_records_show_what_an_operator_may_see(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW, VILVOORDE, MECHELEN)
        bob = await enrolled(tx, "bob", "auditor", NOW + HOUR)
        first, second = await people.person_records(tx)
        assert (first.id, first.channel, first.language) == (ann.id, "telegram", "nl")
        assert first.roles == {(VILVOORDE, "coordinator"), (MECHELEN, "coordinator")}
        assert (first.enrolled, first.last_unlock, first.unlocked_until) == (NOW, NOW, NOW + 10 * MINUTE)
        assert (second.id, second.last_unlock, second.unlocked_until) == (bob.id, None, None)
        for hidden in ("address", ann.secret, bob.secret, ann.lane):
            assert hidden not in repr([first, second])


async def test_open_invitations_are_known_without_their_codes(store: Store) -> None:
    async with store.write() as tx:
        codes = [await people.make_invitation(tx, [MECHELEN, VILVOORDE], "deputy", NOW)]
        codes.append(await people.make_invitation(tx, [VILVOORDE], "coordinator", NOW + HOUR))
        await enrolled(tx, "ann", "region", NOW)
        found = await people.open_invitations(tx, NOW + 2 * HOUR)
        assert [(one.areas, one.role, one.until) for one in found] == [
            ((MECHELEN, VILVOORDE), "deputy", NOW + DAY),
            ((VILVOORDE,), "coordinator", NOW + DAY + HOUR),
        ]
        assert not [
            code for code in codes if code in repr(found) or store.ring.pseudonym("invite", code) in repr(found)
        ]
        assert [one.role for one in await people.open_invitations(tx, NOW + DAY)] == ["coordinator"]
        assert await people.open_invitations(tx, NOW + 2 * DAY) == []


async def test_the_log_says_where_and_as_what_somebody_was_removed(store: Store) -> None:
    async with store.write() as tx:
        one = await enrolled(tx, "ann", "coordinator", NOW, VILVOORDE, MECHELEN)
        await people.remove_person_row(tx, one.id, NOW, role="operator")
        entry = (await audit.audit_entries(tx, "2026-11"))[-1]
    assert (entry.what, entry.role, entry.area) == ("removed", "operator", f"{MECHELEN} {VILVOORDE}")
    assert entry.who == store.ring.pseudonym("person", one.id)
