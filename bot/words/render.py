"""From replies to messages: a step with its text, what it shows, and its buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.flow.model import Flow, Step, split_key
from bot.post.message import Button, Message
from bot.talk import answer
from bot.talk.reply import Reply
from bot.talk.state import Talk
from bot.talk.trail import Offered, Stop, Trail, trail
from bot.text.day import own_language_name
from bot.text.direction import with_direction_mark
from bot.text.fill import placeholder_names
from bot.text.foreign import safe_to_show
from bot.words.vocabulary import Frame, TalkPolicy
from bot.words.writer import PLACE_VALUES, Writer

REFUSALS = frozenset(  # sentences that say why an input did nothing; features add theirs
    (
        *("first_question", "nothing_open", "unknown_command", "media", "talk_over", "sent_once"),
        *("not_for_role", "not_for_police", "not_for_justice"),
    )
)
JOINED_LENGTH = 700  # characters up to which sentences and the question after them stand in one message
NO_TRAIL = Trail((), None, {})


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
            error = reply.error or (reply.phrase if self.refuses(reply.phrase) else "")
            return Message(self.phrase(reply.phrase or reply.error, reply.values), self.language, error=error)
        return self.step(reply, reply.talk)

    def refuses(self, phrase: str) -> bool:
        """Whether a sentence says why an input did nothing."""
        return phrase in REFUSALS or phrase in self.world.library.vocabulary.refusals

    def choose_language(self, reply: Reply) -> Message:
        """The languages a talk exists in, each in its own script, and the way to contacts."""
        codes = reply.values["languages"].split(",")
        names = self.several(own_language_name(code) for code in codes)
        buttons = [Button(f"language.{code}", own_language_name(code)) for code in codes]
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
        """Help, or a page of a feature."""
        if reply.page == "help":
            return self.phrase("help")
        return self.world.library.vocabulary.pages[reply.page](self, reply.values)

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
        offered = answer.step_buttons(path, stop, talk, self.world) if step.asks else ()
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
            urgent=self.policy(talk).urgent,
            protected=self.policy(talk).protected,
            etag=self.frame(talk).etag,
        )

    def policy(self, talk: Talk) -> TalkPolicy:
        """What holds of a talk beside its flow file."""
        return self.world.library.vocabulary.policy(talk.flow)

    def frame(self, talk: Talk) -> Frame:
        """What stands around every message of a talk."""
        return self.policy(talk).frame(self.world, talk)

    def path(self, flow: Flow, step: Step, talk: Talk) -> Trail:
        """Where the talk stands; a step that only says a fixed sentence does not ask."""
        asked = step.asks or step.show or PLACE_VALUES & placeholder_names(step.wording)
        return trail(flow, talk, self.world) if asked else NO_TRAIL

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
        buttons = tuple(Button(f"guard.{id}", self.phrase(f"guard_{id}")) for id in answer.GUARD_CHOICES[reply.guard])
        written = self.phrase("as_written", {"text": safe_to_show(reply.ticked[0]) if reply.ticked else ""})
        asked = f"{self.phrase(f'guard_{reply.guard}')}\n\n{written}"
        frame = self.frame(talk)
        text = f"{with_direction_mark(frame.heading, self.language)}\n\n{asked}" if frame.heading else asked
        return Message(
            text,
            self.language,
            reply.key,
            talk.id,
            "text",
            buttons,
            error=reply.error,
            protected=self.policy(talk).protected,
            etag=frame.etag,
        )

    def parts(self, reply: Reply, talk: Talk, stop: Stop, path: Trail) -> Iterator[str]:
        """The pieces of the text, from top to bottom."""
        step = stop.step
        if heading := self.frame(talk).heading:
            yield with_direction_mark(heading, self.language)
        if reply.error:
            yield self.phrase(reply.error)
        if reply.phrase:
            yield self.phrase(reply.phrase)
        if stop.item:
            yield self.area(stop.item)
        if step.kind == "review":
            yield self.answers(path, talk)
        of_place = self.place_values(path.answers) if PLACE_VALUES & placeholder_names(step.wording) else {}
        yield self.fill(f"{step.owner}.{step.id}.ask", step.wording, {**of_place, **self.values})
        if step.why:
            yield self.fill(f"{step.owner}.{step.id}.why", step.why, self.values)
        for call in step.show:
            yield self.show(call, path.answers, talk)

    def answers(self, path: Trail, talk: Talk) -> str:
        """Every answer as the coordinator will see it."""
        return "\n".join(self.pair(label, self.several(values)) for label, values in self.rows(path, talk))


def join_messages(messages: list[Message]) -> list[Message]:
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
    return first.protected or (not first.files and len(first.text) + len(second.text) <= JOINED_LENGTH)
