"""What time does with signals, told to the people it concerns: without content, each in their language."""

from __future__ import annotations

from bot.features.signal import notices
from bot.features.signal.time import FallenAct, acts_of
from bot.features.staff import records as people
from bot.intake.feature import Telling
from bot.store.outbox import QueuedMessage
from bot.store.tx import Tx

CLOCK_NOTICES = {
    "tell_deputy": ("notice_deputy", ("deputy",)),
    "tell_region": ("notice_region", ("region",)),
    "check": ("notice_coordinator", ("coordinator",)),
}


async def tell_of_signals(telling: Telling) -> list[QueuedMessage]:
    """The notices of one run of the clock."""
    return [row for act in acts_of(telling.done) for row in await _told(telling, telling.tx, act)]


async def _told(telling: Telling, tx: Tx, act: FallenAct) -> list[QueuedMessage]:
    writer = telling.writer(act.language)
    if act.what == "tell_sender" and act.handle and act.handle.lane and act.handle.channel:
        return [notices.sender_notice(writer, act.handle.lane, act.handle.channel, act.handle.address, act.signal)]
    if act.what not in CLOCK_NOTICES:
        return []
    phrase, roles = CLOCK_NOTICES[act.what]
    if act.what != "tell_region":
        return await notices.notices_to_staff(tx, writer, phrase, roles, act.signal)
    town = writer.world.library.places.area(act.area if writer.world.known(act.area) else "EU")
    staff = await people.staff_of_area(tx, act.area, roles)
    return [notices.staff_notice(writer, one, phrase, act.signal, town.called(one.language)) for one in staff]
