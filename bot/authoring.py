"""What `passerelle check` prints beside faults: what is proved, and whom a changed flow touches."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.app import content_folder, open_library
from bot.operations import proofs
from bot.operations.open_talks import Touched, counted
from bot.settings import read


def put(thing: object) -> None:
    """One JSON value on standard output."""
    print(json.dumps(thing, ensure_ascii=False))


def seeds(as_json: bool, markdown: bool) -> int:
    """Print how each system of the founding documents stands; the exit code."""
    tests = _tests()
    found = proofs.systems(content_folder(read()), tests)
    if as_json:
        put([each.as_dict() for each in found])
    elif markdown:
        print(proofs.markdown(found))
    else:
        rows = ((s.seed.id, s.seed.type, s.seed.name, _first(s.features), _first(s.tests), s.status) for s in found)
        _table(("id", "type", "what", "feature", "test", "status"), rows)
        works = sum(each.status == "works" for each in found)
        print(f"works: {works}, planned: {len(found) - works}")
    return 0


def threats(as_json: bool) -> int:
    """Print each threat with its test or why there is none; the exit code is 1 when one has neither."""
    found = proofs.threats(_tests())
    if as_json:
        put([each.as_dict() for each in found])
    else:
        _table(("id", "test", "why not"), ((str(each.number), _first(each.tests), each.why_not) for each in found))
    return 0 if all(each.tests or each.why_not for each in found) else 1


def open_talks(as_json: bool) -> int:
    """Print whom today's flow files touch, in numbers; the exit code is 1 when somebody would lose an answer."""
    settings = read()
    found = asyncio.run(counted(settings, open_library(settings)))
    if as_json:
        put([each.as_dict() for each in found])
    else:
        rows = ((t.flow, str(t.open), str(t.touched), _lost(t)) for t in found)
        _table(("flow", "open talks", "would lose answers", "answers lost, by step"), rows)
    return 1 if any(each.touched for each in found) else 0


def _lost(flow: Touched) -> str:
    gone = ["there is no such flow any more"] if flow.gone else []
    return ", ".join([*gone, *(f"{step} {number}" for step, number in sorted(flow.steps.items()))])


def _tests() -> Path | None:
    tests = proofs.tests_beside()
    if tests is None:
        print(proofs.NO_TESTS, file=sys.stderr)
    return tests


def _first(names: tuple[str, ...]) -> str:
    """The first of several, and how many more there are."""
    more = f" (+{len(names) - 1})" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else ""


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(*titles)
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=False).print(table)
