"""The shipped gazetteer, opened once."""

import pytest

from bot.places import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()
