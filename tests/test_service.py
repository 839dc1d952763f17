"""What goes on beside the first talks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import service
from bot.places.gazetteer import Gazetteer
from bot.settings import Settings
from tests.check.folder import SOUND, written


async def faults(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[tuple[str, str]]:
    """What the program logs about a content folder: cause and cure of each fault."""
    monkeypatch.setattr(service, "CHECK_DELAY", 0.0)
    with capture_logs() as logs:
        await service.check_content_later(Settings(content_dir=folder))
    assert {entry["event"] for entry in logs} <= {"content_fault"}
    return [(entry["cause"], entry["cure"]) for entry in logs]


async def test_a_fault_of_the_content_is_logged_by_place_cause_and_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    talk = SOUND["flows/talks/test.yaml"].replace("id: contacts", "id: contacts\n    when: {is.sunny: yes}")
    [(cause, cure)] = await faults(monkeypatch, written(tmp_path, flows__talks__test=talk))
    assert cause.startswith("flows/talks/test.yaml:")
    assert "is.sunny" in cause
    assert cure


async def test_sound_content_is_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert await faults(monkeypatch, written(tmp_path)) == []


async def test_what_fails_beside_everything_else_is_logged_at_once_without_its_words() -> None:
    async def fails(stop: asyncio.Event) -> None:
        Gazetteer.open().area("Anna from class 4")

    with capture_logs() as logs:
        async with service.run_in_background(fails):
            await asyncio.sleep(0)
            (entry,) = logs
    assert (entry["event"], entry["error"]) == ("background", "UnknownPlace")
    assert entry["where"].startswith("bot/places/gazetteer.py:")
    assert "Anna" not in str(logs)
