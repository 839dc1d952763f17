"""From replies to messages: a step with its text, what it shows, and its buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.flow.model import Flow, Step, split_key
from bot.office.cards import Cards
from bot.office.desk import Opened
from bot.office.message import Button, Message
from bot.office.shows import show
from bot.office.writer import PLACE_VALUES, Writer
from bot.talk import answer
from bot.talk.reply import Reply
from bot.talk.state import Talk
from bot.talk.trail import Offered, Stop, Trail, trail
from bot.text.day import own_name
from bot.text.direction import led
from bot.text.fill import fields
from bot.text.foreign import shown

REFUSALS = {  # sentences that say why an input did nothing
    "first_question",
    "nothing_open",
    "unknown_command",
    "media",
    "talk_over",
    "sent_once",
    "question_gone",
    "receipt_unknown",
    "receipt_wait",
    "not_for_role",
    "not_for_police",
    "not_for_justice",
    "not_for_coordinator",
    "invite_invalid",
    "desk_locked",
    "desk_wrong_code",
    "desk_code_used",
    "desk_too_many_codes",
    "desk_gone",
    "desk_not_yours",
    "desk_changed",
}
TOGETHER = 700  # characters up to which sentences and the question after them stand in one message
NOWHERE = Trail((), None, {})


@dataclass
class Renderer(Writer):
    """Writes whole messages."""

    def message(self, reply: Reply) -> Message:
        """One reply as a message."""
        if reply.key == "language":
            return self.choose_language(reply)
        if reply.page:
            return Message(self.page(reply), self.language)
        if reply.talk is None:
            error = reply.error or (reply.phrase if reply.phrase in REFUSALS else "")
            return Message(self.phrase(reply.phrase or reply.error, reply.values), self.language, error=error)
        return self.step(reply, reply.talk)

    def choose_language(self, reply: Reply) -> Message:
        """The languages a talk exists in, each in its own script, and the way to contacts."""
        codes = reply.values["languages"].split(",")
        names = self.several(own_name(code) for code in codes)
        buttons = [Button(f"language.{code}", own_name(code)) for code in codes]
        if reply.phrase == "language_offer":
            buttons.append(Button("language.contacts", self.phrase("button_contacts")))
        text = self.phrase(reply.phrase, {"languages": names})
        return Message(
            text=f"{self.phrase(reply.error)}\n\n{text}" if reply.error else text,
            language=self.language,
            key="language",
            talk=reply.talk.id if reply.talk else "",
            kind="one",
            buttons=tuple(buttons),
            error=reply.error,
        )

    def page(self, reply: Reply) -> str:
        """Help, privacy or words."""
        if reply.page == "help":
            return self.phrase("help")
        cards = Cards(self)
        return cards.words_page(reply.values.get("word", "")) if reply.page == "words" else cards.kind("privacy")

    def step(self, reply: Reply, talk: Talk) -> Message:
        """A step of a talk: its text, what it shows, its buttons."""
        flow = self.world.library.content.flows[talk.flow]
        step = flow.step(reply.key)
        if step is None:
            raise LookupError(reply.key)
        item = split_key(reply.key)[1]
        stop, path = Stop(step, item), self.path(flow, step, talk)
        if reply.guard:
            return self.guard(reply, talk)
        offered = answer.buttons(path, stop, talk, self.world) if step.asks else ()
        return Message(
            text="\n\n".join(part for part in self.parts(reply, talk, stop, path) if part),
            language=self.language,
            key=reply.key if step.asks else "",
            talk=talk.id,
            kind=step.kind if step.asks else "",
            buttons=tuple(self.button(each, reply, stop) for each in offered),
            columns=2 if step.columns else 1,
            error=reply.error,
            edits=reply.edits,
            urgent=talk.flow == "danger",
            protected=talk.flow == "desk",
            etag=self.etag(talk),
        )

    def etag(self, talk: Talk) -> str:
        """The case that a message is about, in the version that the reader has seen of it as a whole."""
        opened = self.opened(talk)
        if opened is None:
            return ""
        return talk.etag if "case" in talk.answers and talk.etag else opened.etag

    def opened(self, talk: Talk) -> Opened | None:
        """The case that the messages of a talk are about."""
        return self.world.opened if talk.flow == "desk" else None

    def path(self, flow: Flow, step: Step, talk: Talk) -> Trail:
        """Where the talk stands; a step that only says a fixed sentence does not ask."""
        asked = step.asks or step.show or PLACE_VALUES & fields(step.wording)
        return trail(flow, talk, self.world) if asked else NOWHERE

    def button(self, offered: Offered, reply: Reply, stop: Stop) -> Button:
        """An option as a button; in a `many` it says whether it is ticked, in a review an answer has its area."""
        label = self.world.label(offered, self.language)
        if offered.id.startswith("/"):
            return Button(offered.id, label)
        if stop.step.kind == "review" and "[" in offered.id:
            label = f"{self.area(split_key(offered.id)[1] or '')} – {label}"
        on = offered.id in reply.ticked if stop.step.kind == "many" else None
        return Button(f"{reply.key}.{offered.id}", label, on)

    def guard(self, reply: Reply, talk: Talk) -> Message:
        """The question the guard asks about a text that was just written."""
        buttons = tuple(Button(f"guard.{id}", self.phrase(f"guard_{id}")) for id in answer.GUARD[reply.guard])
        written = self.phrase("as_written", {"text": shown(reply.ticked[0]) if reply.ticked else ""})
        asked = f"{self.phrase(f'guard_{reply.guard}')}\n\n{written}"
        opened = self.opened(talk)
        text = f"{led(opened.label, self.language)}\n\n{asked}" if opened else asked
        return Message(
            text,
            self.language,
            reply.key,
            talk.id,
            "text",
            buttons,
            error=reply.error,
            protected=talk.flow == "desk",
            etag=self.etag(talk),
        )

    def parts(self, reply: Reply, talk: Talk, stop: Stop, path: Trail) -> Iterator[str]:
        """The pieces of the text, from top to bottom."""
        step = stop.step
        if opened := self.opened(talk):
            yield led(opened.label, self.language)
        if reply.error:
            yield self.phrase(reply.error)
        if reply.phrase:
            yield self.phrase(reply.phrase)
        if stop.item:
            yield self.area(stop.item)
        if step.kind == "review":
            yield self.answers(path, talk)
        of_place = self.place_values(path.answers) if PLACE_VALUES & fields(step.wording) else {}
        yield self.fill(f"{step.owner}.{step.id}.ask", step.wording, {**of_place, **self.values})
        if step.why:
            yield self.fill(f"{step.owner}.{step.id}.why", step.why, self.values)
        for call in step.show:
            yield show(self, call, path.answers, talk)

    def answers(self, path: Trail, talk: Talk) -> str:
        """Every answer as the coordinator will see it."""
        return "\n".join(self.pair(label, self.several(values)) for label, values in self.rows(path, talk))


def together(messages: list[Message]) -> list[Message]:
    """Short sentences join the message after them, so that one screen asks one question.

    What the desk shows is one message, however long: where it is fetched, only the newest of a case waits.
    """
    joined: list[Message] = []
    for message in messages:
        last = joined[-1] if joined else None
        if last and not last.buttons and _fits(last, message):
            files = (*last.files, *message.files)
            text = f"{last.text}\n\n{message.text}"
            joined[-1] = replace(message, text=text, error=last.error or message.error, files=files)
        else:
            joined.append(message)
    return joined


def _fits(first: Message, second: Message) -> bool:
    if first.protected != second.protected or first.language != second.language or second.edits:
        return False
    return first.protected or (not first.files and len(first.text) + len(second.text) <= TOGETHER)
