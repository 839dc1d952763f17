"""People who type a place with one mistake."""

import random
from collections.abc import Iterator

from bot.places import Gazetteer, resolve_place
from bot.places.spelling import script_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 5  # letters: in a shorter name one typo usually makes another name


def towns(gazetteer: Gazetteer, *countries: str) -> list[tuple[str, str]]:
    """Code and name of every town in these countries (all when none is given) that is long enough for a typo."""
    rows = ((code, row.split("\t")) for code, row in gazetteer.areas if code[0].islower())
    return [
        (code, row[2])
        for code, row in rows
        if (not countries or code[:2].upper() in countries) and len(row[2]) >= SHORTEST and script_of(row[2]) == "LATIN"
    ]


def mistyped(name: str, chance: random.Random) -> str:
    """The name with one letter wrong, missing, doubled up with another, or swapped with the next."""
    at = chance.randrange(len(name) - 1)
    letter = chance.choice(LETTERS)
    ways = (
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return chance.choice(ways)


def trials(gazetteer: Gazetteer, count: int, seed: int, *countries: str) -> Iterator[tuple[str, str, str]]:
    """Code, name and the name with one typo, for a sample of towns."""
    chance = random.Random(seed)
    for code, name in chance.sample(towns(gazetteer, *countries), count):
        yield code, name, mistyped(name, chance)


def is_offered(gazetteer: Gazetteer, code: str, text: str) -> bool:
    """Whether the place itself, or one of the same name, is among the places offered for a text."""
    wanted = gazetteer.area(code).name
    return any(place.code == code or place.name == wanted for place in resolve_place(gazetteer, text).places)
