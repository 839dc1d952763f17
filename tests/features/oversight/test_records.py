"""The auditor's counts and log: of their areas, unlocked, logged, and never anything else."""

from datetime import timedelta

import pytest

from bot.features.desk import records as desk
from bot.features.oversight import records as oversight
from bot.features.staff import records as people
from bot.store import counters
from bot.store.engine import Store
from tests.conftest import NOW
from tests.store.people import MECHELEN, VILVOORDE, a_signal, at_work, enrolled

MONTH = timedelta(days=31)


@pytest.mark.threat(38)
async def test_only_an_unlocked_auditor_of_the_area(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        fay = await at_work(tx, "fay", "auditor", NOW)
        key = await a_signal(tx, NOW)
        await a_signal(tx, NOW, area=MECHELEN)
        await a_signal(tx, NOW, area=f"{VILVOORDE}0")
        await people.make_invitation(tx, [MECHELEN, VILVOORDE], "deputy", NOW)
        await desk.read_signal(tx, ann.id, key, NOW)
        found = await oversight.read_log(tx, fay.id, NOW)
        assert found is not None
        assert {entry.area for entry in found} == {VILVOORDE, f"{MECHELEN} {VILVOORDE}"}
        assert [entry.what for entry in found if entry.object] == ["sent", "read"]
        again = await oversight.read_log(tx, (await at_work(tx, "gus", "auditor", NOW, people.EVERYWHERE)).id, NOW)
        assert again is not None
        assert [entry.what for entry in again if entry.what == "looked"] == ["looked", "looked"]
        assert {entry.area for entry in again} >= {VILVOORDE, MECHELEN, ""}
        locked = await enrolled(tx, "hal", "auditor", NOW)
        for one in (ann, locked):
            assert await oversight.read_log(tx, one.id, NOW) is None
            assert await oversight.read_counts(tx, one.id, NOW) is None
        assert await oversight.read_log(tx, fay.id, NOW + timedelta(minutes=10)) is None


async def test_counts_are_of_whole_months_and_of_the_auditor_s_areas(store: Store) -> None:
    async with store.write() as tx:
        fay = await at_work(tx, "fay", "auditor", NOW)
        for when in (NOW, NOW - MONTH, NOW - 13 * MONTH):
            await counters.add_count(tx, "signal", f"{VILVOORDE}/received", when, 7)
            await counters.add_count(tx, "signal", f"{MECHELEN}/received", when, 7)
        found = await oversight.read_counts(tx, fay.id, NOW)
        assert found == oversight.Counts("2025-11", "2026-10", {VILVOORDE: {"received": 7}})
