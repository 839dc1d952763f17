"""What a turn does in the transaction. One function each; whether it happened is decided by rows, never by chance.

`EFFECTS` holds the registered names; an unknown name in a flow file fails `check`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256

from bot.cases import deadlines
from bot.office import deskwork, notices, own_data, sheets
from bot.office.acting import Acting
from bot.office.calendar import calendar_of
from bot.office.library import TENSION
from bot.office.message import Message
from bot.office.render import together
from bot.office.writer import Writer
from bot.store import counters, limits, signals
from bot.store.vault import new_receipt
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.text.day import date_of, day
from bot.text.foreign import shown

NOT_SENT = ("review", "consent", "contact_phone", "allowed", "law", "child_channel", "sending")


async def perform(acting: Acting) -> list[Message]:
    """Do the effects and write the replies, in their order."""
    made, staff = acting.made, acting.staff
    messages: list[Message] = []
    at_desk = made.talk is not None and made.talk.flow == "desk"
    if at_desk:
        await staff.come_back(made)
    while acting.position < len(made.out):
        item = made.out[acting.position]
        acting.position += 1
        if isinstance(item, Effect):
            acting.said = 0
            await EFFECTS[item.name](acting, item)
        else:
            message = acting.writer_for(item).message(item)
            if acting.files and (message.protected or not at_desk):  # a page to print goes with the case it shows
                message, acting.files = replace(message, files=acting.files), ()
            messages.append(message)
    joined = together(_with_number(acting, messages) + staff.messages)
    acting.pushed += staff.pushed
    if made.talk and made.talk.flow == "desk":
        made.talk = staff.remembering(made.talk)
    if joined and (staff.deletes or staff.sweeps):
        joined[0] = replace(joined[0], deletes=staff.deletes, sweeps=staff.sweeps)
    return joined


def _with_number(acting: Acting, messages: list[Message]) -> list[Message]:
    """At a question about danger whoever is refused, for whatever cause, reads first where help is."""
    at = next((position for position, message in enumerate(messages) if message.error), None)
    if at is None or not acting.made.asks_about_danger():
        return messages
    refusal = messages[at]
    number = Writer(acting.staff.world, refusal.language).phrase("danger_at_once")
    return [*messages[:at], replace(refusal, text=f"{number}\n\n{refusal.text}"), *messages[at + 1 :]]


async def send_signal(acting: Acting, effect: Effect) -> None:
    """Keep the signal, tell the coordinators without content, and give the sender the code."""
    world, answers = acting.staff.world, effect.answers
    area = world.open_area(answers)
    if area is None or answers.get("consent") != ("yes",) or answers.get("age") == ("under12",):
        raise PermissionError("send is not open on this path")
    flow = world.library.content.flows[effect.flow]
    kept = {
        key: list(values)
        for key, values in answers.items()
        if (step := flow.step(key)) and step.asks and step.unsent == "no" and step.id not in NOT_SENT and values
    }
    consent = flow.steps["consent"]
    receipt = new_receipt()
    language = acting.writer.language
    new = signals.New(
        area=area,
        content=json.dumps({"flow": flow.name, "answers": kept}, ensure_ascii=False),
        language=language,
        receipt=receipt,
        consent=consent.consent or "",
        consent_hash=sha256(consent.wording.encode()).hexdigest(),
        handle=_handle(acting, effect),
    )
    key = await signals.send(acting.tx, acting.lane, effect.talk, new, acting.now)
    if key is None:
        return acting.say("sent_once")
    await limits.note(acting.tx, limits.SIGNALS, acting.lane, acting.now)
    for what in answers.get("what", ()) if flow.name == TENSION else ():
        await counters.add(acting.tx, TENSION, f"{area}/{what}", acting.now)
    calendar = calendar_of(world.library.places, area)
    acting.values |= {
        "receipt": receipt,
        "date": day(deadlines.read_by(acting.now, calendar), language),
        "deleted": date_of(deadlines.gone_by(acting.now, calendar), language),
    }
    acting.pushed += await notices.to_staff(acting.tx, acting.writer, "notice_coordinator", ("coordinator",), key)
    return None


def _handle(acting: Acting, effect: Effect) -> signals.Handle | None:
    wish = effect.answers.get("contact_me")
    if wish == ("chat",):
        return signals.Handle("chat", acting.arrival.chat, acting.lane, acting.arrival.channel)
    phone = effect.answers.get("contact_phone")
    return signals.Handle("phone", phone[0]) if wish == ("phone",) and phone else None


async def take_with_me(acting: Acting, effect: Effect) -> None:
    """The answers as text and page; nothing is kept."""
    talk = acting.made.talk or Talk(effect.talk, effect.flow, acting.writer.language)
    acting.files += sheets.taken_along(acting.writer, replace(talk, answers=dict(effect.answers), flow=effect.flow))


async def save_contacts(acting: Acting, effect: Effect) -> None:
    """The cards just shown, as text."""
    if acting.made.talk:
        acting.files += sheets.contacts(acting.writer, acting.made.talk)


async def receipt(acting: Acting, effect: Effect) -> None:
    """The state of a signal, by code or by the chat it answers into; an open question is asked right away."""
    keys = await own_data.asked_for(acting, effect.argument)
    if keys is None:
        return
    found = [await signals.status(acting.tx, key) for key in keys]
    open_ones = [status for status in found if status]
    for status in sorted(open_ones, key=lambda status: not status.questions)[:1]:
        acting.say(f"state_{status.state}")
        for note in status.notes:
            acting.say("state_answer")
            acting.say("as_written", text=shown(" ".join(json.loads(note.body))))
        if status.told_unread:
            operator = acting.staff.world.operator({"place": (status.area,)})
            acting.say("unread_call", contact=operator.contact if operator else "112")
        if status.questions and acting.made.talk is None:
            acting.made.say("state_open_question")
            acting.made.talk = Talk(
                acting.staff.world.fresh(),
                acting.staff.world.library.kept(next(iter(json.loads(status.questions[0].body)), None)),
                acting.staff.world.language,
                only=tuple(word.step for word in status.questions),
                signal=status.id,
            )
            acting.made.advance()
        return
    acting.say("receipt_unknown" if effect.argument else "receipt_form")


async def answer_question(acting: Acting, effect: Effect) -> None:
    """The sender's answers to a coordinator's questions."""
    done = False
    for key, values in effect.answers.items():
        body = json.dumps(list(values), ensure_ascii=False)
        done = await signals.answer(acting.tx, effect.argument, key, body, acting.now) or done
    status = await signals.status(acting.tx, effect.argument)
    if done and status:
        acting.pushed += await notices.to_staff(
            acting.tx, acting.writer, "notice_coordinator", ("coordinator",), effect.argument
        )
    acting.say("answer_sent" if done else "question_gone")


async def lock(acting: Acting, effect: Effect) -> None:
    """Close the desk (reached by the number of its button; the command itself is dealt with before the turn)."""
    await acting.staff.locked(acting.made)


Perform = Callable[[Acting, Effect], Awaitable[None]]
EFFECTS: dict[str, Perform] = {
    "send_signal": send_signal,
    "take_with_me": take_with_me,
    "save_contacts": save_contacts,
    "receipt": receipt,
    "answer_question": answer_question,
    "withdraw": own_data.withdraw,
    "delete": own_data.delete,
    "mydata": own_data.mydata,
    "clear": own_data.clear,
    "lock": lock,
    "take_signal": deskwork.take_signal,
    "ask_back": deskwork.ask_back,
    "answer_sender": deskwork.answer_sender,
    "close_signal": deskwork.close_signal,
    "print_signal": deskwork.print_signal,
    "name_second": deskwork.name_second,
    "first_page": deskwork.first_page,
    "next_page": deskwork.next_page,
}
