"""The wheel carries flows and locales and runs outside a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_built_wheel_checks_its_own_content_in_an_empty_folder(tmp_path: Path) -> None:
    subprocess.run(["uv", "build", "--wheel", "-q", "--out-dir", str(tmp_path), str(ROOT)], check=True)
    wheel = next(tmp_path.glob("*.whl"))
    unpacked, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as file:
        file.extractall(unpacked)
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    assert {"bot/content/flows/talks/signal.yaml", "bot/content/locales/nl/talks.po", "bot/places/data"} <= names
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
    command = [sys.executable, "-c", "import sys; sys.argv = ['passerelle', 'check']; from bot.cli import main; main()"]
    done = subprocess.run(
        command, cwd=empty, env=environment | {"PYTHONPATH": str(unpacked)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(empty.iterdir()) == []
