"""How fast messages of a channel may go out: by default 25 a second in all, and a chat five at once, then one a second.

Telegram allows about 30 a second and one a second a chat; staying below costs nobody anything and avoids being told to
wait. What is urgent (danger) does not wait for the others.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

ALL_A_SECOND, ALL_AT_ONCE = 25.0, 2.0  # 27 in the worst second, and 30 when the network brings some late
CHAT_A_SECOND, CHAT_AT_ONCE = 1.0, 5.0
CHATS_REMEMBERED = 10_000


@dataclass
class Bucket:
    """Tokens that come back at a rate. Taking more than there are says how long to wait for them, in seconds."""

    rate: float
    size: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Reserve one token; the wait until it is there."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.level / self.rate)


@dataclass
class Pace:
    """The waits before messages, by chat. Times are monotonic seconds, handed in.

    `chat`: how many a second it gets, and how many at once.
    """

    chat: tuple[float, float] = (CHAT_A_SECOND, CHAT_AT_ONCE)
    all: Bucket = field(default_factory=lambda: Bucket(ALL_A_SECOND, ALL_AT_ONCE, ALL_AT_ONCE, 0.0))
    chats: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, a_second: float, at_once: float, chat: tuple[float, float]) -> Pace:
        """A pace of its own, for a channel that allows more or less."""
        return cls(chat, Bucket(a_second, at_once, at_once, 0.0))

    def wait(self, lane: str, urgent: bool, now: float) -> float:
        """How many seconds the next message of a lane waits; it is counted as sent then."""
        a_second, at_once = self.chat
        bucket = self.chats.pop(lane, None) or Bucket(a_second, at_once, at_once, now)
        self.chats[lane] = bucket
        while len(self.chats) > CHATS_REMEMBERED:
            self.chats.popitem(last=False)
        own, shared = bucket.take(now), self.all.take(now)
        return own if urgent else max(own, shared)
