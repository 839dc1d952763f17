"""The fixture every test with Telegram uses: a violation fails it, whatever else it looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.botapi.server import BotApi


@pytest.fixture
async def botapi() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api
    assert api.violations == []
