"""What a step shows beside its text: contacts, cards, the life map, the open signal.

`SHOWS` holds the registered names, `settings` what each takes; anything else in a flow file fails `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.cases import statistics
from bot.directory.needs import NEEDS, ROLES, WISHES
from bot.flow.model import Call
from bot.office.cards import KINDS, Cards
from bot.office.desk import Opened
from bot.office.library import TENSION
from bot.office.writer import Writer, signal_row, signal_rows
from bot.talk.life_map import ask_next, coverage, start_with
from bot.talk.state import Answer, Talk

KNOWN = {"known": ("●", "map_known"), "partly": ("◐", "map_partly"), "unknown": ("○", "map_not_known")}


def show(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """What a step shows, in words."""
    return SHOWS[call.name](writer, call, answers, talk)


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
    """For whoever asks, or for a worker's own self (`role: myself`): then nothing counts of whom it was about."""
    if talk.flow == TENSION:
        answers = {**answers, "about": ("place",)}
    if role := call.params.get("role"):
        answers = {"role": (role,), "age": ("adult",), "place": answers.get("place", ())}
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
    opened = writer.world.opened
    if opened is None:
        return writer.phrase("desk_gone")
    lines = [writer.phrase(f"state_{opened.state}")]
    lines += [writer.phrase("desk_tension")] if opened.flow == TENSION else []
    lines += [writer.pair(label, writer.several(words)) for label, words in signal_rows(writer, opened)]
    for kind, step, body in opened.contributions:
        lines.append(f"{writer.phrase(SAID[kind])} {_word(writer, opened, kind, step, body)}")
    if opened.second:
        lines.append(writer.phrase("desk_second"))
    if opened.phone:
        lines.append(writer.phrase("contact_phone", {"number": opened.phone}))
    return "\n".join(lines)


def _desk_count(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    desk = writer.world.desk
    return writer.phrase("desk_count", {"n": str(desk.total)}) if desk and desk.total else writer.phrase("desk_empty")


def _tensions(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """What was told of tense places lately; nothing that is under five, and nothing at all where nothing was told."""
    desk, flow = writer.world.desk, writer.world.library.content.flows.get(TENSION)
    step = flow.steps.get("what") if flow else None
    if desk is None or not desk.tensions or step is None or step.choices is None:
        return ""
    cells = statistics.shown(desk.tensions).cells
    known = [
        writer.pair(writer.fill(f"{TENSION}.what.{what}", option.label, {}), str(cells[what]))
        for what, option in step.choices.written.items()
        if cells.get(what) is not None
    ]
    return "\n".join([writer.phrase("desk_tensions"), *known, writer.phrase("desk_tensions_few")])


def _word(writer: Writer, opened: Opened, kind: str, step: str, body: Answer) -> str:
    """What was asked, answered or written since: a question and its answer in the reader's words."""
    if kind == "question":
        return writer.question(opened.flow, step)
    row = signal_row(writer, opened, step) if kind == "answer" else None
    return writer.pair(row[0], writer.several(row[1])) if row else writer.said(body)


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
    "desk_count": _desk_count,
    "tensions": _tensions,
}


def settings(kinds: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each registered name its settings, and what each may be; where "" stands it may be left out.

    `kinds` are those of the cards there are.
    """
    taken: dict[str, dict[str, tuple[str, ...]]] = {
        "contacts": {"need": ("", *WISHES, *NEEDS), "role": ("", *ROLES)},
        "emergency": {"kind": ("", *KINDS)},
        "cards": {"kind": tuple(kinds)},
    }
    return {name: taken.get(name, {}) for name in sorted(SHOWS)}
