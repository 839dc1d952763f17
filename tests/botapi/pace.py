"""Was the program slower than Telegram's limits? Measured from what arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tests.botapi.world import Sending

A_SECOND, A_GROUP_MINUTE = 30, 20
BUCKET, A_CHAT = 5, 1.0  # messages at once, then one a second
SLACK = 0.25  # of a message: clocks of two machines, and a request that waited on the way


def breaches(sendings: Sequence[Sending]) -> list[str]:
    """Where more than 30 a second went out in all, a chat got more than five at once and one a second, or a group more
    than 20 a minute."""
    return [*_overall([one.at for one in sendings]), *_chats(sendings)]


def _overall(times: Sequence[float]) -> list[str]:
    ordered = sorted(times)
    windows = zip(ordered, ordered[A_SECOND:], strict=False)
    return [f"more than {A_SECOND} in a second" for first, last in windows if last - first < 1][:1]


def _chats(sendings: Sequence[Sending]) -> list[str]:
    times: dict[int, list[float]] = defaultdict(list)
    for one in sendings:
        times[one.chat].append(one.at)
    return [f"too fast for chat {chat}" for chat, moments in times.items() if _too_fast(chat, sorted(moments))]


def _too_fast(chat: int, moments: Sequence[float]) -> bool:
    minutes = zip(moments, moments[A_GROUP_MINUTE:], strict=False)
    return _overflows(moments) or (chat < 0 and any(last - first < 60 for first, last in minutes))


def _overflows(moments: Sequence[float]) -> bool:
    level, before = 0.0, moments[0]
    for moment in moments:
        level = max(0.0, level - (moment - before) * A_CHAT) + 1
        if level > BUCKET + SLACK:
            return True
        before = moment
    return False
