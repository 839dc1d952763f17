"""What a typed place leads to."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.places import Found, Gazetteer, find_places, resolve_place
from bot.places.gazetteer import LABEL_WIDTH
from bot.places.resolve import MOST_PLACES
from bot.places.spelling import normalise_name
from tests.places.typos import is_offered, towns, trials

OPEN = Gazetteer.open()


def codes(found: Found) -> list[str]:
    return [place.code for place in found.places]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1800 Vilvoorde", "be:23088"),
        ("vilvorde 1800", "be:23088"),
        ("VILVOORDE", "be:23088"),
        ("Molenbeek 1080", "be:21012"),
        ("B-1080", "be:21012"),
        ("Sint-Jans-Molenbeek", "be:21012"),
        ("St-Jans-Molenbeek", "be:21012"),
        ("Molenbeek Bruxelles", "be:21012"),
        ("Hasselt Belgique", "be:71072"),
        ("Hasselt, Nederland", "nl:1896"),
        ("Kortessem", "be:71072"),
        ("Eupen", "be:63023"),
        ("Saint-Vith", "be:63067"),
        ("Ittre", "be:25044"),
        ("Kinrooi", "be:72018"),
        ("Borgerhout", "be:11002"),
        ("Molem", "be:21012"),
        ("Anvers", "be:11002"),
        ("Antwerpen", "be:11002"),
        ("Namur", "be:92094"),
        ("84000 Avignon", "fr:84007"),
        ("Avignon 84000", "fr:84007"),
        ("Clichy-sous-Bois", "fr:93014"),
        ("Sarcelles", "fr:95585"),
        ("Bagnolet", "fr:93006"),
        ("75011 Paris", "fr:75056"),
        ("2511 AB", "nl:0518"),
        ("2511AB Den Haag", "nl:0518"),
        ("’s-Gravenhage", "nl:0518"),
        ("Rotterdam", "nl:0599"),
        ("Dortmund", "de:05913000"),
        ("Terrassa", "es:08279"),
        ("Stockholm", "se:0180"),
        ("191 47", "se:0163"),
        ("BT1 1AA", "gb:2655984"),
        ("Belfast", "gb:2655984"),
        ("Praha", "cz:x52"),
        ("Wien 1080", "at:90001"),
        ("بروكسل ١٠٠٠", "be:21004"),
        ("مولنبيك", "be:21012"),
        ("أنتويرب", "be:11002"),
        ("روتردام", "nl:0599"),
        ("Роттердам", "nl:0599"),
        ("Андерлехт", "be:21001"),
        ("Vlaanderen", "BE-VLG"),
        ("Belgique", "BE"),
        ("Ostbelgien", "BE-DG"),
    ],
)
def test_one_place_is_meant(gazetteer: Gazetteer, text: str, code: str) -> None:
    found = resolve_place(gazetteer, text)
    assert (found.answer, codes(found)) == ("one", [code])


@pytest.mark.parametrize(
    ("text", "first", "also"),
    [
        ("Molenbeek", "be:21012", "be:24008"),
        ("Hasselt", "be:71072", "nl:1896"),
        ("3511", "nl:0344", "be:71072"),
        ("2511", "nl:0518", "at:30625"),
        ("1080", "be:21012", "at:90001"),
        ("44135", "de:05913000", "se:1489"),
        ("Itter", "be:25044", "at:70407"),
        ("L'Hospitalet", "es:08101", "fr:04095"),
        ("Bruxelles", "BE-BRU", "be:21004"),
        ("Luxembourg", "lu:LU2960317", "BE-WLX"),
        ("Avignon", "fr:84007", "fr:30351"),
        ("La Haye", "nl:0518", "fr:76352"),
    ],
)
def test_two_places_of_one_name_are_asked_about(gazetteer: Gazetteer, text: str, first: str, also: str) -> None:
    found = resolve_place(gazetteer, text)
    assert found.answer == "ask"
    assert codes(found)[0] == first
    assert also in codes(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("avinion", "fr:84007"),
        ("dortmundt", "de:05913000"),
        ("molembeek", "be:21012"),
        ("Villvoorde", "be:23088"),
        ("1800 Villvoorde", "be:23088"),
        ("rotterdan", "nl:0599"),
        ("I live in Vilvoorde", "be:23088"),
        ("Vilvoorde, Mars", "be:23088"),
        ("9999 Vilvoorde", "be:23088"),
    ],
)
def test_what_is_not_quite_a_name_is_asked_about(gazetteer: Gazetteer, text: str, code: str) -> None:
    found = resolve_place(gazetteer, text)
    assert found.answer == "ask"
    assert codes(found)[0] == code


@pytest.mark.parametrize("text", ["", " ", "?!", "🆘", "zzzzzz", "1234567", "\ud800", "\0", "qwrtpsdfghjkl" * 300])
def test_nothing_is_found(gazetteer: Gazetteer, text: str) -> None:
    assert resolve_place(gazetteer, text) == Found("none")


def test_one_word_of_a_name_is_never_the_answer(gazetteer: Gazetteer) -> None:
    assert resolve_place(gazetteer, "Wersbeek").answer == "ask"


def test_a_named_country_decides_between_namesakes(gazetteer: Gazetteer) -> None:
    assert codes(resolve_place(gazetteer, "Hasselt", country="NL")) == ["nl:1896"]
    assert codes(resolve_place(gazetteer, "3511", country="be")) == ["be:71072"]


def test_a_named_country_never_hides_the_only_hit(gazetteer: Gazetteer) -> None:
    assert codes(resolve_place(gazetteer, "Eupen", country="FR")) == ["be:63023"]


def test_a_village_is_named_on_its_label(gazetteer: Gazetteer) -> None:
    labels = [place.label for place in resolve_place(gazetteer, "Molenbeek").places]
    assert labels == ["Molenbeek-Saint-Jean (Bruxelles, BE)", "Molenbeek-Wersbeek (Bekkevoort, BE)"]


def test_a_text_that_goes_on_is_asked_about(gazetteer: Gazetteer) -> None:
    assert resolve_place(gazetteer, "Vilvoorde" + " " * 300 + "Genk").answer == "ask"


def test_too_many_places_are_said_to_be_more(gazetteer: Gazetteer) -> None:
    found = resolve_place(gazetteer, "Mons")
    assert found.more
    assert len(found.places) == MOST_PLACES


def test_find_answers_as_scripts_read_it(gazetteer: Gazetteer) -> None:
    assert find_places(gazetteer, "1800 Vilvoorde") == {
        "query": "1800 Vilvoorde",
        "answer": "one",
        "places": [{"code": "be:23088", "name": "Vilvoorde", "country": "BE"}],
    }


def allowed(found: Found) -> None:
    """What holds for every answer to every text."""
    assert (found.answer == "none") == (not found.places)
    assert found.answer != "one" or len(found.places) == 1
    assert len(found.places) <= MOST_PLACES
    assert len({place.label for place in found.places}) == len(found.places)
    assert all(len(place.label) <= LABEL_WIDTH for place in found.places)


@settings(deadline=None)
@given(st.text(max_size=4096))
def test_any_text_gets_an_answer(text: str) -> None:
    allowed(resolve_place(OPEN, text))


@settings(deadline=None)
@given(st.text(alphabet="abdeilmnorst 0123456789-'éبروكسل", max_size=40))
def test_any_text_of_likely_letters_gets_an_answer(text: str) -> None:
    allowed(resolve_place(OPEN, text))


NAMES = [name for _, name in random.Random(2).sample(towns(OPEN), 400)]


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(["1080", "2511", "75011", "", "Saint", "de", "Belgique"]))
def test_any_name_with_anything_gets_an_answer(name: str, beside: str) -> None:
    allowed(resolve_place(OPEN, f"{name} {beside}"))


@settings(deadline=None)
@given(
    st.sampled_from(NAMES), st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=2), st.integers(0, 12)
)
def test_only_an_exact_name_is_the_answer(name: str, extra: str, at: int) -> None:
    typed = name[:at] + extra + name[at:]
    if resolve_place(OPEN, typed).answer == "one":
        words = normalise_name(typed).split()
        assert OPEN.names.get(" ".join(words)) or all(OPEN.names.get(word) for word in words) or "st" in words


def test_one_typo_still_offers_the_place(gazetteer: Gazetteer) -> None:
    typed = list(trials(gazetteer, 300, 11))
    offered = sum(is_offered(gazetteer, code, text) for code, _, text in typed)
    assert offered / len(typed) >= 0.95


@pytest.mark.parametrize("country", ["BE", "FR", "NL"])
def test_every_exact_name_offers_its_place(gazetteer: Gazetteer, country: str) -> None:
    sample = random.Random(5).sample(towns(gazetteer, country), 200)
    assert all(is_offered(gazetteer, code, name) for code, name in sample)
