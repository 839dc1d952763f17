"""The open signal in words: beside the question what to do with it, and on paper for the coordinator's printer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.features.desk.case import DESK, OpenCase, case_in
from bot.features.signal.kind import SignalKinds
from bot.flow.model import Call, split_key
from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.places.calendar import day_at
from bot.post.message import File
from bot.talk.state import Answer, Talk
from bot.talk.trail import Stop, Trail
from bot.text.day import date_text
from bot.words.sheets import sheet_files
from bot.words.writer import Writer

WORD_PHRASES = {"question": "state_open_question", "answer": "answer_arrived", "note": "state_answer"}
LabelledWords = tuple[str, list[str]]


def show_signal(kinds: SignalKinds, writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """The open signal: its state, what was told, and what was asked and said since."""
    case = case_in(writer.world, answers)
    return "\n".join(_lines(writer, case, kinds)) if case else writer.phrase("desk_gone")


def _lines(writer: Writer, case: OpenCase, kinds: SignalKinds) -> Iterator[str]:
    yield writer.phrase(f"state_{case.state}")
    if kind := kinds.get(case.flow):
        yield writer.phrase(kind.note)
    yield from (writer.pair(label, writer.several(words)) for label, words in signal_rows(writer, case))
    for what, step, body in case.contributions:
        yield f"{writer.phrase(WORD_PHRASES[what])} {_word(writer, case, what, step, body)}"
    if case.second:
        yield writer.phrase("desk_second")
    if case.phone:
        yield writer.phrase("contact_phone", {"number": case.phone})


def show_count(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """How many signals wait."""
    desk = DESK.of(writer.world)
    total = desk.page.total if desk and desk.page else 0
    return writer.phrase("desk_count", {"n": str(total)}) if total else writer.phrase("desk_empty")


def _word(writer: Writer, case: OpenCase, kind: str, step: str, body: Answer) -> str:
    """What was asked, answered or written since: a question and its answer in the reader's words."""
    if kind == "question":
        return writer.question(case.flow, step)
    row = signal_row(writer, case, step) if kind == "answer" else None
    return writer.pair(row[0], writer.several(row[1])) if row else writer.said(body)


def signal_rows(writer: Writer, case: OpenCase) -> list[LabelledWords]:
    """The answers of a signal in the reader's language: ids become the reader's words."""
    rows = (signal_row(writer, case, key) for key in case.answers)
    return [row for row in rows if row]


def signal_row(writer: Writer, case: OpenCase, key: str) -> LabelledWords | None:
    """One answer of a signal as (label, words); None where today's flow has no such question."""
    step = writer.world.library.content.flows[case.flow].step(key)
    if not (step and step.asks and step.short):
        return None
    answers = dict(case.answers)
    stop, talk = Stop(step, split_key(key)[1]), Talk("", case.flow, writer.language, answers)
    return writer.short(stop), writer.words(stop, talk, Trail((), None, answers))


def case_file(writer: Writer, case: OpenCase) -> tuple[File, ...]:
    """The open signal, for the coordinator's printer."""
    rows = tuple(SheetRow(label, tuple(words)) for label, words in signal_rows(writer, case))
    today = day_at(writer.world.library.places, "", writer.world.now)
    sheet = Sheet(
        title=f"{writer.phrase('sheet_case')} {case.key[:4].upper()}",
        language=writer.language,
        sections=(SheetSection(writer.phrase("sheet_answers"), rows),),
        intro=writer.phrase("sheet_made", {"date": date_text(today, writer.language)}),
        footer=writer.phrase("sheet_destroy"),
    )
    return sheet_files(writer.phrase("file_case"), sheet)[1:]
