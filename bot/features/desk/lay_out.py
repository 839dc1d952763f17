"""The desk laid out: the list, the open signal, colleagues; each as the database lets this person see it now."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from bot.features.desk import records as records
from bot.features.desk.case import DESK, Desk, ListLine, ListPage, OpenCase, key_in
from bot.features.signal.kind import written_in
from bot.features.signal.state import Signal
from bot.features.staff import records as people
from bot.features.staff.feature import DESK_TALK, person_at_work
from bot.intake.context import TurnContext
from bot.places.calendar import day_at
from bot.talk.state import Talk
from bot.text.day import date_text

A_PAGE = 50


async def desk_of(context: TurnContext) -> Desk | None:
    """The desk of who has unlocked here; None for everybody else."""
    if desk := DESK.of(context.world):
        return desk
    person = await person_at_work(context)
    return DESK.put(context.world, Desk(person)) if person else None


async def lay_page(context: TurnContext, talk: Talk) -> None:
    """A page of the list, from the number that the talk remembers."""
    desk = await desk_of(context)
    if desk is None or desk.page is not None:
        return
    now_open = context.talk if context.talk and context.talk.flow == DESK_TALK else talk
    who, after = desk.person.id, int(now_open.marks.get("page", "0"))
    items = await records.list_signals(context.tx, who, context.now, A_PAGE + 1, after)
    if after and not items:
        items = await records.list_signals(context.tx, who, context.now, A_PAGE + 1)
    shown, total = items[:A_PAGE], await records.count_signals(context.tx, who, context.now)
    lines = tuple(ListLine(item.id, label_of(context, item)) for item in shown)
    desk.page = ListPage(lines, total, shown[-1].seq if shown else 0, len(items) > A_PAGE)


async def hold_case(context: TurnContext, talk: Talk) -> None:
    """The open signal without its content; reading is logged once an event, however often the event looks at it."""
    desk, key = await desk_of(context), key_in(talk.answers)
    if desk is None or not key or key in desk.cases:
        return
    what = "" if key in desk.logged else "read"
    held = await records.hold_signal(context.tx, desk.person.id, key, context.now, what)
    desk.logged.add(key)
    desk.cases[key] = _opened(context, held) if held else None
    if held:
        desk.held[key] = held


def _opened(context: TurnContext, held: records.HeldSignal) -> OpenCase:
    case = held.case
    about, second = label_of(context, case), held.second is not None
    return OpenCase(case.id, case.version, case.state, about, held.language, held.keeps, held.mine, second)


async def lay_case(context: TurnContext, talk: Talk) -> None:
    """The open signal with its answers, and what was asked and said since."""
    await hold_case(context, talk)
    desk, key = DESK.of(context.world), key_in(talk.answers)
    case = desk.cases.get(key) if desk else None
    if desk is None or case is None or case.whole:
        return
    view = await records.view_signal(context.tx, desk.held[key])
    content = json.loads(view.content)
    said = tuple((word.kind, word.step, tuple(json.loads(word.body))) for word in view.words)
    answers = {step: tuple(values) for step, values in content["answers"].items()}
    answers |= {step: body for kind, step, body in said if kind == "answer"}
    flow = written_in(context.world.library, content.get("flow"))
    desk.cases[key] = replace(case, whole=True, answers=answers, contributions=said, phone=view.phone or "", flow=flow)


async def lay_colleagues(context: TurnContext, talk: Talk) -> None:
    """Who may be asked to look at the open signal too."""
    await hold_case(context, talk)
    desk, key = DESK.of(context.world), key_in(talk.answers)
    case = desk.cases.get(key) if desk else None
    if desk is None or case is None or desk.colleagues is not None:
        return
    others = await records.list_colleagues(context.tx, desk.person.id, key, context.now) if case.keeps else []
    desk.colleagues = tuple(ListLine(one.id, colleague_label(context, one)) for one in others)


def label_of(context: TurnContext, item: records.SignalItem | Signal) -> str:
    """What the list says of a signal: a short code, the town, the day it came in, at its place."""
    world = context.world
    place = world.library.places.area(item.area).called(world.language) if world.known(item.area) else item.area
    received: date = day_at(world.library.places, item.area, item.received)
    return f"{item.id[:4].upper()} · {place} · {date_text(received, world.language)}"[:36]


def colleague_label(context: TurnContext, one: people.Person) -> str:
    """How the list calls somebody: role, town, and a few signs to tell two apart; nobody has a name here."""
    writer = context.plain_writer
    area, role = sorted(pair for pair in one.roles if pair[1] in people.READERS)[0]
    town = writer.town(area) if area != people.EVERYWHERE else "*"
    return f"{writer.phrase(f'role_{role}')} · {town} · {one.id[:4].upper()}"
