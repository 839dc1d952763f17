"""What lies in what."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.places import Gazetteer, UnknownPlace
from bot.places.gazetteer import DATA_FILES, DATA_FOLDER, LABEL_WIDTH

OPEN = Gazetteer.open()
CODES = [code for code, _ in OPEN.areas]
GERMAN_COMMUNITY = ("63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087")


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("be:21012", ("be:21012", "BE-BRU", "BE-FWB", "BE-VLC", "BE", "EU")),
        ("be:23088", ("be:23088", "BE-VBR", "BE-VLG", "BE-VLC", "BE", "EU")),
        ("be:62063", ("be:62063", "BE-WLG", "BE-WAL", "BE-FWB", "BE", "EU")),
        ("be:63023", ("be:63023", "BE-DG", "BE-WLG", "BE-WAL", "BE", "EU")),
        ("fr:84007", ("fr:84007", "FR-84", "FR-PAC", "FR", "EU")),
        ("fr:98735", ("fr:98735", "FR-PF", "FR")),
        ("nl:0518", ("nl:0518", "NL-ZH", "NL", "EU")),
        ("de:05558012", ("de:05558012", "de:05558000", "DE-NW", "DE", "EU")),
        ("gb:2655984", ("gb:2655984", "GB-BFS", "GB-NIR", "GB")),
        ("BE-WAL", ("BE-WAL", "BE-FWB", "BE", "EU")),
        ("BE", ("BE", "EU")),
        ("EU", ("EU",)),
    ],
)
def test_chain_goes_from_smallest_to_largest(gazetteer: Gazetteer, code: str, chain: tuple[str, ...]) -> None:
    assert gazetteer.chain(code) == chain


def test_the_french_community_is_wallonia_without_the_nine_and_brussels(gazetteer: Gazetteer) -> None:
    belgian = [code for code in CODES if code.startswith("be:")]
    french = {code for code in belgian if "BE-FWB" in gazetteer.chain(code)}
    german = {code for code in belgian if "BE-DG" in gazetteer.chain(code)}
    assert german == {f"be:{number}" for number in GERMAN_COMMUNITY}
    regions = {"BE-WAL", "BE-BRU"}
    assert french == {code for code in belgian if not regions.isdisjoint(gazetteer.chain(code))} - german
    assert len(belgian) == 565


@settings(deadline=None)
@given(st.sampled_from(CODES))
def test_every_code_comes_back(code: str) -> None:
    place = OPEN.area(code)
    assert place.code == code
    assert place.name
    assert 0 < len(place.label) <= LABEL_WIDTH
    assert ZoneInfo(place.zone)
    assert place.languages or place.code == "EU"


@settings(deadline=None)
@given(st.sampled_from(CODES))
def test_every_chain_ends_with_the_country(code: str) -> None:
    chain = OPEN.chain(code)
    assert chain[0] == code
    country = OPEN.area(code).country
    assert chain in {(code, *chain[1:-1], country), (code, *chain[1:-2], country, "EU")} or code in ("EU", country)
    assert all(OPEN.area(each).code == each for each in chain)


@pytest.mark.parametrize(
    "code", ["be:99999", "", "be:", "XX", "be:21012\tx", "\n", "nowhere", "\ud800", "BE-XXX", "x" * 4096]
)
def test_an_unknown_code_names_the_cure(gazetteer: Gazetteer, code: str) -> None:
    with pytest.raises(UnknownPlace, match="passerelle places find"):
        gazetteer.area(code)


def test_languages_zone_and_names(gazetteer: Gazetteer) -> None:
    molenbeek = gazetteer.area("be:21012")
    assert molenbeek.languages == ("fr", "nl")
    assert molenbeek.called("nl") == "Sint-Jans-Molenbeek"
    assert molenbeek.called("fr-BE") == "Molenbeek-Saint-Jean"
    assert molenbeek.called("sv") == "Molenbeek-Saint-Jean"
    assert gazetteer.area("be:63067").name == "Sankt Vith"
    assert gazetteer.area("be:63067").languages == ("de",)
    assert gazetteer.area("es:08279").languages == ("ca", "es")
    assert gazetteer.zone("be:21012") == "Europe/Brussels"
    assert gazetteer.zone("fr:97411") == "Indian/Reunion"
    assert gazetteer.zone("es:38038") == "Atlantic/Canary"


def test_labels_in_a_language(gazetteer: Gazetteer) -> None:
    assert gazetteer.label("be:71072", "fr") == "Hasselt (Limbourg, BE)"
    assert gazetteer.label("be:62063", "nl") == "Luik (Luik, BE)"
    assert gazetteer.label("BE", "fr") == "Belgique"


def test_countries_and_regions_to_choose_from(gazetteer: Gazetteer) -> None:
    assert [place.code for place in gazetteer.countries()][:3] == ["BE", "FR", "NL"]
    assert {place.code for place in gazetteer.regions("BE")} == {"BE-BRU", "BE-DG", "BE-VLG", "BE-WAL"}
    assert len(gazetteer.regions("NL")) == 12
    assert len(gazetteer.regions("DE")) == 16
    assert gazetteer.regions("LU") == ()


@pytest.mark.parametrize("name", DATA_FILES)
def test_the_shipped_files_are_sorted_and_small(name: str) -> None:
    lines = (DATA_FOLDER / name).read_bytes().splitlines()
    assert lines == sorted(lines)
    assert sum((DATA_FOLDER / each).stat().st_size for each in DATA_FILES) < 6 * 2**20


def test_every_reference_leads_to_an_area(gazetteer: Gazetteer) -> None:
    known = set(CODES)
    named = {each.partition("/")[0].lstrip("~") for _, row in gazetteer.names for each in row.split("|")}
    posted = {each for _, row in gazetteer.posts for each in row.split("|")}
    assert named <= known
    assert posted <= known


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"areas\.tsv"):
        Gazetteer.open(tmp_path)
