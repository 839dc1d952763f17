"""Logs that hold no content by construction: only listed fields pass, as JSON lines on standard error."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "channel",
        "error",
        "cause",
        "cure",
        "alarm",
        "method",
        "tries",
        "seconds",
        "logger",
    }
)
QUIET = ("httpx", "httpcore", "telegram", "uvicorn", "asyncio", "aiosqlite", "sqlalchemy")


def only_allowed(logger: object, method: str, event: EventDict) -> EventDict:
    """Drop every field that is not listed; a traceback never passes."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def plain(record: logging.LogRecord) -> bool:
    """Library records keep their name and level only: what they say may hold an address or a text."""
    record.msg, record.args, record.exc_info, record.exc_text = record.levelname.lower(), (), None, None
    return True


def configure(stream: TextIO | None = None) -> None:
    """Set up logging for the process, once, before anything else."""
    out = stream or sys.stderr
    steps: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_allowed,
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=steps,
        logger_factory=structlog.PrintLoggerFactory(out),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter('{"logger": "%(name)s", "level": "%(levelname)s"}'))
    handler.addFilter(plain)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
