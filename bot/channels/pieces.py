"""A long text in pieces, for a channel whose messages have a longest."""

from __future__ import annotations

import re

CUT_MARKS = (r"\n\n", r"\n", r"[.!?…؟。]\s", r"\s")  # where a long text may be cut, the best first


def split_text(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` code points, cut at the end of a paragraph, line, sentence or word."""
    rest, pieces = text.strip(), []
    while len(rest) > limit:
        at = _cut(rest, limit)
        pieces.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [piece for piece in (*pieces, rest) if piece]


def _cut(text: str, limit: int) -> int:
    """The best place to cut in the second half of what fits; the middle of a word only when there is no other."""
    for end in CUT_MARKS:
        places = [found.end() for found in re.finditer(end, text[: limit + 1]) if limit // 2 < found.end() <= limit]
        if places:
            return places[-1]
    return limit
