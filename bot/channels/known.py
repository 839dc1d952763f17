"""The channels there are. A new one is one more line here; nothing else in the program counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.post.reach import LINE, TELEGRAM, WEB, Can

if TYPE_CHECKING:
    from bot.channels.channel import Channel
    from bot.settings import Settings


@dataclass(frozen=True)
class KnownChannel:
    """A channel by its name: what it can do, and where it is pushed to, its class and the setting it cannot do without.

    The class is imported only by `load`: a start without the channel does not pay for it.
    """

    name: str
    can: Can
    load: Callable[[], type[Channel]] | None = None
    needs: str = ""

    def is_set_up(self, settings: Settings) -> bool:
        """Whether its class is worth importing."""
        return self.load is not None and bool(not self.needs or getattr(settings, self.needs, None))


def _telegram() -> type[Channel]:
    from bot.channels.telegram.channel import Telegram

    return Telegram


CHANNELS = (
    KnownChannel("telegram", TELEGRAM, _telegram, needs="telegram_token"),
    KnownChannel("web", WEB),  # served by every replica: `service.run`
    KnownChannel("line", LINE),  # `passerelle chat`
)


def abilities(channels: Iterable[KnownChannel]) -> Mapping[str, Can]:
    """What each of them can do, for the office."""
    return {channel.name: channel.can for channel in channels}


def pushed_channels(channels: Iterable[KnownChannel]) -> list[type[Channel]]:
    """The classes of those that are pushed to, set up or not."""
    return [channel.load() for channel in channels if channel.load]
