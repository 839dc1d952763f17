"""The pages: help is always in sight, what was said is read in order, and nothing in a text becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.contract import PHONES, PUBLIC, FetchedRow
from bot.channels.web.page import Pages
from bot.post.message import Button, Message
from tests.channels.web.reader import Page
from tests.channels.web.test_words import WORDS

PAGES = Pages(PUBLIC, WORDS)
ASKED: FetchedRow = (4, Message("Where is it?", "en", "place", "abc123", "place"))
SAID: FetchedRow = (3, Message("Thank you.", "en"))
LANGUAGES = ("en", "fr", "ar-XB")


def page(made: bytes) -> Page:
    return Page(made.decode("utf-8"))


def presses(found: Page) -> list[str]:
    return [value for form in found.forms for _, value, _ in form.buttons]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_language_direction_and_a_title_that_says_nothing(language: str) -> None:
    made = [PAGES.talk(language, []), PAGES.talk(language, [SAID, ASKED]), PAGES.receipt(language)]
    made += [PAGES.away(language), PAGES.trouble(language, "web_not_found")]
    for one in made:
        assert one.startswith(b"<!doctype html>")
        found = page(one)
        assert found.found("html", lang=language, dir="rtl" if language.startswith("ar") else "ltr")
        assert f"<title>{WORDS.say(language, 'web_title')}</title>" in one.decode()


def test_at_the_start_one_can_begin_call_and_choose_a_language() -> None:
    found = page(PAGES.talk("en", []))
    assert presses(found) == ["", "/start", "/danger"]
    assert found.found("a", href="tel:112")
    assert [link["hreflang"] for link in found.found("a") if "hreflang" in link] == list(LANGUAGES)
    assert [link["lang"] for link in found.found("a", **{"aria-current": "true"})] == ["en"]
    assert not found.found("input", type="text")


def test_a_talk_that_is_open_can_be_gone_on_with() -> None:
    assert "/signal" in presses(page(PAGES.talk("en", [], going_on="signal")))
    assert "/signal" not in presses(page(PAGES.talk("en", [ASKED], going_on="signal")))


def test_danger_back_and_stop_are_in_sight_through_the_whole_talk() -> None:
    for rows in ([SAID], [ASKED], [SAID, ASKED]):
        assert presses(page(PAGES.talk("en", rows)))[-3:] == ["/danger", "/back", "/stop"]


def test_messages_stand_in_their_order_and_the_newest_is_known_to_the_script() -> None:
    found = page(PAGES.talk("en", [SAID, ASKED]))
    assert [article["data-seq"] for article in found.found("article")] == ["3", "4"]
    assert found.found("body", **{"data-newest": "4", "data-base": "/"})


@pytest.mark.parametrize(("rows", "again"), [([SAID], True), ([ASKED], False), ([SAID, ASKED], False), ([], True)])
def test_without_script_it_looks_again_only_while_nothing_is_asked(rows: list[FetchedRow], again: bool) -> None:
    assert bool(page(PAGES.talk("en", rows, waiting=True)).found("meta", **{"http-equiv": "refresh"})) == again
    assert not page(PAGES.talk("en", rows)).found("meta", **{"http-equiv": "refresh"})


def test_the_field_for_everything_else_is_open_where_nothing_is_asked() -> None:
    for rows, is_open in (([SAID], True), ([ASKED], False)):
        (free,) = page(PAGES.talk("en", rows)).found("details", id="free")
        assert ("open" in free) == is_open


@given(st.text(min_size=1, max_size=60))
def test_nothing_that_is_said_becomes_markup(text: str) -> None:
    plain = page(PAGES.talk("en", [(3, Message("x", "en", buttons=(Button("a.x", "x"),)))]))
    found = page(PAGES.talk("en", [(3, Message(f"{text} <script>", "en", buttons=(Button("a.x", f"<i>{text}"),)))]))
    assert len(found.found("script")) == len(plain.found("script"))
    assert len(found.found("i")) == 0
    assert len(found.forms) == len(plain.forms)


def test_the_page_for_a_code_asks_for_one_and_is_not_filled_in_by_the_browser() -> None:
    found = page(PAGES.receipt("en"))
    (form,) = [form for form in found.forms if form.action == "/say"]
    assert ("press", "/receipt") in form.fields
    (box,) = found.found("input", name="argument")
    assert box["autocomplete"] == "off"
    assert page(PAGES.receipt("en")).forms[-1].fields != found.forms[-1].fields, "each has an id of its own"


def test_trouble_names_a_number_and_the_way_back_and_away_names_nothing() -> None:
    trouble = page(Pages(PHONES[0], WORDS).trouble("en", "web_not_found"))
    assert trouble.found("a", href="tel:112")
    assert trouble.found("a", href="/pane/worker/", **{"class": "button"})
    away = page(PAGES.away("en"))
    assert (away.forms, away.found("a"), away.found("script")) == ([], [], [])


def test_a_banner_stands_above_all_but_the_neutral_page() -> None:
    banner = Pages(PUBLIC, WORDS, "practice_banner")
    for one in (banner.talk("en", []), banner.talk("en", [ASKED]), banner.receipt("en")):
        assert page(one).found("p", **{"class": "banner"})
    assert not page(banner.away("en")).found("p", **{"class": "banner"})
    assert not page(PAGES.talk("en", [])).found("p", **{"class": "banner"})


def test_in_a_pane_every_form_and_link_stays_there() -> None:
    for made in (Pages(PHONES[0], WORDS).talk("en", []), Pages(PHONES[0], WORDS).talk("en", [SAID, ASKED])):
        found = page(made)
        assert all(form.action.startswith("/pane/worker/") for form in found.forms)
        links = [link["href"] or "" for link in found.found("a")]
        assert all(link.startswith(("/pane/worker/", "#", "tel:")) for link in links)
