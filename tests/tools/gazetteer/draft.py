"""The gazetteer while it is being made: areas, spellings and postcodes are collected, then written sorted."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.places.spelling import normalise_name, script_of

COMMON = 150  # a word that more places share ("saint", "sur") finds none of them
SHOWN = 32  # places kept for one spelling, the largest first


@dataclass
class Area:
    """One line of areas.tsv, see gazetteer.Place."""

    code: str
    kind: str
    within: str
    name: str
    population: int = 0
    languages: str = ""
    zone: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """The line; empty fields at its end are left out."""
        others = "|".join(f"{language}={name}" for language, name in sorted(self.names.items()) if name != self.name)
        population = str(self.population or "")
        kind = "" if self.kind == "town" else self.kind
        fields = (self.code, kind, self.within, self.name, population, self.languages, self.zone, others)
        return "\t".join(fields).rstrip("\t")


class Draft:
    """Everything the sources said."""

    def __init__(self) -> None:
        self.areas: dict[str, Area] = {}
        self.spellings: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self.official: set[str] = set()
        self.posts: dict[str, set[str]] = defaultdict(set)

    def add(self, area: Area, *spellings: str) -> None:
        """An area with its names; a code that is known keeps its first entry."""
        known = self.areas.setdefault(area.code, area)
        known.population = max(known.population, area.population)
        for spelling in (area.name, *area.names.values()):
            self.call(spelling, area.code, official=True)
        for spelling in spellings:
            self.call(spelling, area.code)

    def call(self, spelling: str, code: str, village: str = "", population: int = 0, official: bool = False) -> None:
        """A spelling of an area, or of a village in it (with its population). One word finds an official name too."""
        key = normalise_name(spelling)
        if not key or (len(key) < 2 and normalise_name(self.areas[code].name) != key):
            return
        if normalise_name(village) == normalise_name(self.areas[code].name):
            village = ""
        if official:
            self.official.add(key)
        self.spellings[key][code, village] = max(population, self.spellings[key].get((code, village), 0))

    def post(self, number: str, code: str) -> None:
        """A postcode of an area."""
        self.posts[normalise_name(number).replace(" ", "")].add(code)

    def write(self, folder: Path) -> dict[str, int]:
        """Write the three files; how many lines each holds."""
        folder.mkdir(parents=True, exist_ok=True)
        return {
            "areas.tsv": save(folder / "areas.tsv", (area.line() for area in self.areas.values())),
            "names.tsv": save(folder / "names.tsv", self.name_lines()),
            "posts.tsv": save(folder / "posts.tsv", self.post_lines()),
        }

    def name_lines(self) -> Iterable[str]:
        """Each spelling, and each rarer word of a longer spelling, with the places it may mean, the largest first."""
        words = self.words()
        for key in self.spellings.keys() | words.keys():
            exact = self.ranked(self.spellings.get(key, {}))
            others = self.ranked(
                {ref: n for ref, n in words.get(key, {}).items() if ref[0] not in {code for code, _ in exact}}
            )
            room = max(SHOWN - len(exact), 0)
            both = self.ranked({ref: self.weight(ref, 0) for ref in [*exact, *others[:room]]})
            whole = set(exact)
            yield f"{key}\t" + "|".join(written(ref, ref in whole) for ref in both)

    def words(self) -> dict[str, dict[tuple[str, str], int]]:
        """The words of names of several words that are rare enough to tell a place."""
        found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for key in self.official:
            parts, refs = key.split(), self.spellings[key]
            for word in parts if len(parts) > 1 else []:
                if len(word) > 3 and (towns := {ref: n for ref, n in refs.items() if ref[0][0].islower()}):
                    found[word].update(towns)
        counted = Counter({word: len({code for code, _ in refs}) for word, refs in found.items()})
        return {word: refs for word, refs in found.items() if counted[word] <= COMMON}

    def ranked(self, refs: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
        """One entry a place, the place itself rather than a village in it, by population."""
        best: dict[str, tuple[str, str]] = {}
        for ref in sorted(refs, key=lambda ref: (ref[1] != "", -refs[ref], ref)):
            best.setdefault(ref[0], ref)
        return sorted(best.values(), key=lambda ref: (-self.weight(ref, refs[ref]), ref))

    def weight(self, ref: tuple[str, str], population: int) -> int:
        """What ranks a place: its population, for a village its own."""
        code, village = ref
        return self.heads.get(ref, population) if village else self.areas[code].population

    @property
    def heads(self) -> dict[tuple[str, str], int]:
        """The population of each village."""
        if not hasattr(self, "_heads"):
            self._heads: dict[tuple[str, str], int] = {}
            for refs in self.spellings.values():
                for ref, count in refs.items():
                    self._heads[ref] = max(count, self._heads.get(ref, 0))
        return self._heads

    def post_lines(self) -> Iterable[str]:
        """Each postcode with its areas: Belgium, France and the Netherlands first, then by population."""
        for number, codes in self.posts.items():
            rank = sorted(
                codes, key=lambda code: (code[:2] not in ("be", "fr", "nl"), -self.areas[code].population, code)
            )
            yield f"{number}\t{'|'.join(rank)}"


def written(ref: tuple[str, str], whole: bool) -> str:
    """ "be:24008/Molenbeek-Wersbeek"; a "~" before it says that the spelling is only one word of the name."""
    code, village = ref
    return ("" if whole else "~") + code + (f"/{village}" if village else "")


def save(path: Path, lines: Iterable[str]) -> int:
    """Write lines sorted by their bytes, as Table reads them."""
    ready = sorted(line.encode() + b"\n" for line in lines)
    path.write_bytes(b"".join(ready))
    return len(ready)


def readable(spelling: str) -> bool:
    """Whether people type an alternate name: in a script we know, no code ("RTM"), no transcription ("rwtrdam")."""
    if script_of(spelling) != "LATIN":
        return script_of(spelling) in ("ARABIC", "CYRILLIC") and plain(spelling)
    first = next(c for c in spelling if c.isalpha())
    return (
        (first.isupper() or spelling[0] in "'’") and not (spelling.isupper() and len(spelling) < 5) and plain(spelling)
    )


def plain(spelling: str) -> bool:
    """Whether a name holds neither digits nor an explanation ("Lille (Antwerpen)")."""
    return not any(c.isdigit() or c in "(),/" for c in spelling)
