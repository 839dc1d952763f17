from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.operations import custody
from bot.settings import Settings
from bot.store import audit
from bot.store.engine import Store
from bot.store.journal import Journal
from tests.conftest import NOW


def settings(folder: Path, journal: str | None) -> Settings:
    path = folder / journal if journal else None
    return Settings(database_url=f"sqlite:///{folder}/data/a.db", journal_file=path)


@pytest.mark.parametrize(
    ("journal", "says"),
    [
        (None, "set PASSERELLE_JOURNAL_FILE"),
        ("data/erased.txt", "lies beside the database: move it elsewhere"),
        ("elsewhere/erased.txt", "there is no erasure journal"),
    ],
)
def test_a_journal_that_would_not_help_is_red(tmp_path: Path, journal: str | None, says: str) -> None:
    found = custody.journal_finding(settings(tmp_path, journal))
    assert not found.well
    assert says in found.says


def test_a_journal_that_is_there_is_well(tmp_path: Path) -> None:
    Journal(tmp_path / "elsewhere" / "erased.txt").prepare()
    assert custody.journal_finding(settings(tmp_path, "elsewhere/erased.txt")).well


async def test_a_store_is_well_until_its_keys_run_out_or_a_rekey_stops_half_way(store: Store) -> None:
    async with store.write() as tx:
        await audit.write_audit(tx, "read", NOW)
    async with store.read() as tx:
        assert [found.well for found in await custody.store_findings(tx, NOW)] == [True, True]
        assert (await custody.store_findings(tx, NOW))[-1].says == "1 rows, whole"
        late = await custody.store_findings(tx, datetime(2028, 11, 5, tzinfo=UTC))
        assert [found.well for found in late] == [False, True]
        tx.ring.rotate()
        assert [(found.what, found.well) for found in await custody.store_findings(tx, NOW)][1] == ("rekey", False)
