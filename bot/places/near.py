"""Names that are nearly what was typed. Only candidates: a person always confirms them."""

from collections.abc import Iterator

from bot.places.spelling import script_of
from bot.places.table import Table

ALPHABETS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz ",
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
    "CYRILLIC": "абвгдежзиклмнопрстуфхцчшщъыьэюя ",
}
SHORTEST_NAME, LONGEST_NAME = 3, 60  # characters: nothing shorter can be told apart, no name is longer
HEAD_LENGTH = 4  # the first letters are looked up with every possible typo; after them any number of typos may stand
CROWDED_HEAD = 40_000  # bytes of lines: a head like "sain" is shared by so many names that it must be longer
NAME_RATIO, PART_RATIO = 75, 86  # measured: below these the offers are nonsense


def similar_names(names: Table, text: str, limit: int = 40, partly: bool = True) -> list[str]:
    """Keys of the table that look like a normalised text, best first; `partly`: else those like a part of it."""
    if not SHORTEST_NAME <= len(text) <= LONGEST_NAME:
        return []
    from rapidfuzz import fuzz, process  # fifty modules: only where a name was misspelt
    from rapidfuzz.distance import OSA

    keys = sorted(name_candidates(names, text))
    found = process.extract(text, keys, scorer=fuzz.ratio, score_cutoff=NAME_RATIO, limit=None)
    if not found and partly:
        found = process.extract(text, keys, scorer=fuzz.WRatio, score_cutoff=PART_RATIO, limit=limit)
    ranked = sorted((OSA.distance(text, key), -score, key) for key, score, _ in found)
    return [key for typos, _, key in ranked[:limit] if typos <= ranked[0][0] + 1]


def name_candidates(names: Table, text: str) -> set[str]:
    """Keys of about the same length whose first letters are those of the text, give or take one typo."""
    room = max(2, len(text) // 4)
    found: set[str] = set()
    for head in name_heads(text, head_length(names, text)):
        found.update(key for key in names.keys(head) if abs(len(key) - len(text)) <= room)
    return found


def head_length(names: Table, text: str) -> int:
    """How many first letters to look up: more where too many names share them."""
    length = HEAD_LENGTH
    while length < len(text) - 2 and head_crowd(names, text[:length]) > CROWDED_HEAD:
        length += 2
    return length


def head_crowd(names: Table, head: str) -> int:
    """Bytes of all lines that start so."""
    start, end = names.span(head)
    return end - start


def name_heads(text: str, length: int) -> set[str]:
    """The first letters, and all that one typo in them could have been meant to be."""
    return {text[:length], *head_typos(text[: length + 1], length, ALPHABETS.get(script_of(text), ""))}


def head_typos(text: str, length: int, alphabet: str) -> Iterator[str]:
    """Every head that a wrong, missing, added or swapped letter turns into these first letters."""
    for at in range(min(length, len(text))):
        yield (text[:at] + text[at + 1 :])[:length]
        yield (text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :])[:length]
        for letter in alphabet:
            yield (text[:at] + letter + text[at + 1 :])[:length]
            yield (text[:at] + letter + text[at:])[:length]
