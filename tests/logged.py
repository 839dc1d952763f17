"""The program's own logging, into a text, while something is looked at; afterwards logging is as it was before."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.log import configure_logging


@contextmanager
def logging_to_a_text() -> Iterator[io.StringIO]:
    """What the program logs, as it logs it."""
    said, hooks = io.StringIO(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers = logging.getLogger().handlers[:]
    configure_logging(said)
    try:
        yield said
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(False)  # left on, it would pass the warnings of the next test by
        logging.getLogger().handlers[:] = handlers
        structlog.reset_defaults()
