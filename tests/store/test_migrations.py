import shutil
import stat
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

from bot.keys.vault import Ring
from bot.store import migrations, talks
from bot.store.engine import Store, StoreError, migrate
from bot.store.migrations import HEAD, config
from bot.store.tables import metadata
from tests.conftest import NOW


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


@pytest.mark.threat(45)
async def test_a_newer_schema_is_refused(store: Store, database_url: str, ring: Ring) -> None:
    async with store.write() as tx:
        await tx.run(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (None, True, False):
        with pytest.raises(StoreError, match=r"'9999', newer than this program .*; start the newer version"):
            await Store.open(database_url, ring, attempt)


def test_an_up_to_date_database_opens_without_alembic(sqlite_template: Path, tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\nfrom datetime import datetime, UTC\nfrom bot.store.engine import Store\n"
        "from bot.keys.vault import Ring\nasync def main():\n"
        "    await (await Store.open(sys.argv[1], Ring.new(datetime.now(UTC)))).close()\n"
        "asyncio.run(main())\nprint('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{sqlite_template}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


AFTER = f"{int(HEAD) + 1:04}"
NEXT = f"""
from alembic import op
import sqlalchemy as sa

revision = "{AFTER}"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.add_column("contact", sa.Column("extra", sa.Text()))
    {{}}
"""


def next_program(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> None:
    """As if the program were one schema further."""
    shutil.copytree(migrations.FOLDER, folder)
    (folder / "versions" / f"{AFTER}_next.py").write_text(NEXT.format(more))
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(migrations, "HEAD", AFTER)


async def test_an_older_schema_is_brought_up_or_refused(
    database_url: str, database_kind: str, ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await Store.open(database_url, ring)
    async with old.write() as tx:
        await talks.save_talks(tx, [talks.StoredTalk("a", "abc123", "advice", "kept", NOW.replace(hour=23))])
    await old.close()
    next_program(tmp_path / "next", monkeypatch)
    with pytest.raises(StoreError, match=f"at the older schema '{HEAD}', .* needs {AFTER}; run `passerelle migrate`"):
        await Store.open(database_url, ring, migrate=False)
    store = await Store.open(database_url, ring, migrate=True)
    async with store.write() as tx:
        await tx.run(text("SELECT extra FROM contact"))
        assert await talks.load_talks(tx, ["a"], NOW) == {"a": "kept"}
    await store.close()
    assert [path.name for path in tmp_path.iterdir() if "before" in path.name] == []


@pytest.mark.threat(45)
async def test_a_step_that_fails_leaves_the_old_schema_and_the_copy(
    ring: Ring, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    shutil.copyfile(sqlite_template, path)
    with monkeypatch.context() as patched:
        next_program(tmp_path / "next", patched, "raise LookupError")
        with pytest.raises(LookupError):
            await Store.open(f"sqlite:///{path}", ring)
    copy = Path(f"{path}.before-{AFTER}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    for file in (path, copy):
        store = await Store.open(f"sqlite:///{file}", ring)
        async with store.read() as tx:
            assert "extra" not in (await tx.run(text("SELECT * FROM contact"))).keys()  # noqa: SIM118
        await store.close()
