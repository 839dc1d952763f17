"""Speed and recall of the place look-up over all areas. Prints; the goals stand in the design."""

import random
import time
from collections.abc import Callable, Iterable

import pytest

from bot.places import Gazetteer, resolve
from tests.places.typos import is_offered, towns, trials


def p99(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """The 99th percentile of the time a call takes, in milliseconds; of each text the better of two calls."""
    took = sorted(min(timed(work, text), timed(work, text)) for text in texts)
    return took[int(len(took) * 0.99)]


def timed(work: Callable[[str], object], text: str) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    work(text)
    return (time.perf_counter() - start) * 1000


def measure(count: int = 1500) -> dict[str, float]:
    """Start, exact and fuzzy p99 in ms; recall of one typo as a share, over all areas and over BE, FR, NL."""
    start = time.perf_counter()
    gazetteer = Gazetteer.open()
    resolve(gazetteer, "1080")
    ready = (time.perf_counter() - start) * 1000
    typos = list(trials(gazetteer, count, 7))
    home = list(trials(gazetteer, count, 8, "BE", "FR", "NL"))
    names = [name for _, name in random.Random(9).sample(towns(gazetteer), count)]
    return {
        "start ms": ready,
        "exact p99 ms": p99(lambda text: resolve(gazetteer, text), names),
        "fuzzy p99 ms": p99(lambda text: resolve(gazetteer, text), [text for _, _, text in typos]),
        "recall": sum(is_offered(gazetteer, code, text) for code, _, text in typos) / count,
        "recall BE FR NL": sum(is_offered(gazetteer, code, text) for code, _, text in home) / count,
    }


@pytest.mark.bench
def test_place_look_up(capsys: pytest.CaptureFixture[str]) -> None:
    figures = measure()
    with capsys.disabled():
        print("\nplaces: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    assert set(figures) == {"start ms", "exact p99 ms", "fuzzy p99 ms", "recall", "recall BE FR NL"}
