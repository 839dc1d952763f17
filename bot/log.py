"""Logs that hold no content by construction: only listed fields whose values have a known shape pass, as JSON lines on
standard error. What an exception says, and what libraries say, never passes: it may hold an address or a text.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Mapping
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

# Classes, methods, events; several with commas. Neither keys nor pseudonyms: those have more digits.
WORD_SHAPE = r"(?!(?:[A-Za-z_]*\d){4})[A-Za-z_][A-Za-z0-9_]{0,39}"
NAME_SHAPE = re.compile(rf"{WORD_SHAPE}(?:, {WORD_SHAPE}){{0,4}}")
TIME_SHAPE = re.compile(r"[0-9T:.Z+-]{10,40}")
PLACE_SHAPE = re.compile(r"[a-z_/]+\.py:\d+")
SENTENCE_SHAPE = re.compile(r"[^\x00-\x1f\x7f-\x9f]{0,400}")
ALLOWED_FIELDS: Mapping[str, re.Pattern[str]] = {
    "event": NAME_SHAPE,
    "level": NAME_SHAPE,
    "timestamp": TIME_SHAPE,
    "logger": NAME_SHAPE,
    "channel": NAME_SHAPE,
    "error": re.compile(rf"(?:{NAME_SHAPE.pattern})?"),
    "method": NAME_SHAPE,
    "alarm": re.compile(rf"(?:{NAME_SHAPE.pattern})?"),
    "where": PLACE_SHAPE,
    "cause": SENTENCE_SHAPE,  # sentences of our own; a test reads every call
    "cure": SENTENCE_SHAPE,
}
NUMBER_FIELDS = ("tries", "seconds", "count")
QUIET_LOGGERS = ("httpx", "httpcore", "telegram", "uvicorn", "asyncio", "aiohttp", "aiosqlite", "sqlalchemy", "alembic")
# Should a sentence hold them all the same: tokens of bots, whole addresses with what may stand in them, long numbers,
# receipts.
SECRET_SHAPES = re.compile(
    r"\d{4,}:[\w-]{8,}|\w+://\S+|[^\s@]+@[^\s@]+|(?:\d[ .()/-]?){7,}|(?i:[0-9a-z]{4}(?:-[0-9a-z]{4}){3})"
    r"|(?=[\w+=-]*\d)[\w+=-]{20,}|[\w+=-]{40,}"
)
ELLIPSIS = "…"


def keep_allowed_fields(logger: object, method: str, event: EventDict) -> EventDict:
    """The fields that are listed, with values of their shape; of any other value only that there was one."""
    return {
        name: _value(name, value) for name, value in event.items() if name in ALLOWED_FIELDS or name in NUMBER_FIELDS
    }


def _value(name: str, value: object) -> object:
    if name in NUMBER_FIELDS:
        return value if isinstance(value, int | float) else ELLIPSIS
    if not isinstance(value, str) or not ALLOWED_FIELDS[name].fullmatch(value):
        return ELLIPSIS
    return SECRET_SHAPES.sub(ELLIPSIS, value) if ALLOWED_FIELDS[name] is SENTENCE_SHAPE else value


def strip_record(record: logging.LogRecord) -> bool:
    """Library records keep their name and level only: what they say may hold an address or a text."""
    record.msg, record.args, record.exc_info, record.exc_text = record.levelname.lower(), (), None, None
    record.stack_info = None
    return True


def configure_logging(stream: TextIO | None = None) -> None:
    """Set up logging for the process, once, before anything else."""
    out = stream or sys.stderr
    steps: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        keep_allowed_fields,
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
    handler.addFilter(strip_record)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _unhandled
    threading.excepthook = lambda told: _unhandled(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _unhandled(told.exc_type, told.exc_value, told.exc_traceback)


def _unhandled(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What ends a program or a thread: its class and where in our own files it came up."""
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger().critical("unhandled", error=kind.__name__, where=place_in_code(trace))


def place_in_code(trace: TracebackType | None) -> str:
    """The last place in `bot/` that a traceback names, as `bot/office/intake.py:120`, or nothing."""
    ours = [frame for frame in extract_tb(trace) if "/bot/" in frame.filename]
    return f"bot/{ours[-1].filename.rpartition('/bot/')[2]}:{ours[-1].lineno}" if ours else ""
