"""Counts that can be shown without pointing at anybody."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_CELL = 5


@dataclass(frozen=True)
class ShownCounts:
    """A row of counts; None stands for a hidden one."""

    cells: dict[str, int | None]
    total: int | None


def shown_counts(cells: Mapping[str, int], least: int = SMALLEST_CELL) -> ShownCounts:
    """Hide every cell under ``least`` and, so that nobody can work it out from the total, the smallest others with it.

    The hidden cells are at least two and add up to at least ``least``; where that cannot be, the total is hidden too.
    """
    by_size = sorted(cells, key=lambda name: (cells[name], name))
    hidden = [name for name in by_size if cells[name] < least]
    rest = by_size[len(hidden) :]
    while hidden and rest and not _covered(hidden, cells, least):
        hidden.append(rest.pop(0))
    total = None if hidden and not _covered(hidden, cells, least) else sum(cells.values())
    return ShownCounts({name: None if name in hidden else cells[name] for name in cells}, total)


def _covered(hidden: list[str], cells: Mapping[str, int], least: int) -> bool:
    return len(hidden) >= 2 and sum(cells[name] for name in hidden) >= least
