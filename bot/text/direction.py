"""Direction of writing: which languages run from right to left, and how to set apart what runs the other way."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

FIRST_STRONG, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}"
COMMAND_START = re.compile(r"(?<![\w/:.])/(?=[a-z_]{2})")
LINE_BREAKS = r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]"  # the ends of paragraphs, as the bidi algorithm counts them
RTL_CLASSES = ("R", "AL", "AN", *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


@cache
def is_rtl(language: str) -> bool:
    """Whether a language is written from right to left."""
    if language == "ar-XB":
        return True
    return bool(Locale.parse(language.replace("-", "_").replace("en_XA", "en")).text_direction == "rtl")


def direction(language: str) -> str:
    """`rtl` or `ltr`, as HTML and Typst call it."""
    return "rtl" if is_rtl(language) else "ltr"


def with_direction_mark(text: str, language: str) -> str:
    """A line that may begin with a code or a name of another script; it still runs as its language does."""
    return f"\N{RIGHT-TO-LEFT MARK}{text}" if is_rtl(language) else text


def isolate_text(text: str) -> str:
    """The text set apart, so that its direction does not turn its neighbours. Marks it brought along are dropped.

    Each line by itself: what is opened on a line ends with it.
    """
    return "\n".join(_isolate_line(line) for line in re.split(LINE_BREAKS, DIRECTION_MARKS.sub("", text)))


def _isolate_line(line: str) -> str:
    opening = LEFT_TO_RIGHT if re.fullmatch(r"[\d\s()+./:A-Za-z-]*\d[\d\s()+./:A-Za-z-]*", line) else FIRST_STRONG
    return f"{opening}{line}{POP}" if line else ""


def isolate_if_rtl(text: str) -> str:
    """The text set apart if anything in it runs from right to left; for texts in languages that do not."""
    turns = not text.isascii() and any(unicodedata.bidirectional(sign) in RTL_CLASSES for sign in text)
    return isolate_text(text) if turns else text


def isolate_commands(text: str) -> str:
    """The text with a mark before each /command, so that its slash stays on its left."""
    return COMMAND_START.sub("\N{LEFT-TO-RIGHT MARK}/", text)
