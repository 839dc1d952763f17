import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.intake.office import Office
from tests.channels.web import house
from tests.channels.web.reader import Reader

HOME = "http://127.0.0.1:8080"


@pytest.fixture
async def office(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Office]:
    async with house.office(shutil.copyfile(sqlite_template, tmp_path / "talks.db")) as made:
        yield made


@pytest.fixture
async def client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(house.application(office, await house.desk(office)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOME, headers={"accept-language": "en"}) as made:
        yield made


@pytest.fixture
def reader(client: httpx.AsyncClient) -> Reader:
    return Reader(client)
