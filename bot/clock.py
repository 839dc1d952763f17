"""One clock for everything; `demo` may move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The time now, in UTC, plus whatever the demo has added."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """An aware moment in UTC."""
        return datetime.now(UTC) + self.ahead

    def move(self, by: timedelta) -> None:
        """Go forward (demo only)."""
        self.ahead += by
