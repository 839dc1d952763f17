"""Common words that a person types instead of pressing: yes, no, a cry for help, from `locales/*/words.yaml`.

The words of all languages are understood in every talk: in need, people write in their own language.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from bot.flow.source import Document, Fault, Faults, read_yaml

HEARD_FILE = "words.yaml"
MEANINGS = ("yes", "no", "help")
EXAMPLE = "Write: yes: [yes, yeah]"


def bare_word(text: str) -> str:
    """A typed word as it is compared: case, accents, punctuation and signs aside; a sign that stands alone counts."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Cf") and sign != "ـ")
    words = "".join(sign if sign.isalnum() else " " for sign in seen).split()
    signs = dict.fromkeys(sign for sign in seen if unicodedata.category(sign).startswith("S"))
    return " ".join(words or signs)


def heard_words(locales: Path) -> dict[str, str]:
    """Every word, as `bare` makes it, and what it means. Raises `Faults` when a file is wrong."""
    words, faults = gather_heard_words(locales)
    if faults:
        raise Faults(faults)
    return words


def gather_heard_words(locales: Path) -> tuple[dict[str, str], list[Fault]]:
    """The words of all languages with their meaning, and every fault of their files."""
    words: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(locales.glob(f"*/{HEARD_FILE}")):
        try:
            document = read_yaml(path, path.relative_to(locales.parent).as_posix())
        except Fault as fault:
            faults.append(fault)
            continue
        if not isinstance(document.data, dict):
            faults.append(document.fault((), "The file holds no lists of words.", EXAMPLE))
            continue
        for meaning, listed in document.data.items():
            faults += _added(document, meaning, listed, words)
    return words, faults


def _added(document: Document, meaning: str, listed: Any, words: dict[str, str]) -> list[Fault]:
    """The faults of one list; its sound words are added to `words`."""
    if meaning not in MEANINGS:
        return [document.fault((meaning,), f"'{meaning}' is no meaning.", f"Known: {', '.join(MEANINGS)}.")]
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        return [document.fault((meaning,), f"The words under '{meaning}' are no list.", EXAMPLE)]
    faults = []
    for number, word in enumerate(listed):
        at, known = (meaning, number), bare_word(word)
        if not known:
            faults.append(document.fault(at, "An empty word stands here.", "Take it out."))
        elif words.setdefault(known, meaning) != meaning:
            cause = f"'{word}' means '{meaning}' here and '{words[known]}' elsewhere."
            faults.append(
                document.fault(at, cause, "A word has one meaning in all languages: take it out in one place.")
            )
    return faults
