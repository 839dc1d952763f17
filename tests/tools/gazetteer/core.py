"""Belgium, France, the Netherlands: every municipality, with its villages, other languages and postcodes."""

from collections import Counter, defaultdict
from typing import Any

from bot.places.spelling import normalise_name
from tests.tools.gazetteer.draft import Area, Draft, readable
from tests.tools.gazetteer.sources import Sources, Town

RICH = 5_000  # inhabitants from which on a French commune keeps its names in other languages
Votes = defaultdict[str, Counter[str]]


def belgium(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities and postcodes of Statbel (2025 list), villages of GeoNames."""
    own = {"BE-VLG": "nl", "BE-WAL": "fr", "BE-BRU": "fr"}
    for row in sources.belgian("municipalities"):
        province = hand["belgian_provinces"][row["province"]]
        within = "BE-DG" if row["id"] in hand["german_community"] else province
        region = province if province == "BE-BRU" else draft.areas[province].within.split()[0]
        draft.add(Area(f"be:{row['id']}", "town", within, row["name"][own[region]], names=dict(row["name"])))
    posts: dict[str, set[str]] = defaultdict(set)
    for row in sources.belgian("postal-codes"):
        posts[row["postalCode"]].add(f"be:{row['municipality']}")
        draft.post(row["postalCode"], f"be:{row['municipality']}")
    villages = belgian_villages(draft, sources, posts)
    moved = merged(draft, sources.towns["BE"], villages)
    for town in sources.towns["BE"]:
        old = f"be:{town.admin[3]}"
        if code := old if old in draft.areas else moved.get(old, ""):
            name_town(draft, town, code)


def belgian_villages(draft: Draft, sources: Sources, posts: dict[str, set[str]]) -> dict[str, str]:
    """The places that the postcodes name, where the postcode belongs to one municipality."""
    found: dict[str, str] = {}
    for post in sources.posts["BE"]:
        codes = posts.get(post.number, set())
        if len(codes) == 1:
            code = next(iter(codes))
            found[normalise_name(post.place)] = code
            draft.call(post.place, code, post.place, official=True)
    return found


def merged(draft: Draft, towns: list[Town], villages: dict[str, str]) -> dict[str, str]:
    """Old municipality code -> today's, by the villages both know (GeoNames still has the codes from before 2025)."""
    votes: Votes = defaultdict(Counter)
    for town in towns:
        old, code = f"be:{town.admin[3]}", villages.get(normalise_name(town.name))
        if code and old not in draft.areas:
            votes[old][code] += 1
    return {old: counted.most_common(1)[0][0] for old, counted in votes.items()}


def name_town(draft: Draft, town: Town, code: str, rich: bool = True) -> None:
    """A GeoNames town: names of the municipality when it is the one that gave its name, else of a village in it."""
    area = draft.areas[code]
    names = [town.name, town.ascii, *(name for name in town.alternates if rich and readable(name))]
    own = {normalise_name(name) for name in (area.name, *area.names.values())}
    is_main = not own.isdisjoint(normalise_name(name) for name in names)
    area.population = max(area.population, town.population)
    for name in names:
        draft.call(name, code, "" if is_main else town.name, town.population, official=name == town.name)


def france(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Communes, départements and regions of INSEE, postcodes of La Poste, other languages of GeoNames."""
    parents = french_larger(draft, sources, hand)
    communes = sources.french("communes")
    for row in communes:
        parent = parents.get(row.get("departement", row["code"][:3]))
        if row["type"] == "commune-actuelle" and parent:
            area = Area(f"fr:{row['code']}", "town", parent, row["nom"], row.get("population", 0))
            draft.add(area)
            for number in row.get("codesPostaux", []):
                draft.post(number, area.code)
    for row in communes:
        code = f"fr:{row.get('chefLieu') or row.get('commune', '')}"
        if row["type"] != "commune-actuelle" and code in draft.areas:
            draft.call(row["nom"], code, row["nom"], row.get("population", 0), official=True)
    for town in sources.towns["FR"]:
        if f"fr:{town.admin[3]}" in draft.areas:
            counted = draft.areas[f"fr:{town.admin[3]}"].population
            name_town(draft, town, f"fr:{town.admin[3]}", rich=counted >= RICH)
            draft.areas[f"fr:{town.admin[3]}"].population = counted


def french_larger(draft: Draft, sources: Sources, hand: dict[str, Any]) -> dict[str, str]:
    """Regions and départements; INSEE département -> our code."""
    regions, overseas = hand["french_regions"], hand["french_overseas"]
    for row in sources.french("regions"):
        if row["code"] in regions:
            draft.add(Area(regions[row["code"]], "region", "FR EU", row["nom"]))
    parents: dict[str, str] = {}
    for row in sources.french("departements"):
        number = row["code"]
        if number in overseas:
            far = overseas[number]
            within = "FR" if far.get("eu") == "no" else "FR EU"
            draft.add(Area(far["code"], "region", within, row["nom"], zone=far["zone"]))
            parents[number] = far["code"]
        elif row["region"] in regions:
            draft.add(Area(f"FR-{number}", "province", f"{regions[row['region']]} FR EU", row["nom"]))
            parents[number] = f"FR-{number}"
    return parents


def netherlands(draft: Draft, sources: Sources, hand: dict[str, Any]) -> None:
    """Municipalities, villages and four-figure postcodes of GeoNames, with CBS codes."""
    posts = [post for post in sources.posts["NL"] if post.admin[1]]
    for post in posts:
        name = post.admin2_name.removeprefix("Gemeente ").removesuffix(" Municipality")
        draft.add(Area(f"nl:{post.admin[1]}", "town", hand["dutch_provinces"][post.admin[0]], name))
    villages = {normalise_name(post.place): f"nl:{post.admin[1]}" for post in posts}
    for town in sources.towns["NL"]:
        known = f"nl:{town.admin[1]}"
        code = known if known in draft.areas else villages.get(normalise_name(town.name), "")
        if code:
            name_town(draft, town, code)
    for post in posts:
        draft.post(post.number[:4], f"nl:{post.admin[1]}")
        draft.call(post.place, f"nl:{post.admin[1]}", post.place)
