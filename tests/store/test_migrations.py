import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.engine import Store, StoreError, migrate
from bot.store.migrations import HEAD, config
from bot.store.tables import metadata
from bot.store.vault import Ring


def test_head_is_the_last_step() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


async def test_the_steps_lead_to_the_tables(store: Store) -> None:
    def differences(connection: Connection) -> Sequence[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with store.write() as tx:
        assert await tx.connection.run_sync(differences) == []


async def test_an_empty_database_is_made_by_sqlite_itself_and_waits_for_the_command_on_postgresql(
    empty_database_url: str, database_kind: str, ring: Ring
) -> None:
    if database_kind == "postgresql":
        with pytest.raises(StoreError, match=r"is empty, this program needs .* run `passerelle migrate`"):
            await Store.open(empty_database_url, ring)
        await migrate(empty_database_url)
    await (await Store.open(empty_database_url, ring)).close()
    await migrate(empty_database_url)  # twice does no harm


async def test_a_newer_schema_is_refused(store: Store, database_url: str, ring: Ring) -> None:
    async with store.write() as tx:
        await tx.run(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (None, True, False):
        with pytest.raises(StoreError, match=r"'9999', newer than this program .*; start the newer version"):
            await Store.open(database_url, ring, attempt)


def test_an_up_to_date_database_opens_without_alembic(sqlite_template: Path, tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\nfrom datetime import datetime, UTC\nfrom bot.store.engine import Store\n"
        "from bot.store.vault import Ring\nasync def main():\n"
        "    await (await Store.open(sys.argv[1], Ring.new(datetime.now(UTC)))).close()\n"
        "asyncio.run(main())\nprint('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{sqlite_template}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
