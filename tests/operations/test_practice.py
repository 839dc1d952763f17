"""Practice opens new databases and its own, and never one that is in use with other keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import open_library, practice_office
from bot.keys.vault import Ring
from bot.operations.practice import open_practice
from bot.store.engine import StoreError
from tests.conftest import NOW
from tests.person import Person, office_at


async def test_a_practice_goes_on_in_its_own_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/practice.db"
    for said in ("/phone", ""):
        async with practice_office(open_library(), url) as office:
            person = await Person(office, "me", "en", tmp_path).types(said)
            assert person.waiting == "place"


async def test_a_database_in_use_is_refused_and_left_as_it_is(database_url: str, ring: Ring, tmp_path: Path) -> None:
    async with office_at(open_library(), database_url, ring=ring) as office:
        await Person(office, "me", "en", tmp_path).types("/phone")
        before = await office.standing("line", "me")
    with pytest.raises(StoreError, match="PASSERELLE_OPERATOR_FILE"):
        await open_practice(database_url, tmp_path / "keys", NOW)
    async with office_at(open_library(), database_url, ring=ring) as office:
        assert await office.standing("line", "me") == before
    assert list(tmp_path.glob("*.keys.json")) == []
