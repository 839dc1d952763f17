"""Help for the store's tests: enrolled and unlocked people, and a signal."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp

from bot.features.desk import doing
from bot.features.desk.act import Given
from bot.features.desk.acts import ACTS, NAME_SECOND
from bot.features.signal import records as signals
from bot.features.signal.records import NewSignal, ReplyHandle
from bot.features.signal.state import Signal
from bot.features.staff import records as people
from bot.keys.vault import new_receipt
from bot.places.calendar import Calendar
from bot.store.tx import Tx

VILVOORDE, MECHELEN = "be:23088", "be:12025"
CHAT = ReplyHandle("chat", "4711", "lane-of-sender", "telegram")


@dataclass(frozen=True)
class Someone:
    """A person, and the secret on their phone."""

    id: str
    lane: str
    secret: str

    def code(self, now: datetime, later: int = 0) -> str:
        """The six digits their phone shows, ``later`` half minutes on."""
        return pyotp.TOTP(self.secret).at(now, counter_offset=later)


async def enrolled(tx: Tx, name: str, role: str, now: datetime, *areas: str) -> Someone:
    """Somebody invited and enrolled, still locked."""
    code = await people.make_invitation(tx, areas or [VILVOORDE], role, now)
    lane = f"lane-of-{name}"
    done = await people.enrol_person(tx, code, lane, "telegram", f"address of {name}", "nl", now)
    assert done is not None
    assert done.secret is not None
    return Someone(done.person.id, lane, done.secret)


async def at_work(tx: Tx, name: str, role: str, now: datetime, *areas: str) -> Someone:
    """Somebody enrolled and unlocked."""
    one = await enrolled(tx, name, role, now, *areas)
    assert await people.unlock_person(tx, one.lane, one.code(now), now) == "unlocked"
    return one


async def again(tx: Tx, one: Someone, now: datetime) -> None:
    """Unlock anew, some time later."""
    assert await people.unlock_person(tx, one.lane, one.code(now), now) == "unlocked"


async def a_signal(
    tx: Tx,
    now: datetime,
    *,
    area: str = VILVOORDE,
    content: str = '{"noticed": "less"}',
    receipt: str | None = None,
    handle: ReplyHandle | None = CHAT,
    talk: str | None = None,
) -> str:
    """A signal just sent."""
    new = NewSignal(area, content, "fr", receipt or new_receipt(), "signal-2026-11", "hash", handle)
    key = await signals.insert_signal(tx, "lane-of-sender", talk or new_receipt(), new, now)
    assert key is not None
    return key


def weekdays(area: str) -> Calendar:
    """A calendar for every area: Monday to Friday, UTC."""
    return Calendar(UTC, lambda day: day.weekday() < 5)


ACT_BY_NAME = {act.name: act for act in ACTS}


async def do_act(
    tx: Tx,
    who: str,
    key: str,
    version: int,
    what: str,
    now: datetime,
    step: str = "",
    body: str = "",
    outcome: str | None = None,
) -> Signal | None:
    """One of the acts there are, by its name; the signal afterwards, or None when nothing happened."""
    return await doing.do_act(tx, who, key, version, ACT_BY_NAME[what], Given(step, body, outcome or ""), now)


async def name_second(tx: Tx, who: str, key: str, version: int, second: str | None, now: datetime) -> bool:
    """Ask somebody to look too, or nobody any more; whether it happened."""
    return await doing.do_act(tx, who, key, version, NAME_SECOND, Given(person=second), now) is not None
