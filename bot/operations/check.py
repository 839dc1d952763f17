"""Check the content as it would be shown: what features register is handed to the checks by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.check.check import check_content, contact_faults, sort_faults
from bot.check.world import Names
from bot.directory.directory import Directory
from bot.directory.needs import Needs
from bot.features import FEATURES
from bot.flow.load import Content, load_content
from bot.flow.source import Fault, Faults
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World

CHECKED_PLACE = "be:23088"  # any town will do: paths are the same everywhere
CHECKED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def check_folder(folder: Path) -> list[Fault]:
    """Every fault in the `flows` and `locales` of a folder, by file and line; empty when all is well."""
    faults = contact_faults(folder)
    try:
        content = load_content(folder / "flows")
    except Faults as found:
        return sort_faults([*found.faults, *faults])
    return sort_faults([*check_content(folder, content, registered_names(folder, content)), *faults])


def registered_names(folder: Path, content: Content) -> Names:
    """What features register, for this content."""
    places, known = Gazetteer.open(), FEATURES.vocabulary
    nobody = Directory((), Needs.model_construct(audiences={}, rules=()), places)
    library = Library(content, Texts(folder / "locales"), places, nobody, known)
    world = World(library, Towns.pretend(), CHECKED_AT, "en")
    FEATURES.sample(world)
    return Names(
        facts={name: fact.values for name, fact in known.facts.items()},
        sources={name: partial(source.offer, world) for name, source in known.sources.items()},
        effects=tuple(FEATURES.effects),
        shows=known.show_settings(sorted({card.kind for card in content.cards.values()})),
        place=CHECKED_PLACE,
        commands=known.commands,
        staff_commands=FEATURES.staff_commands,
        texts=dict(_texts(library)),
    )


def _texts(library: Library) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for name, flow in library.content.flows.items():
        yield name, tuple(library.needed(flow))
