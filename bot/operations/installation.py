"""An installation's database and office, opened as its settings say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.channels.known import CHANNELS, KnownChannel, abilities
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.contacts import records as contacts
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.settings import Settings
from bot.store.engine import Store
from bot.store.journal import Journal, begin_journal
from bot.words.library import Library
from bot.words.operators import Towns


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Store]:
    """The database of this installation, with its key ring. Raises `VaultError`, `StoreError`."""
    store = await Store.open(settings.database_url, Ring.load(settings.keys_file))
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def installed_office(settings: Settings, library: Library, database: str | None = None) -> AsyncIterator[Office]:
    """The office of this installation, on its database or another."""
    url = database or settings.database_url
    office = await open_office(settings.model_copy(update={"database_url": url}), library)
    try:
        yield office
    finally:
        await office.store.close()


async def open_office(settings: Settings, library: Library, channels: Iterable[KnownChannel] = CHANNELS) -> Office:
    """The office of an installation. Raises `VaultError` without a key ring, `JournalError`, `StoreError`, `Fault`."""
    clock = Clock()
    ring = Ring.load(settings.keys_file)
    journal = Journal(settings.journal_file) if settings.journal_file else None
    towns = Towns.load(settings.operator_file)
    store = await Store.open(settings.database_url, ring)
    try:
        if journal:
            await begin_journal(store, journal)
        async with store.read() as tx:
            rows = await contacts.own_contacts(tx)
    except BaseException:
        await store.close()
        raise
    library.contacts = library.contacts.with_overrides(rows)
    return Office(library, FEATURES, store, towns, clock, journal=journal, channels=abilities(channels))
