"""The commands: what a script reads from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import SettingsError
from tests.operations.test_backup import Keeper


def run(*words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_an_installation_is_kept_from_the_first_key_to_the_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSERELLE_KEYS_FILE", "secret/ring.json")
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", "sqlite:///data/a.db")
    keeper = Keeper(tmp_path)
    done = CliRunner().invoke(app, ["keys", "new"], catch_exceptions=False)
    assert "Give a copy to a second person" in done.stdout
    assert run("keys", "rekey") == {"key": "k2", "values": 0, "forgotten": ["k1"]}
    assert run("purge")["held"] is False
    made = run("backup", "a.age", "--to", keeper.public)
    found = run("audit", "verify", "--head", made["head"])
    assert (found["well"], found["wrong"], found["head"]) == (True, [], made["head"])
    assert run("audit", "verify", "--head", "1.abc", code=1)["well"] is False
    with pytest.raises(SettingsError, match="PASSERELLE_JOURNAL_FILE: it is not set"):
        run("restore", "a.age", "--identity", str(keeper.file))
    monkeypatch.setenv("PASSERELLE_JOURNAL_FILE", "journal/erased.txt")
    run("purge")
    back = run("restore", "a.age", "--identity", str(keeper.file), "--replace")
    assert (back["rows"]["audit"], back["again"], back["wrong"]) == (
        2,
        {"signals": 0, "handles": 0, "people": 0},
        [],
    )
    for words in (["keys", "rekey"], ["purge"], ["audit", "verify"], ["backup", "b.age", "--to", keeper.public]):
        said = CliRunner().invoke(app, words, catch_exceptions=False)
        assert said.exit_code == 0
        assert said.stdout
