"""Real offices for whole stories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_library
from bot.office.intake import Office
from bot.office.library import Library
from tests.person import office_at


@pytest.fixture(scope="session")
def library() -> Library:
    return open_library()


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made
