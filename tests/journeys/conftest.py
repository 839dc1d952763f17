"""Real offices for whole stories, and the town at work that is copied for every try."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.intake.office import Office
from bot.words.library import Library
from tests.journeys.scene import Scene, Stage
from tests.person import office_at


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


@pytest.fixture(scope="session")
def stage(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The scene in Telegram, set up once."""
    made = Stage(library, tmp_path_factory.mktemp("scene"), channel="telegram")
    asyncio.run(made.prepare())
    return made


@pytest.fixture
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    """A copy of its own."""
    async with stage.copy() as made:
        yield made
