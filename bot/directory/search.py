"""Find contacts by words: names of today and of yesterday. "CREA" and "Plan R" lead to the body that exists now."""

from __future__ import annotations

import re
import unicodedata

from bot.directory.contact import Contact
from bot.directory.directory import Directory


def find_contacts(directory: Directory, words: str, limit: int = 5) -> tuple[Contact, ...]:
    """Current contacts whose id, name, organisation or alias holds every word; whole names and aliases first."""
    asked = fold_words(words)
    if not asked:
        return ()
    scored = [(score, row) for row in directory.contacts if (score := match_row(row, asked)) is not None]
    found: dict[str, Contact] = {}
    for _, row in sorted(scored, key=lambda pair: pair[0]):
        current = directory.current(row.id)
        found.setdefault(current.id, current)
    return tuple(found.values())[:limit]


def match_row(row: Contact, asked: str) -> int | None:
    """0: the whole name or an alias, 1: all its words stand in one of them, None: no match."""
    names = [fold_words(name) for name in (row.id, row.name, row.organisation, *row.aliases)]
    if asked in names:
        return 0
    return 1 if any(set(asked.split()) <= set(name.split()) for name in names) else None


def fold_words(words: str) -> str:
    """Lower case, without marks and punctuation, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())
