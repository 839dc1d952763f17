"""Check the content as it would be shown: the pieces of the office are handed to the checks by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.check.check import check, contact_faults, in_order
from bot.check.world import Names
from bot.directory.directory import Directory
from bot.directory.needs import Needs
from bot.flow.load import Content, load
from bot.flow.source import Fault, Faults
from bot.office.desk import Desk, Line, Opened
from bot.office.effects import EFFECTS
from bot.office.library import Library
from bot.office.operators import Towns
from bot.office.shows import settings
from bot.office.world import FACTS, SOURCES, World
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts

PLACE = "be:23088"  # any town will do: paths are the same everywhere
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CASE = "0" * 16


def checked(folder: Path) -> list[Fault]:
    """Every fault in the `flows` and `locales` of a folder, by file and line; empty when all is well."""
    faults = contact_faults(folder)
    try:
        content = load(folder / "flows")
    except Faults as found:
        return in_order([*found.faults, *faults])
    return in_order([*check(folder, content, names(folder, content)), *faults])


def names(folder: Path, content: Content) -> Names:
    """What the office registers, for this content."""
    places = Gazetteer.open()
    library = Library(
        content, Texts(folder / "locales"), places, Directory((), Needs.model_construct(audiences={}, rules=()), places)
    )
    opened = Opened(CASE, 1, "received", "", {}) if "signal" in content.flows else None
    case = Desk("", (Line(CASE, ""),), opened)
    world = World(library, Towns.pretend(), NOON, "en", desk=case)
    return Names(
        facts={name: values for name, (values, _) in FACTS.items()},
        sources={name: partial(source, world) for name, source in SOURCES.items()},
        effects=tuple(EFFECTS),
        shows=settings(sorted({card.kind for card in content.cards.values()})),
        place=PLACE,
        texts=dict(_texts(library)),
    )


def _texts(library: Library) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for name, flow in library.content.flows.items():
        yield name, tuple(library.needed(flow))
