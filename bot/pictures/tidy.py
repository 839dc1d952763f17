"""Foreign text made safe to lay out: no sign in it may move, hide or turn what stands beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

LEFT_ISOLATE, RIGHT_ISOLATE, FIRST_ISOLATE = (
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{RIGHT-TO-LEFT ISOLATE}",
    "\N{FIRST STRONG ISOLATE}",
)
ISOLATES, POP = LEFT_ISOLATE + RIGHT_ISOLATE + FIRST_ISOLATE, "\N{POP DIRECTIONAL ISOLATE}"
CIRCLES = ("●", "◐", "○")  # a line that begins with one needs no bullet
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
DIRECTION_SIGNS = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
KEPT_MARKS = frozenset(ISOLATES + POP + JOINERS + DIRECTION_SIGNS)
SET_APART = re.compile(f"[{ISOLATES}][^{POP}]*{POP}")
TOWERS = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{2})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")


def tidy_text(text: str) -> str:
    """The text with plain line ends, without control signs, turned directions and towers of accents.

    Isolates stay where each is closed on its line: `bot.text` sets values apart with them.
    """
    return "\n".join(tidy_line(line) for line in text.splitlines()).strip("\n")


def tidy_line(line: str) -> str:
    """One line, tidied; what `tidy` does to each."""
    kept = "".join(sign for sign in line.replace("\t", " ") if sign in KEPT_MARKS or _shown(sign))
    return close_isolates(TOWERS.sub(r"\1", "".join(_on_something(kept)))).rstrip()


def one_line(text: str) -> str:
    """The tidied text on one line, for titles and headings."""
    return " ".join(tidy_text(text).split())


def close_isolates(line: str) -> str:
    """The line without isolates that nothing closes and without closings that nothing opened."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, sign in enumerate(line):
        if sign in ISOLATES:
            opened.append(at)
        elif sign == POP and opened:
            pairs.append((opened.pop(), at))
    paired = set(chain.from_iterable(pairs))
    return "".join(sign for at, sign in enumerate(line) if at in paired or sign not in ISOLATES + POP)


def isolate_line(line: str, paragraph: str, rtl: bool) -> str:
    """A line of a paragraph, isolated in the paragraph's own direction when it holds what runs against the sheet's."""
    against = ("L",) if rtl else ("R", "AL")
    if not any(unicodedata.bidirectional(sign) in against for sign in line):
        return line
    return f"{RIGHT_ISOLATE if runs_right_to_left(paragraph, rtl) else LEFT_ISOLATE}{line}{POP}"


def runs_right_to_left(paragraph: str, default: bool) -> bool:
    """Whether the first letter of a paragraph, parts set apart aside, is of a script from right to left."""
    kinds = (unicodedata.bidirectional(sign) for sign in SET_APART.sub("", paragraph))
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), None)
    return default if first is None else first != "L"


def _on_something(line: str) -> Iterator[str]:
    """The signs without marks that stand on nothing: they would sit on a neighbour, and Typst fails on some."""
    based = False
    for sign in line:
        kind = unicodedata.category(sign)
        based = based if kind in ("Mc", "Cf", "Mn", "Me") else not sign.isspace()
        if based or kind[0] != "M":
            yield sign


def _shown(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Cn")
