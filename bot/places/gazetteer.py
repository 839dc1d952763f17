"""The areas that contacts are bound to, and what lies in what. Read from the three files in `data`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path

from bot.places.spelling import normalise_name
from bot.places.table import Table

DATA_FOLDER = Path(__file__).parent / "data"
DATA_FILES = ("areas.tsv", "names.tsv", "posts.tsv")
LABEL_WIDTH = 36  # a button with one option a row shows no more
COUNTRIES_FIRST = ("BE", "FR", "NL")  # the countries whose places come first when several answer


class UnknownPlace(KeyError):
    """A code that the gazetteer does not hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"There is no place {self.code[:40]!r} in the gazetteer. Look its code up: passerelle places find NAME"


@dataclass(frozen=True)
class Place:
    """An area. `kind`: town, district, province, region, capital, community, country or union."""

    code: str  # be:23088, fr:84007, FR-84, BE-VLG, BE, EU
    name: str  # in the first language of the place
    kind: str
    country: str  # ISO 3166-1, "EU" for the union
    parent: str  # the code of the next larger area, "" for the largest
    within: tuple[str, ...]  # all larger areas, smallest first
    languages: tuple[str, ...]  # official languages, the main one first
    population: int  # for ranking; may be that of the main town; 0 when unknown
    zone: str  # IANA time zone
    label: str  # ≤ 36 characters, tells it from its namesakes
    names: tuple[tuple[str, str], ...] = ()  # (language, name)

    def called(self, language: str) -> str:
        """The name in a language ("nl", "pt-BR"), else in the place's own; "xx" is a short one to stand in brackets."""
        return dict(self.names).get(language.partition("-")[0], self.name)


class Gazetteer:
    """All areas. Reading it takes milliseconds, it never changes, and any number of threads may share it."""

    def __init__(self, areas: Table, names: Table, posts: Table) -> None:
        self.areas, self.names, self.posts = areas, names, posts

    @classmethod
    def open(cls, path: Path | None = None) -> "Gazetteer":
        """Read the three files in a folder, by default those shipped. OSError when one is missing."""
        return cls(*(Table(((path or DATA_FOLDER) / name).read_bytes()) for name in DATA_FILES))

    def area(self, code: str) -> Place:
        """The place of a code. UnknownPlace when there is none."""
        return self.larger.get(code) or self.town(code)

    def chain(self, code: str) -> tuple[str, ...]:
        """The code and all areas it lies in, smallest first: be:21012, BE-BRU, BE-FWB, BE-VLC, BE, EU."""
        place = self.area(code)
        return (place.code, *place.within)

    def zone(self, code: str) -> str:
        """The IANA time zone of a place, for example Europe/Brussels."""
        return self.area(code).zone

    def population(self, code: str) -> int:
        """The population of a place, without reading the rest. 0 when unknown."""
        fields = (self.areas.get(code) or "").split("\t", 4)
        return int(fields[3] or 0) if len(fields) > 3 else 0

    def countries(self) -> tuple[Place, ...]:
        """All countries, those we know best first."""
        found = [place for place in self.larger.values() if place.kind == "country"]
        return tuple(sorted(found, key=lambda place: (*country_preference(place.code), place.code)))

    def regions(self, country: str) -> tuple[Place, ...]:
        """The regions (where there are none: the provinces) of a country, to choose from when no name was found."""
        inside = [place for place in self.larger.values() if place.country == country]
        kinds = ("region", "capital", "community") if any(place.kind == "region" for place in inside) else ("province",)
        found = [place for place in inside if place.kind in kinds and not contains_regions(place, inside)]
        return tuple(sorted(found, key=lambda place: normalise_name(place.name)))

    def label(self, code: str, language: str, village: str = "") -> str:
        """The label of a place in a language."""
        place = self.area(code)
        above = [self.area(each) for each in place.within]
        return place_label(place.called(language), named_after(place.kind, above), place.country, language, village)

    @cached_property
    def larger(self) -> dict[str, Place]:
        """The areas above the town that have an ISO code: a few hundred, read once (capital letters sort first)."""
        found: dict[str, Place] = {}
        rows = [(code, row.split("\t")) for code, row in self.upper()]
        for code, row in sorted(rows, key=lambda pair: len(pair[1][1].split())):
            found[code] = place_of_line(code, row, found)
        return found

    def upper(self) -> Iterator[tuple[str, str]]:
        """The lines of the larger areas."""
        return takewhile(lambda line: line[0][0].isupper(), self.areas)

    @cached_property
    def town(self) -> Callable[[str], Place]:
        """`read`, which remembers: a turn asks for the place of its talk ten times."""
        return lru_cache(1024)(self.read)

    def read(self, code: str) -> Place:
        """A town or a German district, from its line."""
        row = self.areas.get(code) if code.isprintable() and "\t" not in code else None
        if row is None:
            raise UnknownPlace(code)
        fields = row.split("\t")
        within = fields[1].split()
        if len(within) == 1 and within[0] not in self.larger:
            fields[1] = " ".join((within[0], *self.read(within[0]).within))
        return place_of_line(code, fields, self.larger)


def place_of_line(code: str, fields: list[str], larger: dict[str, Place]) -> Place:
    """Make a place of its line: kind, areas it lies in, name, population, languages, zone, other names."""
    kind, inside, name, population, languages, zone, others = fields + [""] * (7 - len(fields))
    kind = kind or "town"
    within = tuple(inside.split())
    if kind == "town" and len(within) == 1 and within[0] in larger:
        within = (*within, *larger[within[0]].within)
    above = [larger[each] for each in within if each in larger]
    country = code[:2].upper()
    return Place(
        code=code,
        name=name,
        kind=kind,
        country=country,
        parent=within[0] if within else "",
        within=within,
        languages=tuple(languages.split()) or next((each.languages for each in above if each.languages), ()),
        population=int(population or 0),
        zone=zone or next((each.zone for each in above if each.zone), "UTC"),
        label=place_label(name, named_after(kind, above), country),
        names=tuple((part[:2], part[3:]) for part in others.split("|") if part),
    )


def named_after(kind: str, above: list[Place]) -> Place | None:
    """The area that tells a place from its namesakes: for a town the next larger one, for a region its country."""
    if kind in ("country", "union"):
        return None
    return above[0] if kind in ("town", "district") else next(each for each in above if each.kind == "country")


def place_label(name: str, parent: Place | None, country: str, language: str = "xx", village: str = "") -> str:
    """ "Hasselt (Limburg, BE)", shortened until it fits: province as code, then none, then the name cut."""
    short = parent.code[3:] if parent else ""
    ways = [f"{name} ({country})"] if parent else [name]
    if parent and parent.kind != "country" and len(short) > 1:
        ways.insert(0, f"{name} ({short}, {country})")
    if parent and parent.kind != "country":
        ways.insert(0, f"{name} ({parent.called(language)}, {country})")
    if village:
        ways = [f"{village} ({name}, {country})", f"{village} ({country})"]
    fitting = next((way for way in ways if len(way) <= LABEL_WIDTH), None)
    return fitting or f"{(village or name)[: LABEL_WIDTH - 6].rstrip()}… ({country})"


def country_preference(country: str) -> tuple[int]:
    """Countries we know best before the others."""
    return (COUNTRIES_FIRST.index(country) if country in COUNTRIES_FIRST else len(COUNTRIES_FIRST),)


def contains_regions(place: Place, others: list[Place]) -> bool:
    """Whether a community holds whole regions (and so is no alternative to them)."""
    return place.kind == "community" and any(other.kind == "region" and place.code in other.within for other in others)
