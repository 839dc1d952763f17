"""What is due when. Pure: the calendar of the place and the moment are handed in.

An unread signal is told of (deputy, region, sender) after working days; an open one that nobody renews is asked about,
closed and deleted by itself; nothing lives longer than the cap.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from bot.features.signal.state import CLOSED, CLOSING_CHECK, Signal
from bot.places.calendar import Calendar

DEADLINE_ORDER = ("tell_deputy", "tell_region", "tell_sender", "check", "expire", "delete")
LONGEST_BREAK = 60  # days: a calendar that knows no working day must not hold a signal for ever


@dataclass(frozen=True)
class Rules:
    """The deadlines. An operator may shorten them; longer than these defaults is refused with ValueError."""

    deputy: int = 2  # working days
    region: int = 5
    sender: int = 10
    idle: timedelta = timedelta(days=90)
    unanswered: timedelta = timedelta(days=14)
    kept_closed: timedelta = timedelta(days=7)
    cap: timedelta = timedelta(days=365)

    def __post_init__(self) -> None:
        """Shorter is fine, longer is not."""
        for one in fields(self):
            if getattr(self, one.name) > one.default:
                raise ValueError(f"retention.{one.name}: longer than {one.default}; it may only be shortened")


DEFAULT_RULES = Rules()


def after_working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The end (local midnight) of the ``days``-th working day that follows the day of ``start``."""
    day, left, waited = start.astimezone(calendar.zone).date(), days, 0
    while left and waited < LONGEST_BREAK + days:
        day += timedelta(days=1)
        waited += 1
        left -= calendar.works(day)
    midnight = datetime.combine(day + timedelta(days=1), time(), calendar.zone)
    return midnight.astimezone(start.tzinfo)


def read_by(received: datetime, calendar: Calendar, rules: Rules = DEFAULT_RULES) -> date:
    """The day by which the sender is told that a person reads the signal."""
    return last_day(after_working_days(received, rules.deputy, calendar), calendar)


def gone_by(received: datetime, calendar: Calendar, rules: Rules = DEFAULT_RULES) -> date:
    """The day by which the signal is deleted at the latest."""
    return (received + rules.cap).astimezone(calendar.zone).date()


def last_day(moment: datetime, calendar: Calendar) -> date:
    """The last day that is wholly or partly before ``moment``, at the place."""
    return (moment.astimezone(calendar.zone) - timedelta(microseconds=1)).date()


def pending_deadlines(signal: Signal, calendar: Calendar, rules: Rules = DEFAULT_RULES) -> dict[str, datetime]:
    """Every act that waits for its moment, if nobody does anything until then."""
    gone = signal.received + rules.cap
    if signal.state == CLOSED and signal.closed is not None:
        return {"delete": min(gone, signal.closed + rules.kept_closed)}
    waiting = {"delete": gone} | _notices(signal, calendar, rules)
    if signal.state == CLOSING_CHECK and signal.checked is not None:
        waiting["expire"] = signal.checked + rules.unanswered
    elif signal.read is not None or signal.told_sender is not None:  # nothing expires unread and unsaid
        waiting["check"] = signal.active + rules.idle
    return waiting


def _notices(signal: Signal, calendar: Calendar, rules: Rules) -> dict[str, datetime]:
    if signal.read is not None:
        return {}
    steps = (
        ("tell_deputy", signal.told_deputy, rules.deputy),
        ("tell_region", signal.told_region, rules.region),
        ("tell_sender", signal.told_sender, rules.sender),
    )
    return {what: after_working_days(signal.received, days, calendar) for what, told, days in steps if told is None}


def due_deadline(signal: Signal, now: datetime, calendar: Calendar, rules: Rules = DEFAULT_RULES) -> str | None:
    """The act that is due now, or None. Do it and ask again: one may follow from another."""
    waiting = pending_deadlines(signal, calendar, rules)
    ready = [what for what in DEADLINE_ORDER if what in waiting and waiting[what] <= now]
    return ready[0] if ready else None


def next_moment(signal: Signal, calendar: Calendar, rules: Rules = DEFAULT_RULES) -> datetime:
    """Before this moment nothing is due."""
    return min(pending_deadlines(signal, calendar, rules).values())
