"""The neighbours, more coarsely: enough to find the contacts there and to ask when a name or postcode exists twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from bot.places.spelling import normalise_name
from tests.tools.gazetteer.core import name_town
from tests.tools.gazetteer.draft import Area, Draft
from tests.tools.gazetteer.sources import Post, Sources, Town

RICH = 20_000  # inhabitants from which on a town keeps its names in other languages
SMALLEST = {"GB": 2_000, "LU": 0, "CZ": RICH}  # towns below are left out: the shipped files stay small
NEAR = 0.3  # degrees: a postcode's place and a town of the same name so far apart are the same
BRITISH = {"G5": "GB-KEN", "I3": "GB-MDW", "E4": "GB-ESS", "N09000003": "GB-BFS"}
LONDON = {"F1": "GB-HMF", "G4": "GB-KEC"}
Coder = Callable[[Town], tuple[str, str]]  # a town's municipality: code, area it lies in; ("", "") when unknown


def all_countries(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Germany, Spain, Sweden, Luxembourg, Austria, Denmark, the United Kingdom, the Czech Republic."""
    germany(draft, sources, hand)
    spain(draft, sources, hand)
    sweden(draft, sources, hand)
    austria(draft, sources)
    denmark(draft, sources, hand)
    for country, coder in (("GB", british), ("LU", luxembourgish), ("CZ", czech)):
        municipalities(draft, [town for town in sources.towns[country] if town.population >= SMALLEST[country]], coder)
    for country in ("GB", "LU"):
        posts_by_name(
            draft, sources.posts[country], sources.towns[country], british if country == "GB" else luxembourgish
        )


def municipalities(draft: Draft, towns: Iterable[Town], coder: Coder) -> None:
    """Municipalities out of GeoNames towns: the largest town gives its name, the others are villages."""
    for town in sorted(towns, key=lambda town: (-town.population, town.id)):
        code, within = coder(town)
        if code and code not in draft.areas:
            draft.add(Area(code, "town", within, town.name, town.population))
        if code:
            name_town(draft, town, code, rich=town.population >= RICH)


def germany(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities by AGS; a postcode finds the municipality by its place's name, else its Kreis."""
    states = hand["german_states"]
    towns = sources.towns["DE"]
    alone = {town.admin[3] for town in towns if town.admin[3].endswith("000")}
    for post in sources.posts["DE"]:
        kreis, state = post.admin[2], states.get(post.admin[2][:2], "")
        if state and f"{kreis}000" not in alone:
            draft.add(Area(f"de:{kreis}000", "district", f"{state} DE EU", post.admin3_name))

    def coder(town: Town) -> tuple[str, str]:
        code = town.admin[3]
        kreis = f"de:{code[:5]}000"
        if len(code) != 8 or code[:2] not in states:
            return "", ""
        return f"de:{code}", kreis if kreis in draft.areas and code[5:] != "000" else states[code[:2]]

    municipalities(draft, towns, coder)
    names = by_district(draft, towns, lambda town: (town.admin[2], coder(town)[0]))
    for post in sources.posts["DE"]:
        code = named(names[post.admin[2]], post.place) or f"de:{post.admin[2]}000"
        if code in draft.areas:
            draft.post(post.number, code)


def by_district(
    draft: Draft, towns: Iterable[Town], key: Callable[[Town], tuple[str, str]]
) -> dict[str, dict[str, str]]:
    """District -> name of a town in it -> municipality; the larger town wins."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for town in sorted(towns, key=lambda town: (-town.population, town.id)):
        district, code = key(town)
        if code in draft.areas:
            for name in (town.name, town.ascii, draft.areas[code].name):
                found[district].setdefault(normalise_name(name), code)
    return found


def named(names: dict[str, str], place: str) -> str:
    """The municipality whose name a place has or begins with ("Dresden Friedrichstadt")."""
    words = normalise_name(place).split()
    return next((names[key] for n in range(len(words), 0, -1) if (key := " ".join(words[:n])) in names), "")


def spain(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities of INE with both official names; postcodes of GeoNames."""
    provinces = hand["spanish_provinces"]
    for row in sources.spanish():
        first, _, second = row["name"].partition("/")
        area = Area(f"es:{row['provCode']}{row['code']}", "town", provinces[row["provCode"]][0], turned(first))
        draft.add(area, *([turned(second)] if second else []))
    for town in sources.towns["ES"]:
        if f"es:{town.admin[2]}" in draft.areas:
            name_town(draft, town, f"es:{town.admin[2]}", rich=town.population >= RICH)
    for post in sources.posts["ES"]:
        if f"es:{post.admin[2]}" in draft.areas:
            draft.post(post.number, f"es:{post.admin[2]}")


def turned(name: str) -> str:
    """ "Hospitalet de Llobregat, L'" -> "L'Hospitalet de Llobregat"."""
    main, comma, article = name.partition(", ")
    return name if not comma else article + ("" if article.endswith("'") else " ") + main


def sweden(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities of SCB."""
    counties = hand["swedish_counties"]
    for post in sources.posts["SE"]:
        if post.admin[1][:2] in counties:
            draft.add(Area(f"se:{post.admin[1]}", "town", counties[post.admin[1][:2]], post.admin2_name))
            draft.post(post.number, f"se:{post.admin[1]}")

    def coder(town: Town) -> tuple[str, str]:
        county = counties.get(town.admin[1][:2], "")
        return (f"se:{town.admin[1]}", county) if county else ("", "")

    municipalities(draft, sources.towns["SE"], coder)
    names = by_district(draft, sources.towns["SE"], lambda town: ("", coder(town)[0]))
    for post in sources.posts["SE"]:
        if not post.admin[1] and (code := names[""].get(normalise_name(post.place))):
            draft.post(post.number, code)


def austria(draft: Draft, sources: Sources) -> None:
    """Municipalities by Gemeindekennziffer, Vienna as one."""

    def coder(town: Town) -> tuple[str, str]:
        if town.admin[0] == "09":
            return "at:90001", "AT-9"
        return (f"at:{town.admin[2]}", f"AT-{town.admin[0][-1]}") if len(town.admin[2]) == 5 else ("", "")

    draft.add(Area("at:90001", "town", "AT-9", "Wien"), "Vienna", "Vienne", "Wenen")
    municipalities(draft, sources.towns["AT"], coder)
    for post in sources.posts["AT"]:
        found = "at:90001" if post.admin[0] == "09" else f"at:{post.admin[2]}"
        if found not in draft.areas and len(post.admin[2]) == 5:
            draft.add(Area(found, "town", f"AT-{post.admin[0][-1]}", post.admin3_name))
        if found in draft.areas:
            draft.post(post.number, found)


def denmark(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities by Kommune number."""
    regions = hand["danish_regions"]
    municipalities(draft, sources.towns["DK"], lambda town: (f"dk:{town.admin[1]}", regions.get(town.admin[0], "DK")))
    for post in sources.posts["DK"]:
        if f"dk:{post.admin[1]}" in draft.areas:
            draft.post(post.number, f"dk:{post.admin[1]}")


def british(town: Town) -> tuple[str, str]:
    """Towns by GeoNames number, within the districts that contact rows name, else within the nation."""
    nation, district, borough, _ = town.admin
    within = LONDON.get(borough, "") if district == "GLA" else BRITISH.get(district, "")
    return f"gb:{town.id}", within or f"GB-{nation}"


def luxembourgish(town: Town) -> tuple[str, str]:
    """Communes by canton and number."""
    return f"lu:{town.admin[0]}{town.admin[1]}", "LU"


def czech(town: Town) -> tuple[str, str]:
    """Towns by the number of the municipality; Prague has none."""
    return f"cz:{town.admin[2] or 'x' + town.admin[0]}", "CZ"


def posts_by_name(draft: Draft, posts: Iterable[Post], towns: Iterable[Town], coder: Coder) -> None:
    """Postcodes whose rows hold no municipality: the town of the same name that lies there."""
    names: dict[str, list[Town]] = defaultdict(list)
    for town in sorted(towns, key=lambda town: (-town.population, town.id)):
        names[normalise_name(town.name)].append(town)
    for post in posts:
        for town in names[normalise_name(post.place)]:
            if (
                coder(town)[0] in draft.areas
                and abs(town.latitude - post.latitude) < NEAR
                and abs(town.longitude - post.longitude) < NEAR
            ):
                draft.post(post.number.removeprefix("L-"), coder(town)[0])
                break
