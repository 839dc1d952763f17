"""Whether an installation is well: each line says what, how it stands, and the cure where it is red."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from bot.channels.known import CHANNELS, KnownChannel, pushed_channels
from bot.features.signal import kept
from bot.features.staff import records as people
from bot.finding import Finding
from bot.keys.vault import VaultError
from bot.operations import channels, custody
from bot.operations.installation import open_database
from bot.settings import Settings
from bot.store import alarms
from bot.store.engine import StoreError
from bot.words.library import Library
from bot.words.operators import Operator, Towns


async def examine_installation(
    settings: Settings, library: Library, known: Iterable[KnownChannel] = CHANNELS
) -> list[Finding]:
    """Every finding, the store's last."""
    ways = pushed_channels(known)
    found = [
        *_texts(library),
        *_keys(settings),
        custody.journal_finding(settings),
        *await channels.reached(settings, ways),
    ]
    towns, now = Towns.load(settings.operator_file), datetime.now(UTC)
    try:
        async with open_database(settings) as store, store.read() as tx:
            ready = await people.ready_areas(tx, now)
            numbers = await kept.now_kept(tx)
            held_well = await custody.store_findings(tx, now)
            noted = {way.name: await alarms.newest_alarm(tx, way.name) for way in ways}
            last = await alarms.last_clock_reading(tx)
    except (StoreError, VaultError) as error:
        return [*found, Finding("database", False, str(error))]
    held = ", ".join(f"{name} {number}" for name, number in numbers.items())
    found += [Finding("database", True, held), *channels.alarms(ways, noted), channels.clock(last, now, ways)]
    return [*found, *held_well, *_towns(towns, ready, now.date())]


def _texts(library: Library) -> Iterator[Finding]:
    for flow in sorted(library.content.flows):
        languages = library.languages(flow)
        yield Finding(f"talk {flow}", len(languages) > 0, f"offered in {', '.join(languages)}")


def _keys(settings: Settings) -> Iterator[Finding]:
    path = settings.keys_file
    if not path.exists():
        yield Finding("key ring", False, f"{path} is missing: make one with `passerelle keys new`")
        return
    private = os.stat(path).st_mode & 0o077 == 0
    yield Finding("key ring", private, str(path) if private else f"others can read {path}: chmod 600 {path}")
    apart = not custody.beside_database(settings, path)
    yield Finding("key ring apart", apart, "" if apart else f"{path} lies beside the database: move it elsewhere")


def _towns(towns: Towns, ready: set[str], today: date) -> Iterator[Finding]:
    if not towns.operators:
        yield Finding("operator", False, "advice only: set PASSERELLE_OPERATOR_FILE (see bot/README.md, Operators)")
    for operator in towns.operators:
        yield from _town(operator, ready, today)


def _town(operator: Operator, ready: set[str], today: date) -> Iterator[Finding]:
    lacks = operator.missing(today)
    for area in operator.areas:
        if lacks:
            yield Finding(f"send {area}", False, f"shut: {operator.name} lacks {', '.join(lacks)}")
        elif area not in ready and "*" not in ready:
            cure = "a coordinator and a deputy must have unlocked in the last 14 days (`passerelle invite`)"
            yield Finding(f"send {area}", False, f"shut: {cure}")
        else:
            yield Finding(f"send {area}", True, "open")
