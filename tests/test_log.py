"""Logs: only listed fields, no tracebacks, nothing of what libraries say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import ALLOWED, configure

SECRET = "Ahmed 0471 12 34 56 token123"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    found = io.StringIO()
    configure(found)
    yield found
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


def test_unlisted_fields_and_tracebacks_are_dropped(stream: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        structlog.get_logger().error("set_aside", text=SECRET, exc_info=error, error=type(error).__name__)
    said = json.loads(stream.getvalue())
    assert set(said) <= ALLOWED
    assert SECRET not in stream.getvalue()


def test_what_libraries_say_is_not_written(stream: io.StringIO) -> None:
    logging.getLogger("httpx").error("GET https://host/bot%s/getMe", SECRET)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("anything").exception(SECRET)
    assert SECRET not in stream.getvalue()
    assert "token123" not in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 2
