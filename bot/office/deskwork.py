"""What a coordinator does with the open signal: each act counts only if the signal is still as it was shown."""

from __future__ import annotations

import json

from bot.cases import deadlines
from bot.office import notices, sheets
from bot.office.acting import Acting
from bot.office.calendar import day_at
from bot.office.desk import Opened, version_in
from bot.store import desk as shelf
from bot.store import people, signals
from bot.talk.reply import Effect
from bot.text.day import date_of

NEVER = 0  # versions begin at 1


async def _at_desk(acting: Acting, effect: Effect, what: str, done: str, **said: str) -> bool:
    """One act on the open signal, if it is still as it was shown; the sender hears that there is news."""
    desk = acting.staff.world.desk
    opened = desk.opened if desk else None
    if desk is None or opened is None:
        acting.say("desk_gone")
        return False
    if not opened.keeps:
        acting.say("desk_not_yours")
        return False
    version = _seen(effect, opened)
    handle, view = await signals.handle(acting.tx, opened.key), acting.staff.views[opened.key]
    after = await shelf.act(acting.tx, desk.person, opened.key, version, what, acting.now, **said)
    acting.staff.views.clear()
    await acting.staff.lay_out(acting.made)
    if after is None:
        acting.say("desk_changed")
        return False
    if what != "take" and view:
        acting.pushed += notices.to_sender(acting.writer, handle, opened.key, view.language)
    gone = day_at(acting.staff.world.library.places, after.area, acting.now + deadlines.DEFAULTS.kept_closed)
    acting.say(done, deleted=date_of(gone, acting.writer.language))
    return True


def _seen(effect: Effect, opened: Opened) -> int:
    """The version of the case that the person acts on; one that no case has where they saw another case."""
    found = version_in(effect.etag, opened.key) if effect.etag else opened.version
    return NEVER if found is None else found


async def take_signal(acting: Acting, effect: Effect) -> None:
    """Take charge of the open signal."""
    await _at_desk(acting, effect, "take", "desk_taken")


async def ask_back(acting: Acting, effect: Effect) -> None:
    """Ask the sender a step that was left out; the question says of which talk, the answer lands in the same field."""
    opened = acting.staff.world.opened
    step, flow = effect.answers["ask_back"][0], opened.flow if opened else ""
    await _at_desk(acting, effect, "ask", "desk_asked", step=step, body=json.dumps([flow]))


async def answer_sender(acting: Acting, effect: Effect) -> None:
    """A few words to the sender."""
    body = json.dumps(list(effect.answers.get("answer", ())), ensure_ascii=False)
    await _at_desk(acting, effect, "answer", "desk_answered", body=body)


async def close_signal(acting: Acting, effect: Effect) -> None:
    """Close with an outcome."""
    await _at_desk(acting, effect, "close", "desk_closed", outcome=effect.answers["close"][0])


async def print_signal(acting: Acting, effect: Effect) -> None:
    """The open signal as a page; the print is logged."""
    desk = acting.staff.world.desk
    if desk and desk.opened and await shelf.read(acting.tx, desk.person, desk.opened.key, acting.now, "printed"):
        acting.files += sheets.case(acting.writer)
        acting.say("desk_printed")
    else:
        acting.say("desk_gone")


async def name_second(acting: Acting, effect: Effect) -> None:
    """Ask a colleague to look too, or nobody any more; they hear that there is something, not what."""
    desk = acting.staff.world.desk
    if desk is None or desk.opened is None:
        return acting.say("desk_gone")
    wanted, key = effect.answers["colleague"][0], desk.opened.key
    second = None if wanted == "nobody" else wanted
    version = _seen(effect, desk.opened)
    done = await shelf.name_second(acting.tx, desk.person, key, version, second, acting.now)
    acting.staff.views.clear()
    await acting.staff.lay_out(acting.made)
    if done and second:
        for one in await people.by_ids(acting.tx, [second]):
            acting.pushed.append(notices.staff_notice(acting.writer, one, "notice_coordinator", key))
    return acting.say(("desk_named" if second else "desk_named_nobody") if done else "desk_changed")


async def first_page(acting: Acting, effect: Effect) -> None:
    """The list from its beginning, as it is now."""
    await acting.staff.turn_page(acting.made, 0)


async def next_page(acting: Acting, effect: Effect) -> None:
    """The rest of a long list."""
    desk = acting.staff.world.desk
    await acting.staff.turn_page(acting.made, desk.last if desk and desk.more else 0)
