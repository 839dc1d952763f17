"""The commands about who is enrolled: what they print, ask, and end with."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.commands.people import app as program
from bot.features.staff import records as people
from bot.keys.vault import Ring
from bot.operations.installation import open_database
from bot.settings import Settings, read_settings
from bot.store.engine import StoreError
from tests.store.people import MECHELEN, Someone, a_signal, at_work, enrolled

Staff = tuple[Someone, Someone]


async def staffed(settings: Settings) -> Staff:
    now = datetime.now(UTC)
    async with open_database(settings) as store, store.write() as tx:
        first, second = await at_work(tx, "ann", "coordinator", now), await enrolled(tx, "bob", "deputy", now)
        await a_signal(tx, now)
        await people.make_invitation(tx, [MECHELEN], "region", now)
    return first, second


@pytest.fixture
def staff(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Staff:
    """An installation that the settings name."""
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(sqlite_template, tmp_path / "a.db")
    Ring.new(datetime.now(UTC)).save(tmp_path / "keys.json")
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", "sqlite:///a.db")
    return asyncio.run(staffed(read_settings()))


def run(*words: str, types: str = "") -> Result:
    return CliRunner().invoke(program, words, input=types, catch_exceptions=False)


def listed() -> Any:
    return json.loads(run("list", "--json").stdout)


def test_the_list_is_for_people_and_for_scripts(staff: Staff) -> None:
    found, said = listed(), run("list").stdout
    assert {one["id"] for one in found["people"]} == {one.id for one in staff}
    assert [one["role"] for one in found["invitations"]] == ["region"]
    for part in (staff[0].id, staff[1].id, "coordinator be:23088", "never", "unlocked now", f"region {MECHELEN}"):
        assert part in said
    assert said.endswith("Enrolled: 2. Open invitations: 1.\n")
    assert "address" not in said


def test_who_is_removed_is_named_first_and_only_a_yes_removes(staff: Staff) -> None:
    for answer in ("", "n\n"):
        done = run("remove", staff[0].id, types=answer)
        assert done.exit_code == 1
        assert f"Remove {staff[0].id} (coordinator be:23088), open signals in charge: 1?" in done.output
    assert len(listed()["people"]) == 2
    done = run("remove", staff[0].id, types="y\n")
    assert (done.exit_code, [one["id"] for one in listed()["people"]]) == (0, [staff[1].id])
    with pytest.raises(StoreError, match="is the last reader"):
        run("remove", staff[1].id, "--yes")
    assert run("remove", staff[1].id, "--yes", "--even-the-last").exit_code == 0
    assert listed()["people"] == []


def passerelle(*words: str) -> subprocess.CompletedProcess[str]:
    """The whole program, as somebody types it."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "people", *words]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def test_the_program_ends_as_with_the_other_commands(staff: Staff) -> None:
    assert passerelle("list").returncode == 0
    unknown = passerelle("remove", "nobody", "--yes")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("people remove: nobody enrolled has the id 'nobody'. Take an id")
    assert passerelle("remove").returncode == 2
    assert passerelle("remove", staff[1].id, "--yes").returncode == 0
    last = passerelle("remove", staff[0].id, "--yes")
    assert last.returncode == 1
    assert "nobody could read 1 open signals of be:23088" in last.stderr
