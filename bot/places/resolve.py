"""From what somebody typed to a place, or to the places to choose from. Nothing typed is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Literal, NamedTuple

from bot.places import postcode
from bot.places.gazetteer import Gazetteer, Place, place_label
from bot.places.near import similar_names
from bot.places.spelling import normalise_name

MOST_PLACES = 8  # a person chooses among no more
LONGEST_TEXT, MOST_WORDS, LONGEST_PHRASE = 200, 12, 6  # characters and words that are read; words a name may have
ABBREVIATIONS = {"st": ("saint", "sint", "sankt"), "ste": ("sainte",)}
TRIED_NAMES = 3  # unknown words that are compared with all names, the longest
CROWDED_NAME = 1500  # bytes of lines: a beginning that more names share tells nothing
MOST_SIMILAR = 2 * MOST_PLACES  # places that are looked at to find those to show


class Hit(NamedTuple):
    """What a piece of the text names: a village in the place ("" the place itself), by its whole name or by a word."""

    village: str
    whole: bool


Meaning = dict[str, Hit]  # the places that a piece of the text may mean, by code


@dataclass(frozen=True)
class Found:
    """`one`: this is it. `ask`: let the person choose, even from one. `none`: offer country, then region."""

    answer: Literal["one", "ask", "none"]
    places: tuple[Place, ...] = ()
    more: bool = False  # there were more than we show: ask for the postcode


def resolve_place(gazetteer: Gazetteer, text: str, country: str | None = None) -> Found:
    """The places that a text may mean, at most 8, the likeliest first. `country`: one the person has named (ISO code).

    Every piece of the text (postcode, name, country) has to agree; if one place is left, it is the answer. Names that
    are only similar, or a part of the text, are asked about, always. Takes any string, never raises.
    """
    words = normalise_name(text[:LONGEST_TEXT]).split()
    numbers, rest = postcode.split_postcodes(" ".join(words[:MOST_WORDS]))
    posts = [part for number in numbers if (part := by_postcode(gazetteer, number))]
    names, unknown = by_name(gazetteer, rest.split())
    parts = posts + names
    agreed = agreed_meaning(gazetteer, parts)
    read_all = len(text) <= LONGEST_TEXT and len(words) <= MOST_WORDS
    understood = bool(agreed) and read_all and not unknown and len(posts) == len(numbers)
    similar = [] if understood or not rest else by_similar(gazetteer, rest, unknown, known=bool(parts))
    if similar:
        agreed = agreed_meaning(gazetteer, [*posts, in_turn([*similar, *names])])
    meant = agreed or (in_turn([*similar, *parts]) if similar else joined_meaning(gazetteer, parts))
    meant = in_country(meant, country)
    return answer_of(gazetteer, meant, understood and (len(parts) > 1 or all(hit.whole for hit in meant.values())))


def find_places(gazetteer: Gazetteer, text: str, country: str | None = None) -> dict[str, object]:
    """What `places find --json` prints: {"query", "answer", "places": [{"code", "name", "country"}]}."""
    found = resolve_place(gazetteer, text, country)
    places = [{"code": place.code, "name": place.name, "country": place.country} for place in found.places]
    return {"query": text, "answer": found.answer, "places": places}


def answer_of(gazetteer: Gazetteer, meant: Meaning, sure: bool) -> Found:
    """The answer for the places that are left."""
    places = without_wholes(
        [labelled_place(gazetteer, code, hit.village) for code, hit in islice(meant.items(), MOST_SIMILAR)]
    )
    if not places:
        return Found("none")
    return Found(
        "one" if sure and len(places) == 1 else "ask", told_apart(places[:MOST_PLACES]), len(places) > MOST_PLACES
    )


def by_postcode(gazetteer: Gazetteer, wanted: postcode.Postcode) -> Meaning:
    """The areas of a postcode."""
    meant = read_meaning(gazetteer.posts.get(wanted.number))
    return in_country(meant, wanted.country, strict=True)


def by_name(gazetteer: Gazetteer, words: list[str]) -> tuple[list[Meaning], list[str]]:
    """Names in the words, longest first, and the words that belong to none."""
    parts: list[Meaning] = []
    unknown: list[str] = []
    while words:
        length, meant = longest_name(gazetteer, words)
        if meant:
            parts.append(meant)
        else:
            unknown.append(words[0])
        words = words[length:]
    return parts, unknown


def longest_name(gazetteer: Gazetteer, words: list[str]) -> tuple[int, Meaning]:
    """How many of the first words are a name, and what it means; (1, {}) when they are none."""
    for length in range(min(len(words), LONGEST_PHRASE), 0, -1):
        if meant := exact_name(gazetteer, words[:length]):
            return length, meant
    return 1, {}


def exact_name(gazetteer: Gazetteer, words: list[str]) -> Meaning:
    """What a name means that is written so, "st" read as Saint, Sint and Sankt too."""
    return joined_meaning(
        gazetteer, (part for name in spelled_out(words) for part in names_beginning_with(gazetteer, name))
    )


def names_beginning_with(gazetteer: Gazetteer, name: str) -> Iterator[Meaning]:
    """What a name means, and what names of more words mean that begin with its two or more words ("l hospitalet")."""
    yield read_meaning(gazetteer.names.get(name))
    start, end = gazetteer.names.span(name + " ") if " " in name else (0, 0)
    if end - start < CROWDED_NAME:
        for _, value in gazetteer.names.lines(start, end):
            yield {code: Hit(hit.village, whole=False) for code, hit in read_meaning(value).items()}


def spelled_out(words: list[str]) -> Iterator[str]:
    """The name, and the name with its first abbreviation written out."""
    yield " ".join(words)
    at = next((at for at, word in enumerate(words) if word in ABBREVIATIONS), None)
    if at is not None:
        for whole in ABBREVIATIONS[words[at]]:
            yield " ".join([*words[:at], whole, *words[at + 1 :]])


def by_similar(gazetteer: Gazetteer, rest: str, unknown: list[str], known: bool) -> list[Meaning]:
    """What names mean that look like the whole text; if none does and nothing else is known, like one of its words."""
    if keys := similar_names(gazetteer.names, rest, partly=not known):
        return [wholes_first(read_meaning(gazetteer.names.get(key))) for key in keys]
    words = (
        [] if known else sorted((word for word in unknown if len(word) > 3 and word != rest), key=len)[-TRIED_NAMES:]
    )
    return [
        read_meaning(gazetteer.names.get(key))
        for word in words
        for key in similar_names(gazetteer.names, word, MOST_PLACES)
    ]


def wholes_first(part: Meaning) -> Meaning:
    """Places of this very name before those that have it as one word, when there are more than we can show."""
    return part if len(part) <= MOST_PLACES else dict(sorted(part.items(), key=lambda pair: not pair[1].whole))


def read_meaning(row: str | None) -> Meaning:
    """The value of a line: "be:21012|~be:24008/Molenbeek-Wersbeek"; "~" marks a hit by one word of the name."""
    pairs = (each.partition("/") for each in (row or "").split("|") if each)
    return {code.lstrip("~"): Hit(village, not code.startswith("~")) for code, _, village in pairs}


def agreed_meaning(gazetteer: Gazetteer, parts: list[Meaning]) -> Meaning:
    """What is meant if every part is right: a place that all name, or that lies in what the others name."""
    if len(parts) < 2:
        return parts[0] if parts else {}
    codes = {code: hit for part in parts for code, hit in part.items()}
    chains = {code: gazetteer.chain(code) for code in codes}
    return {code: hit for code, hit in codes.items() if not any(part.keys().isdisjoint(chains[code]) for part in parts)}


def joined_meaning(gazetteer: Gazetteer, parts: Iterable[Meaning]) -> Meaning:
    """What any of the parts may mean, the largest place first."""
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return parts[0] if parts else {}
    merged = in_turn(parts)
    return dict(sorted(merged.items(), key=lambda pair: (-gazetteer.population(pair[0]), pair[0])))


def in_turn(parts: Iterable[Meaning]) -> Meaning:
    """What any of the parts may mean: the first of each, then the second of each, and so on."""
    merged: Meaning = {}
    for row in zip_longest(*(part.items() for part in parts)):
        for pair in filter(None, row):
            merged.setdefault(*pair)
    return merged


def in_country(meant: Meaning, country: str | None, strict: bool = False) -> Meaning:
    """Only what lies in a country; everything if nothing does, unless strict."""
    inside = {code: hit for code, hit in meant.items() if not country or code[:2].upper() == country.upper()}
    return inside if inside or strict else meant


def without_wholes(places: list[Place]) -> list[Place]:
    """Antwerp the province gives way to Antwerp the town; a country and a capital region stay beside their town."""
    covered = {code for place in places if place.kind == "town" for code in place.within}
    return [place for place in places if place.code not in covered or place.kind in ("capital", "country")]


def labelled_place(gazetteer: Gazetteer, code: str, village: str) -> Place:
    """The place of a code, labelled with the village that was named."""
    place = gazetteer.area(code)
    return replace(place, label=place_label(place.name, None, place.country, village=village)) if village else place


def told_apart(places: list[Place]) -> tuple[Place, ...]:
    """Namesakes that even their labels do not tell apart get their code."""
    labels = [place.label for place in places]
    return tuple(
        place
        if labels.count(place.label) == 1
        else replace(place, label=f"{place.name[: 33 - len(place.code)]} ({place.code})")
        for place in places
    )
