"""Postcodes in a typed line: "2511 AB", "B-1080", "191 47", "L-1911", "BT1 1AA"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

COUNTRY_LETTERS = {
    **{"b": "BE", "be": "BE", "f": "FR", "fr": "FR", "nl": "NL", "d": "DE", "de": "DE", "e": "ES", "es": "ES"},
    **{"s": "SE", "se": "SE", "l": "LU", "lu": "LU", "a": "AT", "at": "AT", "dk": "DK"},
}

# One alternative a country's way of writing; the text is normalised (small letters, no hyphens).
POSTCODE_PATTERN = re.compile(
    r"\b(?P<nl>[1-9]\d{3}) ?(?P<tail>[a-z]{2})\b(?=$| )"
    r"|\b(?:(?P<letter>" + "|".join(COUNTRY_LETTERS) + r") ?)?(?P<plain>\d{5}|\d{4})\b"
    r"|\b(?:(?:s|se) )?(?P<se>\d{3} \d{2})\b"
    r"|\b(?P<gb>[a-z]{1,2}\d[a-z\d]?)(?: ?\d[a-z]{2})?\b"
)
NO_TAIL = {
    "in",
    "de",
    "la",
    "le",
    "te",
    "of",
    "et",
    "en",
    "op",
    "a",
    "st",
    "el",
    "be",
    "nl",
    "fr",
    "es",
    "se",
    "at",
    "dk",
    "lu",
}


class Postcode(NamedTuple):
    """The number as it is stored, and the country that its way of writing tells ("" = any)."""

    number: str
    country: str


def split_postcodes(text: str) -> tuple[list[Postcode], str]:
    """The postcodes in a normalised text, and the text without them and without other numbers."""
    found: list[Postcode] = []
    rest = ""
    end = 0
    for match in POSTCODE_PATTERN.finditer(text):
        found.extend(postcodes_of_match(match))
        rest += text[end : match.start()] + " "
        end = match.start("tail") if kept_tail(match) else match.end()
    words = (rest + text[end:]).split()
    return found, " ".join(word for word in words if not any(c.isdigit() for c in word) and word != "cedex")


def kept_tail(match: re.Match[str]) -> bool:
    """Whether two letters after four digits are a word of their own ("1080 in …"), not part of a Dutch postcode."""
    return match["tail"] in NO_TAIL


def postcodes_of_match(match: re.Match[str]) -> Iterator[Postcode]:
    """The postcode of one match."""
    if match["nl"]:
        yield Postcode(match["nl"], "" if kept_tail(match) else "NL")
    elif match["plain"]:
        yield Postcode(match["plain"], COUNTRY_LETTERS.get(match["letter"] or "", ""))
    elif match["se"]:
        yield Postcode(match["se"].replace(" ", ""), "SE")
    else:
        yield Postcode(match["gb"], "GB")
