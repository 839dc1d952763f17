"""What goes wrong between a channel and us: told once when it begins, noted for `doctor`, and told when it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger()

NoteAlarm = Callable[[str], Awaitable[None]]  # an alarm that begins, or nothing when all is well


async def ignore_alarm(alarm: str) -> None:
    """Where nothing is noted."""


class Alarm:
    """The state of one way in: `now` is a key of its `cures`, or empty when all is well.

    The `grave` ones are noted too, by `note`.
    """

    def __init__(
        self, place: str, cures: Mapping[str, str], grave: Collection[str], note: NoteAlarm = ignore_alarm
    ) -> None:
        self.place, self.cures, self.grave, self.note = place, cures, grave, note
        self.now = ""
        self.told: str | None = None

    async def begins(self, alarm: str, error: str = "", cause: str = "") -> None:
        """Told once, without what an error says: it may hold content or the token."""
        if alarm != self.now:
            more = {"cause": cause} if cause else {}
            log.error(self.place, alarm=alarm, error=error, cure=self.cures[alarm], **more)
        self.now = alarm
        await self._noted(alarm)

    async def is_over(self) -> None:
        """All is well, again or still."""
        if self.now:
            log.info(self.place, alarm="")
        self.now = ""
        await self._noted("")

    async def _noted(self, alarm: str) -> None:
        if alarm == self.told or (alarm and alarm not in self.grave):
            return
        try:
            await self.note(alarm)
            self.told = alarm
        except Exception as error:  # the database is in trouble too: the next one will be noted
            log.warning(self.place, error=type(error).__name__)


def unheard_window(last: datetime | None, now: datetime, kept: timedelta | None) -> str:
    """The window in which people were not heard, when it is longer than the channel keeps for us what they write; else
    nothing."""
    if last is None or kept is None or now - last <= kept:
        return ""
    return f"Nothing was read from {last:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M} UTC."
