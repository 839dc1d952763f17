"""Names that are nearly what was typed. Only candidates: a person always confirms them."""

from collections.abc import Iterator

from bot.places.spelling import script
from bot.places.table import Table

ALPHABETS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz ",
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
    "CYRILLIC": "абвгдежзиклмнопрстуфхцчшщъыьэюя ",
}
SHORTEST, LONGEST = 3, 60  # characters: nothing shorter can be told apart, no name is longer
HEAD = 4  # the first letters are looked up with every possible typo; after them any number of typos may stand
CROWDED = 40_000  # bytes of lines: a head like "sain" is shared by so many names that it must be longer
RATIO, PARTLY = 75, 86  # measured: below these the offers are nonsense


def near(names: Table, text: str, limit: int = 40, partly: bool = True) -> list[str]:
    """Keys of the table that look like a normalised text, best first; `partly`: else those like a part of it."""
    if not SHORTEST <= len(text) <= LONGEST:
        return []
    from rapidfuzz import fuzz, process  # fifty modules: only where a name was misspelt
    from rapidfuzz.distance import OSA

    keys = sorted(candidates(names, text))
    found = process.extract(text, keys, scorer=fuzz.ratio, score_cutoff=RATIO, limit=None)
    if not found and partly:
        found = process.extract(text, keys, scorer=fuzz.WRatio, score_cutoff=PARTLY, limit=limit)
    ranked = sorted((OSA.distance(text, key), -score, key) for key, score, _ in found)
    return [key for typos, _, key in ranked[:limit] if typos <= ranked[0][0] + 1]


def candidates(names: Table, text: str) -> set[str]:
    """Keys of about the same length whose first letters are those of the text, give or take one typo."""
    room = max(2, len(text) // 4)
    found: set[str] = set()
    for head in heads(text, head_length(names, text)):
        found.update(key for key in names.keys(head) if abs(len(key) - len(text)) <= room)
    return found


def head_length(names: Table, text: str) -> int:
    """How many first letters to look up: more where too many names share them."""
    length = HEAD
    while length < len(text) - 2 and crowd(names, text[:length]) > CROWDED:
        length += 2
    return length


def crowd(names: Table, head: str) -> int:
    """Bytes of all lines that start so."""
    start, end = names.span(head)
    return end - start


def heads(text: str, length: int) -> set[str]:
    """The first letters, and all that one typo in them could have been meant to be."""
    return {text[:length], *typos(text[: length + 1], length, ALPHABETS.get(script(text), ""))}


def typos(text: str, length: int, alphabet: str) -> Iterator[str]:
    """Every head that a wrong, missing, added or swapped letter turns into these first letters."""
    for at in range(min(length, len(text))):
        yield (text[:at] + text[at + 1 :])[:length]
        yield (text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :])[:length]
        for letter in alphabet:
            yield (text[:at] + letter + text[at + 1 :])[:length]
            yield (text[:at] + letter + text[at:])[:length]
