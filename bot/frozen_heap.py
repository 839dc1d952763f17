"""Making what stays as long as the program: modules, content, texts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def frozen_heap() -> Iterator[None]:
    """What is made in this block stays: nothing of it is looked at for garbage, now or later.

    Python looks each time that many things were made, at more and more of them: a tenth of a start, a tenth of a turn.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
