"""A sheet as plain text, for a mail, a file or a printer.

Only the title, headings and rules begin at the margin; everything else is indented, so no text can pass for a heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.pictures.tidy import CIRCLES, close_isolates, isolate_line, one_line, tidy_text
from bot.text.direction import is_rtl

LINE_WIDTH = 78
INDENT = "  "
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT MARK}"


def as_text(sheet: Sheet) -> str:
    """The sheet as lines of at most 78 visible signs, ending with a line end. Signs for direction are invisible."""
    rtl = is_rtl(sheet.language)
    # a viewer guesses a line's direction from its first strong sign: in Arabic each line begins with one
    mark = RIGHT_TO_LEFT if rtl else ""
    return "".join(f"{mark}{line}\n" if line else "\n" for line in _lines(sheet, rtl))


def _lines(sheet: Sheet, rtl: bool) -> Iterator[str]:
    yield from _headline(sheet.title, "=", rtl)
    if tidy_text(sheet.intro):
        yield ""
        yield from _paragraph(sheet.intro, rtl)
    for section in sheet.sections:
        yield ""
        yield from _section(section, rtl)
    if tidy_text(sheet.footer):
        yield from ("", "-" * LINE_WIDTH)
        yield from _paragraph(sheet.footer, rtl)


def _section(section: SheetSection, rtl: bool) -> Iterator[str]:
    yield from _headline(section.heading, "-", rtl)
    if tidy_text(section.note):
        yield from _paragraph(section.note, rtl)
        yield ""
    for row in section.rows:
        yield from _row(row, rtl)


def _row(row: SheetRow, rtl: bool) -> Iterator[str]:
    bare = row.values or row.label.startswith(CIRCLES)
    yield from _paragraph(row.label, rtl, INDENT if bare else "  - ")
    for value in row.values:
        yield from _paragraph(value, rtl, "    - ")


def _headline(text: str, rule: str, rtl: bool) -> Iterator[str]:
    line = one_line(text)
    lines = wrap(line, LINE_WIDTH, break_on_hyphens=False)
    for part in lines:
        yield isolate_line(close_isolates(part), line, rtl)
    yield rule * max(map(len, lines), default=0)


def _paragraph(text: str, rtl: bool, first: str = INDENT) -> Iterator[str]:
    lead = first
    for part in tidy_text(text).split("\n"):
        for line in wrap(part, LINE_WIDTH - len(first), break_on_hyphens=False) or [""]:
            yield f"{lead}{isolate_line(close_isolates(line), part, rtl)}".rstrip()
            lead = " " * len(first)
