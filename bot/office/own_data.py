"""A person's own data, at any step: what is held, a copy of it, a signal taken back, all erased, the chat cleared."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.cases import deadlines
from bot.office import notices
from bot.office.acting import Acting
from bot.office.calendar import calendar_of, day_at
from bot.office.message import File
from bot.store import desk as shelf
from bot.store import limits, people, signals, subject
from bot.store.subject import Copy
from bot.talk.expiry import waits
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.talk.turn import Ended
from bot.text.day import date_of

COUNTED = (limits.WRONG_CODES, limits.RECEIPT_GUESSES, limits.SIGNALS)


async def asked_for(acting: Acting, code: str) -> list[str] | None:
    """The signals of a code, or those that answer into this chat; None when there is a wait first, which is said."""
    if not code:
        return await signals.of_lane(acting.tx, acting.lane)
    try:
        found = await signals.find(acting.tx, code, acting.lane, acting.now)
    except limits.Wait:
        acting.say("receipt_wait")
        return None
    return [found] if found else []


@dataclass(frozen=True)
class Held:
    """What is held: the open talk, copies of signals, message numbers, and the enrolment of who works here."""

    talk: Talk | None
    copies: list[Copy]
    numbers: int
    staff: people.Person | None

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.talk or self.copies or self.numbers or self.staff)


async def mydata(acting: Acting, effect: Effect) -> None:
    """What is held about this chat, or of the signal of a code: for reading, and as a file for machines."""
    keys = await asked_for(acting, effect.argument)
    if keys is None:
        return
    if effect.argument and not keys:
        acting.say("receipt_unknown")
        return
    copies = [made for key in keys if (made := await subject.copy(acting.tx, key, acting.now))]
    held = Held(None, copies, 0, None) if effect.argument else await _held(acting, copies)
    _say(acting, held)
    if held:
        sheet = json.dumps(await _machine_readable(acting, held), ensure_ascii=False, indent=1)
        acting.files += (File(f"{acting.writer.phrase('file_mydata')}.json", "json", sheet),)


async def _held(acting: Acting, copies: list[Copy]) -> Held:
    numbers, staff = await subject.shown(acting.tx, acting.lane), await people.by_lane(acting.tx, acting.lane)
    return Held(acting.made.talk, copies, numbers, staff)


def _say(acting: Acting, held: Held) -> None:
    language = acting.writer.language
    acting.say("mydata_title")
    if held.talk:
        acting.say("mydata_talk", date=date_of(_until(acting, held.talk), language))
    if held.copies:
        last = max(_gone_by(acting, one) for one in held.copies)
        acting.say("mydata_signal", n=str(len(held.copies)), deleted=date_of(last, language))
    if any(one.reach != "code" for one in held.copies):
        acting.say("mydata_handle")
    if held.numbers:
        acting.say("mydata_numbers")
    if held.staff:
        acting.say("mydata_enrolled")
    if not held:
        acting.say("mydata_nothing")
    acting.say("mydata_code")


async def _machine_readable(acting: Acting, held: Held) -> dict[str, Any]:
    return {
        "made": _here(acting, acting.now).isoformat(),
        "talk": held.talk and _talk(acting, held.talk),
        "signals": [_signal(acting, one) for one in held.copies],
        "message_numbers": held.numbers,
        "counted_today": {rule[0]: await limits.spent(acting.tx, rule, acting.lane, acting.now) for rule in COUNTED},
        "enrolled_as": sorted({role for _, role in held.staff.roles}) if held.staff else [],
    }


def _until(acting: Acting, talk: Talk) -> date:
    return _here(acting, acting.now + waits(acting.staff.world.library.content.flows, talk))


def _here(acting: Acting, moment: datetime) -> date:
    """The day for somebody of whose place nothing is known."""
    return day_at(acting.staff.world.library.places, "", moment)


def _gone_by(acting: Acting, one: Copy) -> date:
    return deadlines.gone_by(one.received, calendar_of(acting.staff.world.library.places, one.area))


def _talk(acting: Acting, talk: Talk) -> dict[str, Any]:
    """The open talk; of the desk only that it is open, since what it shows is not about who sits there."""
    answers = {} if talk.flow == "desk" else {key: list(values) for key, values in talk.answers.items()}
    draft = list(talk.draft.values) if talk.draft and talk.flow != "desk" else []
    below = talk.below and _talk(acting, talk.below)
    until = _until(acting, talk).isoformat()
    return {"flow": talk.flow, "until": until, "answers": answers, "being_written": draft, "waiting": below}


def _signal(acting: Acting, one: Copy) -> dict[str, Any]:

    def day(moment: datetime) -> str:
        """Days, never minutes: an exact time tells who sat at which desk."""
        return day_at(acting.staff.world.library.places, one.area, moment).isoformat()

    return {
        "place": one.area,
        "state": one.state,
        "received": day(one.received),
        "deleted_at_the_latest": _gone_by(acting, one).isoformat(),
        "language": one.language,
        "agreed_to": one.consent,
        "answered_by": one.reach,
        **json.loads(one.content),
        "added": [
            {"kind": word.kind, "about": word.step, "words": json.loads(word.body), "day": day(word.at)}
            for word in one.words
        ],
    }


async def withdraw(acting: Acting, effect: Effect) -> None:
    """Erase a signal by its code, at once."""
    if not effect.argument:
        return acting.say("withdraw_form")
    keys = await asked_for(acting, effect.argument)
    if keys is None:
        return None
    erased = await _tell_and_erase(acting, keys)
    _drop_questions(acting, keys)
    return acting.say("withdraw_done" if erased else "receipt_unknown")


async def _tell_and_erase(acting: Acting, keys: list[str]) -> int:
    """Erase signals; who has read one hears that it is gone, without a word about it."""
    readers = {key: await shelf.readers(acting.tx, key) for key in keys}
    erased = await signals.erase(acting.tx, keys, "withdrawn", acting.now)
    _tell(acting, readers)
    return erased


def _tell(acting: Acting, readers: dict[str, list[people.Person]]) -> None:
    for key, those in readers.items():
        acting.pushed += [notices.taken_back(acting.writer, one, key) for one in those if one.lane != acting.lane]


def _drop_questions(acting: Acting, keys: list[str]) -> None:
    """Nobody is asked any more about a signal that is gone: the talk that answers its questions ends."""
    made = acting.made
    if made.talk and made.talk.signal in keys:
        del made.out[acting.position :]
        made.ended.append(Ended(made.talk.id, "stopped"))
        made.talk = made.talk.below
        made.advance()
    elif made.talk and made.talk.below and made.talk.below.signal in keys:
        made.talk = replace(made.talk, below=None)


async def delete(acting: Acting, effect: Effect) -> None:
    """Erase a signal by its code, or else everything that belongs to this chat; what went is said.

    A code that was still on its way to this chat is told all the same: without it nobody could take that signal back.
    """
    if effect.argument:
        return await withdraw(acting, effect)
    keys = await signals.of_lane(acting.tx, acting.lane)
    readers = {key: await shelf.readers(acting.tx, key) for key in keys}
    queued = [row.payload for row in acting.queued if row.lane == acting.lane and row.about is None]
    gone = await subject.forget(acting.tx, acting.lane, keys, acting.now, queued)
    _tell(acting, readers)
    staff = acting.staff
    staff.deletes, staff.sweeps, staff.forgotten = gone.numbers, "all", True
    acting.say("delete_done" if gone.signals or effect.talk else "delete_nothing")
    acting.say(
        "delete_receipt",
        date=date_of(_here(acting, acting.now), acting.writer.language),
        n=str(gone.signals),
        number=str(gone.waiting + len(gone.numbers)),
    )
    for code in gone.codes:
        acting.say("pair", label=acting.writer.phrase("web_code"), value=code)
    return acting.say("delete_code")


async def clear(acting: Acting, effect: Effect) -> None:
    """Delete from the chat what the channel still can."""
    acting.staff.sweeps = "all"
    can = acting.staff.world.can(acting.arrival.channel)
    acting.say("clear_web" if can.quick_leave else "clear_done")
