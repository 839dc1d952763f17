"""Contact cards as people read them: a town's own row, law cards, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.directory.contact import URGENT_NEEDS
from bot.directory.exchange import contact_of_columns
from bot.features.contacts.cards import NUMBER_KINDS, Cards
from bot.talk.state import Answer
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MISSION = "Luistert en denkt mee, zonder dossier."
CELLS = {
    "organisation": "Stad Vilvoorde",
    "service": "Preventiedienst",
    "description": MISSION,
    "area_codes": "be:23088",
    "audience": "families;professionals",
    "needs": "advice;local_contact",
    "phone": "02 255 45 00",
    "languages": "nl",
    "verified_on": "2026-11-01",
}
FAMILY: dict[str, Answer] = {"role": ("family",), "place": ("be:23088",), "need": ("advice",)}
COUNTRIES = {
    "BE": "be:23088",
    "FR": "fr:84007",
    "NL": "nl:0599",
    "DE": "de:05913000",
    "ES": "es:29067",
    "SE": "se:0180",
}
LANGUAGES = ("en", "fr", "nl", "de", "ar")


def cards(library: Library, language: str) -> Cards:
    return Cards(Writer(World(library, Towns.pretend(), NOW, language), language))


def said(library: Library, language: str, phrase: str) -> str:
    return library.texts.say(language, f"phrases.{phrase}", library.content.phrases[phrase])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_town_left_out_is_said_in_the_reader_s_language(library: Library, language: str) -> None:
    row = contact_of_columns(library.contacts, date(2026, 11, 24), **CELLS)
    own = replace(library, contacts=library.contacts.with_overrides([row]))
    found = "\n".join(cards(own, language).card(row, FAMILY, "advice"))
    assert said(library, language, "contact_ask_first") in found
    assert said(library, language, "say_private_worry") in found
    assert (MISSION in found) == (language == "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("country", "place"), list(COUNTRIES.items()))
def test_each_country_has_its_law_card_with_date_source_and_who_checked(
    library: Library, language: str, country: str, place: str
) -> None:
    card = next(card for card in library.content.cards.values() if card.kind == "law" and country in card.countries)
    shown = cards(library, language).kind("law", {"role": ("school",), "place": (place,)})
    assert shown.startswith(library.texts.say(language, f"cards.{card.id}.title", card.title))
    assert said(library, language, "law_unchecked") in shown
    assert card.date in shown
    assert all(source in shown for source in card.source)
    assert language == "en" or card.text.split("\n")[0] not in shown


def test_a_country_without_a_card_is_told_so(library: Library) -> None:
    assert cards(library, "en").kind("law", {"role": ("school",), "place": ("AT",)}) == said(library, "en", "law_none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_out_is_offered_a_sentence_for_oneself(library: Library, language: str) -> None:
    answers: dict[str, Answer] = {"role": ("myself",), "age": ("young",), "place": ("be:21012",), "need": ("leave",)}
    found = cards(library, language).contacts(answers, None)
    assert said(library, language, "say_own_leave") in found
    assert said(library, language, "say_private_worry") not in found


def test_the_numbers_of_the_short_cards_are_those_that_no_town_replaces() -> None:
    assert {need for needs in NUMBER_KINDS.values() for need in needs} == URGENT_NEEDS


@pytest.mark.parametrize("kind", list(NUMBER_KINDS))
@pytest.mark.parametrize("place", [*COUNTRIES.values(), "be:21012", "be:63023"])
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_however_many_lines_a_town_has_the_numbers_in_danger_stay(
    library: Library, kind: str, place: str, language: str
) -> None:
    lines = [
        {**CELLS, "service": f"{need} {number}", "needs": need, "area_codes": place, "phone": "+32 2 255 45 00"}
        for need in sorted(URGENT_NEEDS)
        for number in range(4)
    ]
    rows = [
        contact_of_columns(library.contacts, date(2026, 11, 24), **{**cells, "languages": language}) for cells in lines
    ]
    town = replace(library, contacts=library.contacts.with_overrides(rows))
    answers: dict[str, Answer] = {**FAMILY, "place": (place,)}
    for country in (None, "BE"):
        shown = cards(town, language).emergency(answers, country, kind).splitlines()
        before = cards(library, language).emergency(answers, country, kind).splitlines()
        assert shown[: len(before)] == before
