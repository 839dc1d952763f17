"""Guards for free text. They warn; they cannot be sure, and say so.

Patterns find what has a shape (address, number, link, date of birth); words about belief, origin or opinion are
looked up by their beginning in a list per language. Capital letters are no help: German has too many, Arabic none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PERSONAL_PATTERNS = (
    re.compile(r"[^\s@]+@[^\s@]+\.\w+"),  # e-mail
    re.compile(r"(?<!\w)@\w{3,}"),  # account
    re.compile(r"(?i)\b(?:https?://|www\.|t\.me/)\S+"),  # link
    re.compile(r"(?<!\d)(?:\+|00)?(?:\d[\s./()-]{0,2}){8,15}(?!\d)"),  # phone and national numbers
    re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}(?!\d)"),  # date, perhaps of birth
)
RECEIPT_LIKE = re.compile(r"(?i)(?<![0-9A-Z])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z])")
WORD_RUN = re.compile(r"[^\W\d_]+")


def fold_text(text: str) -> str:
    """The text folded for comparing: case, accents, Arabic vowel marks and width aside."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in "ـ\u200c\u200d\u00ad")


@cache
def belief_words(folder: Path) -> tuple[str, ...]:
    """The beginnings of words in all `locales/*/guard.txt`: people write in every language they speak."""
    lines = [line for path in sorted(folder.glob("*/guard.txt")) for line in path.read_text("utf-8").splitlines()]
    return tuple(sorted({fold_text(line.strip()) for line in lines if line.strip() and not line.startswith("#")}))


def text_flags(text: str, belief: Iterable[str]) -> tuple[str, ...]:
    """What a text may hold: `receipt`, `belief`, `names`."""
    shown = unicodedata.normalize("NFKC", text)
    found = ["receipt"] if RECEIPT_LIKE.search(shown) else []
    words = {fold_text(word) for word in WORD_RUN.findall(shown)}
    if _speaks_of(words | {word.removeprefix("ال") for word in words}, tuple(belief)):
        found.append("belief")
    if any(pattern.search(shown) for pattern in PERSONAL_PATTERNS):
        found.append("names")
    return tuple(found)


def _speaks_of(words: set[str], belief: tuple[str, ...]) -> bool:
    """Whether a word begins like an entry, or is one that ends in `$` (so that `bart$` leaves Bartholomew alone)."""
    begins = tuple(entry for entry in belief if not entry.endswith("$"))
    whole = {entry[:-1] for entry in belief if entry.endswith("$")}
    return bool(words & whole) or any(word.startswith(begins) for word in words)
