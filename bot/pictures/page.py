"""A sheet as a page: PDF, drawn by Typst in memory, with the fonts that come along and no others."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.pictures.tidy import CIRCLES, isolate_line, one_line, tidy_text
from bot.text.direction import direction, is_rtl

if TYPE_CHECKING:
    import typst

PAGE_TEMPLATE = Path(__file__).with_name("page.typ")
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
LONGEST_WORD = 24  # letters that fit every column; a longer run may break between any two pieces
LONG_WORDS = re.compile(
    rf"[^ \n]{{{LONGEST_WORD + 1},}}|[^ \n]*[\ufdf0-\ufdff][^ \n]*"
)  # the latter: whole phrases as one sign
WORD_PIECE = re.compile(r"(?:\w[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u200c\u200d]*){1,8}|.", re.DOTALL)
PANIC = "PanicException"  # of Typst, by way of pyo3: a BaseException that no module offers by name


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as tagged PDF on A4. The same bytes for the same sheet; no author, no date.

    Raises `RuntimeError` when a font package is missing, and for a sign that Typst fails on.
    """
    try:
        return cast(
            bytes, typst_compiler(sheet).compile(format="pdf", timestamp=0)
        )  # pages apart come of pictures only
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        # Typst gave up on a sign. Its own exception would pass every `except Exception` and end the sender.
        raise RuntimeError("This page cannot be drawn: Typst does not take a sign in it. Take the text.") from None


def typst_compiler(sheet: Sheet) -> typst.Compiler:
    """Typst with the sheet as its input. It keeps that input, so none outlives its sheet; the fonts are read once."""
    import typst

    return typst.Compiler(
        PAGE_TEMPLATE.read_bytes(), root=PAGE_TEMPLATE.parent, font_paths=_fonts(), sys_inputs={"sheet": _data(sheet)}
    )


@cache
def _fonts() -> typst.Fonts:
    import typst

    folders = [_font_folder(name) for name in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _font_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        cure = f"pip install {package.replace('_', '-')}"
        raise RuntimeError(f"No page can be drawn: the font package {package} is missing. Install it: {cure}")
    return Path(spec.origin).with_name("files")


def _data(sheet: Sheet) -> str:
    rtl = is_rtl(sheet.language)
    data = {
        "title": one_line(sheet.title),
        "heading": break_long_words(one_line(sheet.title)),
        "lang": sheet.language.split("-")[0],
        "dir": direction(sheet.language),
        "intro": _prose(sheet.intro, rtl),
        "footer": _prose(sheet.footer, rtl),
        "sections": [_section(section, rtl) for section in sheet.sections],
    }
    return json.dumps(data, ensure_ascii=False)


def _section(section: SheetSection, rtl: bool) -> dict[str, object]:
    rows = [_row(row, rtl) for row in section.rows]
    return {"heading": break_long_words(one_line(section.heading)), "note": _prose(section.note, rtl), "rows": rows}


def _row(row: SheetRow, rtl: bool) -> dict[str, object]:
    marked = row.label.startswith(CIRCLES)
    return {"label": _prose(row.label, rtl), "marked": marked, "values": [_prose(value, rtl) for value in row.values]}


def _prose(text: str, rtl: bool) -> str:
    return break_long_words("\n".join(isolate_line(line, line, rtl) for line in tidy_text(text).split("\n")))


def break_long_words(text: str) -> str:
    """The text with places to break inside very long words, so that nothing runs off the paper."""
    return LONG_WORDS.sub(lambda word: "\N{ZERO WIDTH SPACE}".join(WORD_PIECE.findall(word.group())), text)
