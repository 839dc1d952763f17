"""The papers a person takes along: a signal or a life map for one's own team, contacts, a case to print."""

from __future__ import annotations

from bot.flow.model import Call
from bot.office.calendar import day_at
from bot.office.library import TENSION
from bot.office.message import File
from bot.office.shows import SHOWS
from bot.office.writer import Writer, signal_rows
from bot.pictures.sheet import Row, Section, Sheet
from bot.talk.state import Talk
from bot.talk.trail import trail
from bot.text.day import date_of


def files(name: str, sheet: Sheet) -> tuple[File, ...]:
    """The sheet as text and as a page."""
    made = sheet.to_json()
    return (File(f"{name}.txt", "text", made), File(f"{name}.pdf", "pdf", made))


def taken_along(writer: Writer, talk: Talk) -> tuple[File, ...]:
    """A signal or a life map for one's own team."""
    kind = talk.flow if talk.flow in SHEETS else "signal"
    flow = writer.world.library.content.flows[talk.flow]
    path = trail(flow, talk, writer.world)
    rows = tuple(Row(label, tuple(words)) for label, words in writer.rows(path, talk))
    sections = [Section(writer.phrase("sheet_answers"), rows)]
    if kind == "life_map":
        shown = [SHOWS[name](writer, Call(name=name), path.answers, talk).split("\n") for name in MAP]
        sections += [_section(lines) for lines in shown if lines[0]]
    sheet = Sheet(
        title=writer.phrase(f"sheet_{kind}"),
        language=writer.language,
        sections=tuple(sections),
        intro=writer.phrase("map_fixed") if kind == "life_map" else writer.phrase("sheet_no_names"),
        footer=f"{writer.phrase('sheet_own_team')} {writer.phrase('sheet_destroy')}",
    )
    return files(writer.phrase(f"file_{kind}"), sheet)


def _section(lines: list[str]) -> Section:
    """A list as it is shown in the chat, with its heading, as a part of a sheet."""
    return Section(lines[0], tuple(Row(line.removeprefix("– ")) for line in lines[1:]))


MAP = ("coverage", "ask_next", "start_with")
SHEETS = ("life_map", TENSION)  # with a title of their own; all others are notes on a worry


def contacts(writer: Writer, talk: Talk) -> tuple[File, ...]:
    """The contacts that were shown, as text."""
    flow = writer.world.library.content.flows[talk.flow]
    answers = trail(flow, talk, writer.world).answers
    step = flow.steps.get("contacts")
    call = next((call for call in step.show if call.name == "contacts"), None) if step else None
    text = SHOWS["contacts"](writer, call or Call(name="contacts"), answers, talk)
    cards = [card.split("\n") for card in text.split("\n\n")]
    sections = tuple(Section(card[0], tuple(Row(line) for line in card[1:])) for card in cards if card[0])
    sheet = Sheet(writer.phrase("sheet_contacts"), writer.language, sections)
    return files(writer.phrase("file_contacts"), sheet)[:1]


def case(writer: Writer) -> tuple[File, ...]:
    """The open signal, for the coordinator's printer."""
    opened = writer.world.opened
    if opened is None:
        return ()
    rows = tuple(Row(label, tuple(words)) for label, words in signal_rows(writer, opened))
    today = day_at(writer.world.library.places, "", writer.world.now)
    intro = writer.phrase("sheet_made", {"date": date_of(today, writer.language)})
    sheet = Sheet(
        title=f"{writer.phrase('sheet_case')} {opened.key[:4].upper()}",
        language=writer.language,
        sections=(Section(writer.phrase("sheet_answers"), rows),),
        intro=intro,
        footer=writer.phrase("sheet_destroy"),
    )
    return files(writer.phrase("file_case"), sheet)[1:]
