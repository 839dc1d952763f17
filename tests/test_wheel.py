"""The wheel carries flows and locales and runs outside a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.long
def test_a_built_wheel_checks_its_own_content_in_an_empty_folder(tmp_path: Path) -> None:
    subprocess.run(["uv", "build", "--wheel", "-q", "--out-dir", str(tmp_path), str(ROOT)], check=True)
    wheel = next(tmp_path.glob("*.whl"))
    unpacked, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as file:
        file.extractall(unpacked)
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    assert {"bot/content/flows/talks/signal.yaml", "bot/content/locales/nl/talks.po", "bot/places/data"} <= names
    assert {name.partition("/")[0] for name in names if not name.startswith("passerelle-")} == {"bot"}
    done = run(empty, unpacked, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(empty.iterdir()) == []


def run(folder: Path, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the unpacked wheel, in a folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
    code = f"import sys; sys.argv = {['passerelle', *arguments]}; from bot.cli import main; main()"
    environment["PYTHONPATH"] = str(site)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
