"""What a turn does in the transaction. One function each; whether it happened is decided by rows, never by chance.

`EFFECTS` holds the registered names; an unknown name in a flow file fails `check`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.cases import deadlines
from bot.office import notices, sheets
from bot.office.calendar import calendar_of
from bot.office.message import Arrival, File, Message
from bot.office.render import Writer, together
from bot.office.staff import Staff
from bot.store import desk as shelf
from bot.store import limits, outbox, signals
from bot.store.engine import Tx
from bot.store.vault import new_receipt
from bot.talk.event import Effect, Reply
from bot.talk.state import Talk
from bot.talk.turn import Turn
from bot.text.day import date_of, day

NOT_SENT = ("review", "consent", "contact_phone", "contact_me", "allowed", "law", "child_channel", "sending")


@dataclass
class Acting:
    """One turn being carried out: where it writes, and what it adds for this person and for others."""

    tx: Tx
    made: Turn
    staff: Staff
    arrival: Arrival
    lane: str
    now: datetime
    files: tuple[File, ...] = ()
    pushed: list[outbox.Out] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    position: int = 0
    said: int = 0

    @property
    def writer(self) -> Writer:
        """Writes in the person's language."""
        language = self.made.talk.language if self.made.talk else self.staff.world.language
        return Writer(self.staff.world, language, self.values)

    def writer_for(self, reply: Reply) -> Writer:
        """Writes in the language of the talk as it stood at that reply."""
        return replace(self.writer, language=reply.talk.language) if reply.talk else self.writer

    def say(self, phrase: str, **values: str) -> None:
        """One more sentence to the person, behind those said before by the same effect."""
        self.made.out.insert(self.position + self.said, Reply(phrase=phrase, values=values))
        self.said += 1


async def perform(acting: Acting) -> list[Message]:
    """Do the effects and write the replies, in their order."""
    made, staff = acting.made, acting.staff
    messages: list[Message] = []
    if staff.enrolled:
        messages.append(notices.welcome(acting.writer, staff.enrolled))
    if made.talk and made.talk.flow == "desk":
        await staff.lay_out(made)
    while acting.position < len(made.out):
        item = made.out[acting.position]
        acting.position += 1
        if isinstance(item, Effect):
            acting.said = 0
            await EFFECTS[item.name](acting, item)
        else:
            messages.append(replace(acting.writer_for(item).message(item), files=acting.files))
            acting.files = ()
    joined = together(messages)
    if joined:
        joined[0] = replace(joined[0], deletes=staff.deletes, sweeps=staff.sweeps)
    return joined


async def send_signal(acting: Acting, effect: Effect) -> None:
    """Keep the signal, tell the coordinators without content, and give the sender the code."""
    world, answers = acting.staff.world, effect.answers
    area = world.open_area(answers)
    if area is None or answers.get("consent") != ("yes",) or answers.get("age") == ("under12",):
        raise PermissionError("send is not open on this path")
    flow = world.library.content.flows["signal"]
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
        content=json.dumps({"answers": kept}, ensure_ascii=False),
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
    calendar = calendar_of(world.library.places, area)
    acting.values |= {
        "receipt": receipt,
        "date": day(deadlines.read_by(acting.now, calendar), language),
        "deleted": date_of(deadlines.gone_by(acting.now, calendar), language),
    }
    acting.pushed += await notices.to_staff(acting, area, "notice_coordinator", ("coordinator",), key)
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
    for key in await _mine(acting, effect.argument):
        status = await signals.status(acting.tx, key)
        if status is None:
            continue
        acting.say(f"state_{status.state}")
        for note in status.notes:
            acting.say("state_answer")
            acting.say("as_written", text=" ".join(json.loads(note.body)))
        if status.told_unread:
            operator = acting.staff.world.operator({"place": (status.area,)})
            acting.say("unread_call", contact=operator.contact if operator else "112")
        if status.questions and acting.made.talk is None:
            acting.made.say("state_open_question")
            acting.made.talk = Talk(
                acting.staff.world.fresh(),
                "signal",
                acting.staff.world.language,
                only=tuple(word.step for word in status.questions),
                signal=key,
            )
            acting.made.advance()
        return
    acting.say("receipt_unknown" if effect.argument else "receipt_form")


DAY = timedelta(days=1)


async def _mine(acting: Acting, code: str) -> list[str]:
    if code:
        found = await signals.find(acting.tx, code, acting.lane, acting.now)
        return [found] if found else []
    return await signals.of_lane(acting.tx, acting.lane)


async def answer_question(acting: Acting, effect: Effect) -> None:
    """The sender's answers to a coordinator's questions."""
    done = False
    for key, values in effect.answers.items():
        body = json.dumps(list(values), ensure_ascii=False)
        done = await signals.answer(acting.tx, effect.argument, key, body, acting.now) or done
    status = await signals.status(acting.tx, effect.argument)
    if done and status:
        acting.pushed += await notices.to_staff(
            acting, status.area, "notice_coordinator", ("coordinator",), effect.argument
        )
    acting.say("answer_sent" if done else "question_gone")


async def withdraw(acting: Acting, effect: Effect) -> None:
    """Erase a signal by its code."""
    if not effect.argument:
        return acting.say("withdraw_form")
    keys = await _mine(acting, effect.argument)
    erased = await signals.erase(acting.tx, keys, "withdrawn", acting.now)
    return acting.say("withdraw_done" if erased else "receipt_unknown")


async def delete(acting: Acting, effect: Effect) -> None:
    """Erase everything this chat sent that answers into it, and the open talk."""
    erased = await signals.erase(acting.tx, await signals.of_lane(acting.tx, acting.lane), "deleted", acting.now)
    acting.say("delete_done" if erased else "delete_nothing")
    acting.say("delete_code")


async def mydata(acting: Acting, effect: Effect) -> None:
    """What is held about this chat."""
    keys = await signals.of_lane(acting.tx, acting.lane)
    acting.say("mydata_title")
    if acting.made.talk:
        acting.say("mydata_talk", date=date_of((acting.now + DAY).date(), acting.writer.language))
    if keys:
        last = date_of((acting.now + deadlines.DEFAULTS.cap).date(), acting.writer.language)
        acting.say("mydata_signal", n=str(len(keys)), deleted=last)
        acting.say("mydata_handle")
    if not keys and not acting.made.talk:
        acting.say("mydata_nothing")
    acting.say("mydata_code")


async def clear(acting: Acting, effect: Effect) -> None:
    """Delete from the chat what the channel still can."""
    acting.staff.sweeps = "all"
    acting.say("clear_web" if acting.arrival.channel == "web" else "clear_done")


async def _at_desk(acting: Acting, effect: Effect, what: str, done: str, **said: str) -> bool:
    """One act on the open signal, if it is still as it was shown; the sender hears that there is news."""
    desk = acting.staff.world.desk
    opened = desk.opened if desk else None
    if desk is None or opened is None:
        acting.say("desk_gone")
        return False
    version = opened.version if effect.version is None else effect.version
    handle, view = await signals.handle(acting.tx, opened.key), acting.staff.views[opened.key]
    after = await shelf.act(acting.tx, desk.person, opened.key, version, what, acting.now, **said)
    acting.staff.views.clear()
    await acting.staff.lay_out(acting.made)
    if after is None:
        acting.say("desk_changed")
        return False
    if what != "take" and view:
        acting.pushed += notices.to_sender(acting, handle, opened.key, view.language)
    gone = (acting.now + deadlines.DEFAULTS.kept_closed).date()
    acting.say(done, deleted=date_of(gone, acting.writer.language))
    return True


async def take_signal(acting: Acting, effect: Effect) -> None:
    """Take charge of the open signal."""
    await _at_desk(acting, effect, "take", "desk_taken")


async def ask_back(acting: Acting, effect: Effect) -> None:
    """Ask the sender a step that was left out; the answer lands in the same field."""
    step = effect.answers["ask_back"][0]
    await _at_desk(acting, effect, "ask", "desk_asked", step=step, body=json.dumps([]))


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


Perform = Callable[[Acting, Effect], Awaitable[None]]
EFFECTS: dict[str, Perform] = {
    "send_signal": send_signal,
    "take_with_me": take_with_me,
    "save_contacts": save_contacts,
    "receipt": receipt,
    "answer_question": answer_question,
    "withdraw": withdraw,
    "delete": delete,
    "mydata": mydata,
    "clear": clear,
    "take_signal": take_signal,
    "ask_back": ask_back,
    "answer_sender": answer_sender,
    "close_signal": close_signal,
    "print_signal": print_signal,
}
