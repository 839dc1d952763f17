"""Speed and recall of the place look-up over all areas."""

import random
import time
from collections.abc import Callable, Iterable

import pytest

from bot.places import Gazetteer, resolve_place
from tests.places.typos import is_offered, towns, trials

GOAL = "place look-up over all areas: exact p99 ≤ 1 ms; fuzzy p99 ≤ 30 ms; recall of one typo ≥ 95 %"
SMALL, FULL = 1500, 5000  # names


def p99(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """The 99th percentile of the time a call takes, in milliseconds; of each text the better of two calls."""
    took = sorted(min(timed(work, text), timed(work, text)) for text in texts)
    return took[int(len(took) * 0.99)]


def timed(work: Callable[[str], object], text: str) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    work(text)
    return (time.perf_counter() - start) * 1000


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Start, exact and fuzzy p99 in ms; recall of one typo as a share, over all areas and over BE, FR, NL."""
    found = _measured(size, seed)
    return {name: round(value, 3) for name, value in found.items()}


def _measured(count: int, seed: int) -> dict[str, float]:
    start = time.perf_counter()
    gazetteer = Gazetteer.open()
    resolve_place(gazetteer, "1080")
    ready = (time.perf_counter() - start) * 1000
    typos = list(trials(gazetteer, count, seed + 6))
    home = list(trials(gazetteer, count, seed + 7, "BE", "FR", "NL"))
    names = [name for _, name in random.Random(seed + 8).sample(towns(gazetteer), count)]
    return {
        "start_ms": ready,
        "exact_p99_ms": p99(lambda text: resolve_place(gazetteer, text), names),
        "fuzzy_p99_ms": p99(lambda text: resolve_place(gazetteer, text), [text for _, _, text in typos]),
        "recall": sum(is_offered(gazetteer, code, text) for code, _, text in typos) / count,
        "recall_BE_FR_NL": sum(is_offered(gazetteer, code, text) for code, _, text in home) / count,
    }


@pytest.mark.bench
async def test_place_look_up() -> None:
    print(f"\n{await measure(SMALL, 1)}")
