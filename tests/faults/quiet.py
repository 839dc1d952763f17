"""What the program logs goes into a text while something is measured, and logging is as before afterwards."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.log import configure


@contextmanager
def quiet() -> Iterator[io.StringIO]:
    """The program's own logging, into the text that is handed out."""
    said, hooks = io.StringIO(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers = logging.getLogger().handlers[:]
    configure(said)
    try:
        yield said
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(False)
        logging.getLogger().handlers[:] = handlers
        structlog.reset_defaults()
