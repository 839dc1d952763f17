"""The operator's one hand on the desks: close them all, when a phone or a code was lost. Nothing of them is shown."""

from __future__ import annotations

from bot.features.staff import notices
from bot.features.staff import records as people
from bot.operations.installation import installed_office
from bot.settings import Settings
from bot.store import outbox
from bot.words.library import Library
from bot.words.world import World
from bot.words.writer import Writer


async def lock_every_desk(settings: Settings, library: Library) -> int:
    """Lock every desk now; what the chats show of cases is deleted. How many people are enrolled."""
    async with installed_office(settings, library) as office, office.store.write() as tx:
        now = office.clock.now()
        those = await people.lock_all(tx, now)
        writer = Writer(World(library, office.towns, now, "en", channels=office.channels), "en")
        await outbox.queue_messages(tx, [await notices.locked_notice(tx, writer, one) for one in those], now)
        return len(those)
