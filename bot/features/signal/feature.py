"""Send: whether it is open here, and what happens when it is pressed."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from hashlib import sha256

from bot.features.signal import deadlines, notices
from bot.features.signal import records as signals
from bot.features.signal.clock import tell_of_signals
from bot.features.signal.kind import PLAIN_FLOW, SignalKinds
from bot.features.signal.tables import SIGNAL_TABLES, reply_handle, signal
from bot.features.signal.time import erase_signals_again, forget_handles_again, signals_fallen_due
from bot.features.staff import records as people
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.keys.vault import new_receipt
from bot.places.calendar import calendar_of
from bot.store import counters, limits
from bot.store.retention import Clock, Eraser
from bot.talk.reply import Effect
from bot.talk.trail import Answers
from bot.text.day import date_text, day_text
from bot.words.vocabulary import Part, TalkPolicy, yes_or_no
from bot.words.world import World

SEND_EFFECT = "send_signal"
NOT_SENT = ("review", "consent", "contact_phone", "allowed", "law", "child_channel", "sending")
OPEN_AREAS = Part[frozenset[str]]("open_areas")  # where a coordinator and a deputy are at work; `*`: everywhere
MAY_SEND = Part[bool]("may_send")  # no: this person has sent as many signals as a day allows


async def prepare_send(context: TurnContext) -> None:
    """What the turn may ask of Send: the areas at work, and whether this person may send one more today.

    Both are asked of the database at once; the areas once a batch.
    """
    flow = context.turn.flows.get(context.talk.flow) if context.talk else None
    sends = flow is None or SEND_EFFECT in flow.does
    mine = [limits.spent_query(context.tx, limits.SIGNALS_A_DAY, context.lane, context.now)] if sends else []
    if OPEN_AREAS.name not in context.batch:
        areas, spent = await open_areas(context, *mine)
        context.batch[OPEN_AREAS.name] = areas
    else:
        spent = None
    OPEN_AREAS.put(context.world, context.batch[OPEN_AREAS.name])
    if sends and spent is None:
        spent = await limits.times_spent(context.tx, limits.SIGNALS_A_DAY, context.lane, context.now)
    if spent is not None:
        MAY_SEND.put(context.world, spent < limits.SIGNALS_A_DAY[1])


async def open_areas(context: TurnContext, *also: limits.Query) -> tuple[frozenset[str], int | None]:
    """The areas whose coordinator and deputy are at work, in practice nobody is asked; and a number asked beside.

    The areas are asked for again only when something changed, or a minute has passed.
    """
    towns, now = context.world.towns, context.now
    if towns.practice or not towns.operators:
        return frozenset(), None
    found = await people.ready_stamp(context.tx, *also)
    stamp, spent = found[: len(found) - len(also)], found[-1] if also else None
    stamp = (*stamp, now.replace(second=0, microsecond=0))
    known, areas = context.memory.get(OPEN_AREAS.name, (None, frozenset()))
    if known != stamp:
        areas = frozenset(await people.ready_areas(context.tx, now))
        context.memory[OPEN_AREAS.name] = stamp, areas
    return frozenset(areas), spent


def open_area(world: World, answers: Answers) -> str | None:
    """The smallest area around the place where Send is open, or None."""
    operator, may_send = world.operator(answers), MAY_SEND.of(world) is not False
    if operator is None or operator.missing(world.now.date()) or "place" not in answers or not may_send:
        return None
    areas = OPEN_AREAS.of(world) or frozenset()
    if world.towns.practice or "*" in areas:
        return world.chain(answers)[0]
    return next((code for code in world.chain(answers) if code in areas), None)


def may_signal(world: World, answers: Answers) -> bool:
    """Whether the talk `signal` is for this role."""
    role = next(iter(answers.get("role", ())), "")
    fact = world.library.content.flows[PLAIN_FLOW].roles.get(role, "no")
    return fact is None or (fact != "no" and world.fact(fact.removeprefix("is."), answers) == "yes")


def justice_enabled(world: World, answers: Answers) -> bool:
    """Whether the operator lets prison and probation staff send."""
    operator = world.operator(answers)
    return operator is not None and operator.justice


async def send_signal(kinds: SignalKinds, context: TurnContext, effect: Effect) -> Done:
    """Keep the signal, tell the coordinators without content, and give the sender the code."""
    world, answers = context.world, effect.answers
    area = open_area(world, answers)
    if area is None or answers.get("consent") != ("yes",) or answers.get("age") == ("under12",):
        raise PermissionError("send is not open on this path")
    receipt = new_receipt()
    new = signal_to_keep(context, effect, area, receipt)
    key = await signals.insert_signal(context.tx, context.lane, effect.talk, new, context.now)
    if key is None:
        return Done().say("sent_once")
    await limits.note_once_more(context.tx, limits.SIGNALS_A_DAY, context.lane, context.now)
    kind = kinds.get(effect.flow)
    for what in answers.get(kind.counted, ()) if kind else ():
        await counters.add_count(context.tx, effect.flow, f"{area}/{what}", context.now)
    told = await notices.notices_to_staff(context.tx, context.writer, "notice_coordinator", ("coordinator",), key)
    return Done(values=receipt_values(world, area, receipt, new.language, context.now), pushed=told)


def signal_to_keep(context: TurnContext, effect: Effect, area: str, receipt: str) -> signals.NewSignal:
    """The signal as it is kept: of the answers only what is asked to be sent."""
    flow = context.world.library.content.flows[effect.flow]
    kept = {
        key: list(values)
        for key, values in effect.answers.items()
        if (step := flow.step(key)) and step.asks and step.unsent == "no" and step.id not in NOT_SENT and values
    }
    consent = flow.steps["consent"]
    return signals.NewSignal(
        area=area,
        content=json.dumps({"flow": flow.name, "answers": kept}, ensure_ascii=False),
        language=context.writer.language,
        receipt=receipt,
        consent=consent.consent or "",
        consent_hash=sha256(consent.wording.encode()).hexdigest(),
        handle=_handle(context, effect),
    )


def receipt_values(world: World, area: str, receipt: str, language: str, now: datetime) -> dict[str, str]:
    """What the receipt tells: the code, and by which days it is read and gone."""
    calendar = calendar_of(world.library.places, area)
    read, gone = deadlines.read_by(now, calendar), deadlines.gone_by(now, calendar)
    return {"receipt": receipt, "date": day_text(read, language), "deleted": date_text(gone, language)}


def _handle(context: TurnContext, effect: Effect) -> signals.ReplyHandle | None:
    wish = effect.answers.get("contact_me")
    if wish == ("chat",):
        return signals.ReplyHandle("chat", context.arrival.chat, context.lane, context.arrival.channel)
    phone = effect.answers.get("contact_phone")
    return signals.ReplyHandle("phone", phone[0]) if wish == ("phone",) and phone else None


def signal_feature(kinds: SignalKinds) -> Feature:
    """The feature, for these kinds of signals beside the plain one."""
    return Feature(
        name="signal",
        tables=SIGNAL_TABLES,
        facts={
            "send_open": yes_or_no(lambda world, answers: open_area(world, answers) is not None),
            "justice_enabled": yes_or_no(justice_enabled),
            "may_signal": yes_or_no(may_signal),
        },
        prepares=prepare_send,
        effects={SEND_EFFECT: partial(send_signal, kinds)},
        policies={flow: TalkPolicy(kind="signal") for flow in (PLAIN_FLOW,)},
        tells=tell_of_signals,
        clocks={"signal": Clock(signals_fallen_due)},
        erasers={
            "signal": Eraser(signal.c.id, "signals", erase_signals_again),
            "handle": Eraser(reply_handle.c.signal, "handles", forget_handles_again),
        },
    )
