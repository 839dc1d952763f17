"""Somebody who writes very fast is told so once, kindly; nothing of theirs is refused, least of all in danger."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST, WITHIN = 20, timedelta(minutes=1)
LANES_WATCHED = 10_000


@dataclass
class Flood:
    """What each lane sent within the last minute. In memory: it decides over one polite sentence and nothing else."""

    seen: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    told: dict[str, datetime] = field(default_factory=dict)

    def over(self, lane: str, now: datetime) -> bool:
        """Note one update; True when it is the first of a minute that goes over the limit."""
        mine = self.seen.setdefault(lane, deque(maxlen=MOST + 1))
        self.seen.move_to_end(lane)
        mine.append(now)
        if len(self.seen) > LANES_WATCHED:
            self.told.pop(self.seen.popitem(last=False)[0], None)
        flooded = len(mine) > MOST and now - mine[0] < WITHIN
        if not flooded or now - self.told.get(lane, now - WITHIN) < WITHIN:
            return False
        self.told[lane] = now
        return True
