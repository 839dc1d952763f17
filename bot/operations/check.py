"""Check the content as it would be shown: what features register is handed to the checks by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.check.check import check, contact_faults, in_order
from bot.check.world import Names
from bot.directory.directory import Directory
from bot.directory.needs import Needs
from bot.features import FEATURES
from bot.flow.load import Content, load
from bot.flow.source import Fault, Faults
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World

PLACE = "be:23088"  # any town will do: paths are the same everywhere
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def checked(folder: Path) -> list[Fault]:
    """Every fault in the `flows` and `locales` of a folder, by file and line; empty when all is well."""
    faults = contact_faults(folder)
    try:
        content = load(folder / "flows")
    except Faults as found:
        return in_order([*found.faults, *faults])
    return in_order([*check(folder, content, names(folder, content)), *faults])


def names(folder: Path, content: Content) -> Names:
    """What features register, for this content."""
    places, known = Gazetteer.open(), FEATURES.vocabulary
    nobody = Directory((), Needs.model_construct(audiences={}, rules=()), places)
    library = Library(content, Texts(folder / "locales"), places, nobody, known)
    world = World(library, Towns.pretend(), NOON, "en")
    FEATURES.sample(world)
    return Names(
        facts={name: fact.values for name, fact in known.facts.items()},
        sources={name: partial(source.offer, world) for name, source in known.sources.items()},
        effects=tuple(FEATURES.effects),
        shows=known.show_settings(sorted({card.kind for card in content.cards.values()})),
        place=PLACE,
        commands=known.commands,
        staff_commands=FEATURES.staff_commands,
        texts=dict(_texts(library)),
    )


def _texts(library: Library) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for name, flow in library.content.flows.items():
        yield name, tuple(library.needed(flow))
