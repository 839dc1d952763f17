"""What a person takes along of a talk: the answers, and what the talk shows of them, as text and as a page."""

from __future__ import annotations

from bot.flow.model import Call
from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.post.message import File
from bot.talk.state import Talk
from bot.talk.trail import trail
from bot.words.vocabulary import Paper
from bot.words.writer import Writer


def sheet_files(name: str, sheet: Sheet) -> tuple[File, ...]:
    """The sheet as text and as a page."""
    made = sheet.to_json()
    return (File(f"{name}.txt", "text", made), File(f"{name}.pdf", "pdf", made))


def taken_along(writer: Writer, talk: Talk, paper: Paper) -> tuple[File, ...]:
    """The answers of a talk for one's own team, and what its paper shows."""
    flow = writer.world.library.content.flows[talk.flow]
    path = trail(flow, talk, writer.world)
    rows = tuple(SheetRow(label, tuple(words)) for label, words in writer.rows(path, talk))
    shown = [writer.show(Call(name=name), path.answers, talk).split("\n") for name in paper.shows]
    sheet = Sheet(
        title=writer.phrase(paper.title),
        language=writer.language,
        sections=(
            SheetSection(writer.phrase("sheet_answers"), rows),
            *(_section(lines) for lines in shown if lines[0]),
        ),
        intro=writer.phrase(paper.intro),
        footer=f"{writer.phrase('sheet_own_team')} {writer.phrase('sheet_destroy')}",
    )
    return sheet_files(writer.phrase(paper.file), sheet)


def _section(lines: list[str]) -> SheetSection:
    """A list as it is shown in the chat, with its heading, as a part of a sheet."""
    return SheetSection(lines[0], tuple(SheetRow(line.removeprefix("– ")) for line in lines[1:]))
