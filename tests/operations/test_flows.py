"""The commands that read the content: check and flows paths."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.operations.check import check_folder
from tests.check.folder import ROOT, faults_of, written


def test_the_real_content_has_no_fault() -> None:
    assert [str(fault) for fault in check_folder(ROOT)] == []


def test_check_prints_faults_for_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "flow: test\ntitle: A talk\nsteps:\n  - {id: a, say: Bye., end: done}\n"
    (fault,) = faults_of(tmp_path, flows__talks__test=text)
    monkeypatch.setenv("PASSERELLE_CONTENT_DIR", str(tmp_path))
    done = CliRunner().invoke(app, ["check", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout) == [fault.as_dict()]
    written(tmp_path)
    assert CliRunner().invoke(app, ["check", "--json"]).stdout == "[]\n"


@pytest.mark.long
def test_paths_are_counted_and_told() -> None:
    counted = CliRunner().invoke(app, ["flows", "paths"]).stdout.splitlines()
    assert "phone: 2" in counted
    told = CliRunner().invoke(app, ["flows", "paths", "phone"]).stdout.splitlines()
    assert told[-1].endswith("place=be:23088 > contacts=done > goodbye > [done]")
    assert CliRunner().invoke(app, ["flows", "paths", "nowhere"]).exit_code == 2
