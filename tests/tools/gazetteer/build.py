"""Makes the gazetteer from public packages. The same packages give the same bytes."""

import tempfile
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from bot.places.gazetteer import DATA_FOLDER
from tests.tools.gazetteer import abroad, core
from tests.tools.gazetteer.draft import Area, Draft
from tests.tools.gazetteer.sources import NODE, PYTHON, Sources, fetch

LANGUAGES = ("en", "fr", "nl", "de", "ar", "es", "sv", "tr", "ru", "da", "cs")
HAND = Path(__file__).parent  # larger.yaml, aliases.yaml
UNION = {
    "en": "European Union",
    "fr": "Union européenne",
    "nl": "Europese Unie",
    "de": "Europäische Union",
    "ar": "الاتحاد الأوروبي",
}


def build(
    folder: Path = DATA_FOLDER, packages: Path | None = None, names: Path = HAND / "aliases.yaml"
) -> dict[str, int]:
    """Write areas.tsv, names.tsv, posts.tsv; lines a file. Downloads the packages unless a folder holds them.

    RuntimeError when a program or a package is missing, or when a name stands under a code that is no area.
    """
    if packages:
        return make(Sources(packages), names).write(folder)
    with tempfile.TemporaryDirectory() as temporary:
        fetch(Path(temporary))
        return make(Sources(Path(temporary)), names).write(folder)


def packages() -> list[str]:
    """Name and version of every package that `build` downloads."""
    return [f"{name} {version}" for name, version in sorted({**PYTHON, **NODE}.items())]


def make(sources: Sources, names: Path) -> Draft:
    """Collect everything: larger areas by hand, towns from the packages, further names by hand."""
    hand = yaml.safe_load((HAND / "larger.yaml").read_text(encoding="utf-8"))
    draft = Draft()
    countries(draft, hand)
    larger(draft, hand)
    core.belgium(draft, sources, hand)
    core.france(draft, sources, hand)
    core.netherlands(draft, sources, hand)
    abroad.all_countries(draft, sources, hand)
    aliases(draft, yaml.safe_load(names.read_text(encoding="utf-8")), names)
    return draft


def countries(draft: Draft, hand: dict[str, Any]) -> None:
    """The union and the countries, their names from CLDR."""
    draft.add(Area("EU", "union", "", "European Union", zone="Europe/Brussels", names=UNION))
    for code, row in hand["countries"].items():
        names = {language: Locale(language).territories[code] for language in LANGUAGES}
        own = Locale(row["languages"][0]).territories[code]
        area = Area(code, "country", " ".join(row["within"]), own, 0, " ".join(row["languages"]), row["zone"], names)
        draft.add(area, *row.get("more", []))


def larger(draft: Draft, hand: dict[str, Any]) -> None:
    """Regions, communities and provinces of larger.yaml."""
    for code, row in hand["areas"].items():
        names = row["names"]
        languages = " ".join(row.get("languages", []))
        area = Area(
            code,
            row["kind"],
            " ".join(row["within"]),
            next(iter(names.values())),
            row.get("population", 0),
            languages,
            row.get("zone", ""),
            names,
        )
        draft.add(area, *row.get("more", []))
    for code, name, community in hand["spanish_provinces"].values():
        within = f"{community} ES EU" if community else "ES EU"
        draft.add(Area(code, "province", within, name, zone=hand["areas"].get(community, {}).get("zone", "")))


def aliases(draft: Draft, rows: dict[str, Any], file: Path) -> None:
    """Names that no source holds: nicknames, districts, other scripts."""
    if strange := sorted(code for part in rows.values() for code in part if code not in draft.areas):
        raise RuntimeError(
            f"{file}: {', '.join(strange)} is no area in the packages. Look it up: passerelle places find NAME"
        )
    for code, spellings in rows["names"].items():
        for spelling in spellings:
            draft.call(spelling, code)
    for code, names in rows["languages"].items():
        draft.areas[code].names.update(names)
        if draft.areas[code].within == "BE-DG":
            draft.areas[code].name = names["de"]
        for spelling in names.values():
            draft.call(spelling, code, official=True)
    for code, villages in rows["villages"].items():
        for village, spellings in villages.items():
            for spelling in (village, *spellings):
                draft.call(spelling, code, village)
