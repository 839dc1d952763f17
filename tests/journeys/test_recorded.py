"""Talks that were recorded with `passerelle chat --record`, played again at the real line mode.

A recording is wrong after a change on purpose? `uv run python -m tests.journeys.test_recorded` writes all of them anew
from the same inputs; read the difference before you commit it.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

import pytest

from bot.app import open_library, practice_office
from bot.channels.line import Line
from bot.operations.reproduction import Recorder, begin_recording
from bot.words.library import Library
from tests.journeys.replay import Difference, Recording, played, read, told

FOLDER = Path(__file__).parent / "recorded"
RECORDED = sorted(FOLDER.glob("*.txt"))


async def again(library: Library, recording: Recording, folder: Path, out: io.StringIO) -> list[Difference]:
    """Play a recording in a fresh practice; `out` gets the talk as it goes now."""
    recorder: Recorder = begin_recording(out, recording.language, recording.name)
    async with practice_office(library) as office:
        line = Line(office, recording.name, recording.language, io.StringIO(), True, folder, plain)
        line.hear = recorder.hear
        return [difference async for difference in played(recording, line, recorder)]


def plain(kind: str, sheet: str) -> tuple[bytes, str]:
    """Files are named in a recording, and drawn elsewhere."""
    return sheet.encode(), kind


@pytest.mark.parametrize("path", RECORDED, ids=[path.stem for path in RECORDED])
async def test_a_recorded_talk_goes_the_same_way_again(library: Library, tmp_path: Path, path: Path) -> None:
    out = io.StringIO()
    differences = await again(library, read(path), tmp_path, out)
    assert not differences, told(differences)
    assert out.getvalue() == path.read_text(encoding="utf-8")


async def test_a_talk_that_goes_another_way_is_told(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    text = (FOLDER / "mother_finds_help.txt").read_text(encoding="utf-8")
    path.write_text(text.replace("signs.yes signs.none", "signs.yes signs.no", 1), encoding="utf-8")
    differences = await again(library, read(path), tmp_path, io.StringIO())
    assert [each.said for each in differences] == ["=danger.unsure"]
    assert "- < signs.yes signs.no\n" in told(differences)
    assert "+ < signs.yes signs.none\n" in told(differences)


def rewrite() -> None:
    """Write every recording anew from its own inputs."""
    library = open_library()
    for path in RECORDED:
        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(again(library, read(path), Path(folder), out))
        path.write_text(out.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
