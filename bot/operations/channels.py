"""Whether people and this installation reach each other: each channel as it stands, its alarms, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.alarm import unheard_window
from bot.channels.channel import Channel
from bot.finding import Finding
from bot.settings import Settings
from bot.store.alarms import NotedAlarm

LATE = timedelta(minutes=10)  # the clock runs every minute


async def reached(settings: Settings, channels: Iterable[type[Channel]]) -> list[Finding]:
    """Each channel, as its other side sees it now."""
    return [finding for channel in channels for finding in await channel.examine(settings)]


def alarms(channels: Sequence[type[Channel]], noted: Mapping[str, NotedAlarm | None]) -> list[Finding]:
    """The newest alarm that a running process noted, channel by channel; by name where there are several."""
    return [_alarm("alarms" if len(channels) == 1 else f"alarms {one.name}", one, noted[one.name]) for one in channels]


def _alarm(what: str, channel: type[Channel], noted: NotedAlarm | None) -> Finding:
    if noted is None:
        return Finding(what, True, "none")
    since = f"{noted.alarm} since {noted.began:%Y-%m-%d %H:%M} UTC"
    if noted.over is None:
        cure = channel.cures.get(noted.alarm, "Another version of this program noted it: see its log.")
        return Finding(what, False, f"{since}: {cure}")
    return Finding(what, True, f"{since}, over at {noted.over:%Y-%m-%d %H:%M} UTC")


def clock(last: datetime | None, now: datetime, channels: Iterable[type[Channel]]) -> Finding:
    """Whether any replica leads, by when the clock last ran; and who was not heard meanwhile."""
    if last is None:
        return Finding("clock", True, "has never run: `passerelle run` begins")
    for channel in channels:
        if window := unheard_window(last, now, channel.keeps):
            return Finding("clock", False, f"{window} {channel.cures['gap']} Start `passerelle run`.")
    if now - last > LATE:
        return Finding("clock", False, f"nobody leads since {last:%Y-%m-%d %H:%M} UTC: start `passerelle run`")
    return Finding("clock", True, f"ran at {last:%H:%M} UTC")
