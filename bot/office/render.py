"""From replies to messages: the words, buttons and cards in the person's language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.flow.model import Call, split_key
from bot.office.cards import Cards
from bot.office.message import Button, Message
from bot.office.world import World
from bot.talk import answer
from bot.talk.event import Reply
from bot.talk.life_map import ask_next, coverage, start_with
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered, Stop, Trail, trail
from bot.text.day import own_name
from bot.text.fill import fields

TOGETHER = 700  # characters up to which sentences and the question after them stand in one message
KNOWN = {"known": ("●", "map_known"), "partly": ("◐", "map_partly"), "unknown": ("○", "map_not_known")}


@dataclass
class Writer:
    """Writes messages in one language, filling texts with `values` and with what follows from the place."""

    world: World
    language: str
    values: dict[str, str] = field(default_factory=dict)

    def phrase(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """A sentence of the assistant."""
        source = self.world.phrase(name)
        return self.fill(f"phrases.{name}", source, {**self.values, **(values or {})})

    def fill(self, context: str, source: str, values: Mapping[str, str]) -> str:
        """A text with the values it names."""
        wanted = {name: values[name] for name in fields(source) if name in values}
        return self.world.library.texts.say(self.language, context, source, wanted)

    def message(self, reply: Reply) -> Message:
        """One reply as a message."""
        if reply.key == "language":
            return self.choose_language(reply)
        if reply.page:
            return Message(self.page(reply), self.language)
        if reply.talk is None:
            return Message(self.phrase(reply.phrase or reply.error, reply.values), self.language, error=reply.error)
        return self.step(reply, reply.talk)

    def choose_language(self, reply: Reply) -> Message:
        """The languages a talk exists in, each in its own script, and the way to contacts."""
        codes = reply.values["languages"].split(",")
        names = ", ".join(own_name(code) for code in codes)
        buttons = [Button(f"language.{code}", own_name(code)) for code in codes]
        if reply.phrase == "language_offer":
            buttons.append(Button("language.contacts", self.phrase("button_contacts")))
        return Message(
            self.phrase(reply.phrase, {"languages": names}),
            self.language,
            "language",
            kind="one",
            buttons=tuple(buttons),
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
        stop, path = Stop(step, item), trail(flow, talk, self.world)
        if reply.guard:
            return self.guard(reply, talk)
        offered = answer.buttons(flow, path, stop, talk, self.world) if step.asks else ()
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
            version=self.world.desk.opened.version if self.world.desk and self.world.desk.opened else None,
        )

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
        written = self.phrase("as_written", {"text": reply.ticked[0] if reply.ticked else ""})
        text = f"{self.phrase(f'guard_{reply.guard}')}\n\n{written}"
        return Message(text, self.language, reply.key, talk.id, "text", buttons, error=reply.error)

    def parts(self, reply: Reply, talk: Talk, stop: Stop, path: Trail) -> Iterator[str]:
        """The pieces of the text, from top to bottom."""
        step = stop.step
        if reply.error:
            yield self.phrase(reply.error)
        if reply.phrase:
            yield self.phrase(reply.phrase)
        if stop.item:
            yield self.area(stop.item)
        if step.kind == "review":
            yield self.answers(path, talk)
        yield self.fill(f"{step.owner}.{step.id}.ask", step.wording, {**self.place_values(path.answers), **self.values})
        if step.why:
            yield self.fill(f"{step.owner}.{step.id}.why", step.why, self.values)
        for call in step.show:
            yield self.show(call, path.answers, talk)

    def area(self, area: str) -> str:
        """The name of a life area."""
        found = self.world.library.content.areas.get(area)
        return self.world.library.texts.say(self.language, f"areas.{area}.label", found.label) if found else area

    def place_values(self, answers: Mapping[str, Answer]) -> dict[str, str]:
        """What follows from the place: its name, who reads, who answers for it."""
        operator = self.world.operator(answers)
        code = self.world.chain(answers)[0]
        return {
            "town": self.world.library.places.area(code).called(self.language),
            "readers": self.phrase("readers"),
            "reader": self.phrase("reader_coordinator"),
            "operator": operator.name if operator else "",
            "contact": operator.contact if operator else "",
        }

    def answers(self, path: Trail, talk: Talk) -> str:
        """Every answer as the coordinator will see it."""
        return "\n".join(self.pair(label, "; ".join(values)) for label, values in self.rows(path, talk))

    def pair(self, label: str, value: str) -> str:
        """A label and what belongs to it, with the colon the language writes."""
        return self.phrase("pair", {"label": label, "value": value})

    def rows(self, path: Trail, talk: Talk) -> list[tuple[str, list[str]]]:
        """Every answer that can be sent, as (label, words)."""
        found = []
        for stop in path.done:
            step = stop.step
            if step.asks and step.short and step.unsent == "no" and step.kind != "review":
                found.append((self.short(stop), self.words(stop, talk, path)))
        return found

    def short(self, stop: Stop) -> str:
        """The short name of a question, with its area."""
        label = self.fill(f"{stop.step.owner}.{stop.step.id}.short", stop.step.short or "", self.values)
        return f"{self.area(stop.item)} – {label}" if stop.item else label

    def question(self, id: str) -> str:
        """The short name of a step of `signal`."""
        step = self.world.library.content.flows["signal"].step(id)
        return self.short(Stop(step, None)) if step else id

    def words(self, stop: Stop, talk: Talk, path: Trail) -> list[str]:
        """An answer in words; a skipped one as a dash."""
        values = path.answers.get(stop.key, ())
        if stop.step.kind == "place":
            return [self.place(values[0])]
        if stop.step.kind == "text" or not values:
            return list(values) or ["–"]
        labels = {each.id: self.world.label(each, self.language) for each in self.every(stop, talk)}
        return [labels.get(value, value) for value in values]

    def every(self, stop: Stop, talk: Talk) -> list[Offered]:
        """All options of a step, also those a condition hides now."""
        choices = stop.step.choices
        if choices is None:
            return []
        sourced = self.world.source(choices.source, stop.item, talk) if choices.source else ()
        written = [
            Offered(id, f"{stop.step.owner}.{stop.step.id}.{id}", option.label)
            for id, option in choices.written.items()
        ]
        return [*sourced, *written]

    def place(self, code: str) -> str:
        """The name of a place."""
        if not self.world.known(code):
            return self.phrase("place_none")
        return self.world.library.places.label(code, self.language)

    def show(self, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
        """What a step shows beside its text."""
        return SHOWS[call.name](self, call, answers, talk)


def together(messages: list[Message]) -> list[Message]:
    """Short sentences join the message after them, so that one screen asks one question."""
    joined: list[Message] = []
    for message in messages:
        last = joined[-1] if joined else None
        if last and not last.buttons and not last.files and _fits(last, message):
            files = message.files
            text = f"{last.text}\n\n{message.text}"
            joined[-1] = replace(message, text=text, error=last.error or message.error, files=files)
        else:
            joined.append(message)
    return joined


def _fits(first: Message, second: Message) -> bool:
    same = first.protected == second.protected and first.language == second.language and not second.edits
    return same and len(first.text) + len(second.text) <= TOGETHER


def _coverage(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    found = coverage(tuple(writer.world.library.content.areas), answers)
    known = sum(each == "known" for each in found.values())
    lines = [
        f"{KNOWN[how][0]} {writer.pair(writer.area(area), writer.phrase(KNOWN[how][1]))}" for area, how in found.items()
    ]
    return "\n".join([writer.phrase("map_coverage"), *lines, writer.phrase("map_counted", {"n": str(known)})])


def _ask_next(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    questions = ask_next(tuple(writer.world.library.content.areas), answers)
    names = {"strengths": "map_ask_strengths", "how_known": "map_ask_how"}
    lines = [f"– {writer.phrase(names[each.about], {'value': writer.area(each.area)})}" for each in questions]
    return "\n".join([writer.phrase("map_ask_next"), *(lines or [writer.phrase("map_ask_none")])])


def _start_with(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    found = start_with(tuple(writer.world.library.content.areas), answers)
    lines = [f"– {writer.pair(writer.area(area), writer.phrase('map_start_reason'))}" for area in found]
    return "\n".join([writer.phrase("map_start_with"), *(lines or [writer.phrase("map_start_none")])])


def _contacts(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    return Cards(writer).contacts(answers, call.params.get("need"))


def _emergency(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    return Cards(writer).emergency(answers, talk.marks.get("country"), call.params.get("kind", "emergency"))


def _cards(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    return Cards(writer).kind(call.params["kind"], answers)


def _duties(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    operator = writer.world.operator(answers)
    if operator is None:
        return writer.phrase("duties_none", writer.place_values(answers))
    lines = [writer.phrase("duties_operator", {"operator": operator.name})]
    lines.append(writer.phrase("duties_contact", {"contact": operator.dpo or operator.contact}))
    if operator.legal_basis:
        lines.append(writer.phrase("duties_basis", {"value": operator.legal_basis}))
    return "\n".join(lines)


def _signal(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    opened = writer.world.desk.opened if writer.world.desk else None
    if opened is None:
        return writer.phrase("desk_gone")
    lines = [writer.phrase(f"state_{opened.state}")]
    lines += [writer.pair(label, "; ".join(words)) for label, words in signal_rows(writer, opened.answers)]
    for kind, step, body in opened.contributions:
        lines.append(f"{writer.phrase(SAID[kind])} {'; '.join(body) or writer.question(step)}")
    if opened.phone:
        lines.append(writer.phrase("contact_phone", {"number": opened.phone}))
    return "\n".join(lines)


def signal_rows(writer: Writer, answers: Mapping[str, Answer]) -> list[tuple[str, list[str]]]:
    """The answers of a signal in the reader's language: ids become the reader's words."""
    flow = writer.world.library.content.flows["signal"]
    talk = Talk("", "signal", writer.language, dict(answers))
    found = []
    for key in answers:
        step = flow.step(key)
        if step and step.asks and step.short:
            stop = Stop(step, split_key(key)[1])
            found.append((writer.short(stop), writer.words(stop, talk, Trail((), None, dict(answers)))))
    return found


SAID = {"question": "state_open_question", "answer": "answer_arrived", "note": "state_answer"}
SHOWS = {
    "contacts": _contacts,
    "emergency": _emergency,
    "cards": _cards,
    "coverage": _coverage,
    "ask_next": _ask_next,
    "start_with": _start_with,
    "duties": _duties,
    "signal": _signal,
}
