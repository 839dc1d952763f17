"""Who is enrolled: listed without names, removed at once, never the last reader unasked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.features.desk import records as desk
from bot.features.staff import records as people
from bot.keys.vault import Ring, month_of
from bot.operations.installation import open_database
from bot.operations.people import read_register, remove_person
from bot.settings import Settings
from bot.store import audit, tables
from bot.store.engine import Store, StoreError
from bot.store.journal import Journal
from bot.words.library import Library
from tests.store.people import MECHELEN, VILVOORDE, Someone, a_signal, at_work, enrolled


@dataclass
class Town:
    """An installation with a coordinator, a deputy, an auditor and one open signal."""

    settings: Settings
    store: Store
    coordinator: Someone
    deputy: Someone
    auditor: Someone
    signal: str
    now: datetime


@pytest.fixture
async def town(database_url: str, ring: Ring, tmp_path: Path) -> AsyncIterator[Town]:
    """On each database."""
    settings = Settings(
        database_url=database_url, keys_file=tmp_path / "keys.json", journal_file=tmp_path / "journal.txt"
    )
    ring.save(settings.keys_file)
    now = datetime.now(UTC)
    async with open_database(settings) as store:
        async with store.write() as tx:
            first = await at_work(tx, "ann", "coordinator", now)
            second = await at_work(tx, "bob", "deputy", now)
            third = await enrolled(tx, "dan", "auditor", now, VILVOORDE, MECHELEN)
            key = await a_signal(tx, now)
        yield Town(settings, store, first, second, third, key, now)


async def ids(town: Town) -> list[str]:
    return [one.id for one in (await read_register(town.settings, town.now)).people]


async def test_the_list_says_who_as_what_where_and_since_when(town: Town) -> None:
    async with town.store.write() as tx:
        code = await people.make_invitation(tx, [MECHELEN], "deputy", town.now)
    found = (await read_register(town.settings, town.now)).as_dict(town.now)
    today, until = f"{town.now:%Y-%m-%d}", (town.now + timedelta(hours=24)).isoformat(timespec="minutes")
    assert found["people"] == [
        {
            "id": one.id,
            "roles": [{"role": role, "areas": areas}],
            "channel": "telegram",
            "language": "nl",
            "enrolled": today,
            "last_unlock": unlocked and today,
            "unlocked": bool(unlocked),
            "in_charge": charge,
        }
        for one, role, areas, unlocked, charge in sorted(
            [
                (town.coordinator, "coordinator", [VILVOORDE], "yes", 1),
                (town.deputy, "deputy", [VILVOORDE], "yes", 1),
                (town.auditor, "auditor", sorted([MECHELEN, VILVOORDE]), None, 0),
            ],
            key=lambda row: row[0].id,
        )
    ]
    assert found["invitations"] == [{"areas": [MECHELEN], "role": "deputy", "until": until}]
    said = json.dumps(found)
    for hidden in (code, "address", town.coordinator.secret, town.coordinator.lane, town.signal):
        assert hidden not in said
    later = (await read_register(town.settings, town.now)).as_dict(town.now + timedelta(minutes=10))
    assert '"unlocked": true' not in json.dumps(later)


@pytest.mark.threat(4)
async def test_who_is_removed_reads_nothing_and_the_deputy_does(town: Town, library: Library) -> None:
    await remove_person(town.settings, library, town.coordinator.id)
    assert town.coordinator.id not in await ids(town)
    async with town.store.write() as tx:
        assert await desk.read_signal(tx, town.coordinator.id, town.signal, town.now) is None
        assert await desk.read_signal(tx, town.deputy.id, town.signal, town.now) is not None
        lane = town.coordinator.lane
        assert await people.unlock_person(tx, lane, town.coordinator.code(town.now, 2), town.now) == "unknown"
        log = await audit.audit_entries(tx, month_of(town.now))
        (entry,) = [one for one in log if one.what == "removed"]
        assert (entry.role, entry.area) == ("operator", VILVOORDE)
        name = town.store.ring.pseudonym("person", town.coordinator.id)
        assert entry.who == name
        (notice,) = await tx.rows(select(tables.outbox.c.payload, tables.outbox.c.id))
        assert '"sweeps":"secret"' in tx.unseal(notice.payload, "outbox", "payload", notice.id)
    assert town.settings.journal_file
    assert name in {one.name for one in Journal(town.settings.journal_file).read()}


async def test_the_last_reader_stays_unless_that_is_said(town: Town, library: Library) -> None:
    await remove_person(town.settings, library, town.deputy.id)
    before = await ids(town)
    with pytest.raises(StoreError) as caught:
        await remove_person(town.settings, library, town.coordinator.id)
    for part in (
        "is the last reader",
        f"1 open signals of {VILVOORDE}",
        f"passerelle invite {VILVOORDE}",
        "--even-the-",
    ):
        assert part in str(caught.value)
    assert await ids(town) == before
    async with town.store.write() as tx:
        assert len([one for one in await audit.audit_entries(tx, month_of(town.now)) if one.what == "removed"]) == 1
        assert await desk.read_signal(tx, town.coordinator.id, town.signal, town.now) is not None
    await remove_person(town.settings, library, town.coordinator.id, even_the_last=True)
    assert await ids(town) == [town.auditor.id]


async def test_who_reads_nothing_and_who_has_nothing_open_are_removed_without_more(
    town: Town, library: Library
) -> None:
    async with town.store.write() as tx:
        alone = await enrolled(tx, "cil", "coordinator", town.now, MECHELEN)
    for one in (town.auditor, alone):
        await remove_person(town.settings, library, one.id)
    assert sorted(await ids(town)) == sorted([town.coordinator.id, town.deputy.id])


@pytest.mark.parametrize("key", ["", "nobody", "%", "' OR 1=1 --", "x" * 1000])
async def test_an_id_of_nobody_is_refused_with_place_and_cure(town: Town, library: Library, key: str) -> None:
    before = await ids(town)
    with pytest.raises(ValueError, match=r"people remove: nobody enrolled has the id .* `passerelle people list`"):
        await remove_person(town.settings, library, key)
    with pytest.raises(ValueError, match="nobody enrolled"):
        await remove_person(town.settings, library, town.coordinator.id[:-1])
    assert await ids(town) == before
