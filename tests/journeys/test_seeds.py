"""What the founding documents describe, met by people: searches, cards, questions, and what is not there on purpose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.directory.needs import ALL_ROLES
from bot.features.contacts.cards import Cards
from bot.intake.office import Office
from bot.operations.schemas import make_schemas
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.check.folder import ROOT, faults_of
from tests.commands.tree import every_command
from tests.conftest import NOW
from tests.journeys.test_line import MAP, WHO
from tests.person import Person

SAID = "flow: test\ntitle: A talk\nsteps:\n  - {{id: a, say: {}, show: contacts, end: done}}\n"


@pytest.fixture(scope="module")
def cards(library: Library) -> Cards:
    return Cards(Writer(World(library, Towns.pretend(), NOW, "en"), "en"))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        pytest.param("CREA", "the same free number as CAPREV", marks=pytest.mark.seed("SY22")),
        pytest.param("Plan R", "Strategy T.E.R.", marks=pytest.mark.seed("SY46")),
        pytest.param("plan m", "It replaced Plan R on 8 September 2021", marks=pytest.mark.seed("SY46")),
        pytest.param("National Task Force", "It has no counter for the public", marks=pytest.mark.seed("SY47")),
        pytest.param("OCAM", "This assistant never sends it anything", marks=pytest.mark.seed("SY48")),
        pytest.param("Local Task Forces", "not your first contact", marks=pytest.mark.seed("SY50")),
        pytest.param("circular", "The law of 30 July 2018", marks=pytest.mark.seed("SY52")),
        pytest.param("dynamic databank", "does not feed it, copy it or ask it", marks=pytest.mark.seed("SY54")),
        pytest.param("Flemish", "The platform brings the contact points", marks=pytest.mark.seed("SY57")),
        pytest.param("RAR", "free number", marks=pytest.mark.seed("SY64")),
        pytest.param("D-Rad", "can tell you about visits", marks=pytest.mark.seed("SY73")),
        pytest.param("mayor", "What a mayor can and cannot do", marks=pytest.mark.seed("SY75")),
        pytest.param("mobile team", "Support for your town", marks=pytest.mark.seed("SY79")),
        pytest.param("score", "Why there is no score here", marks=pytest.mark.seed("SY96")),
        pytest.param("VERA-2R", "nobody gets a number", marks=pytest.mark.seed("SY96")),
    ],
)
def test_a_search_leads_to_what_there_is_now(cards: Cards, words: str, read: str) -> None:
    assert read in cards.words_page(words)


def test_a_search_also_names_the_service_and_never_more_than_fits(cards: Cards) -> None:
    found = cards.words_page("CREA")
    assert "0800 111 72" in found
    assert all(len(cards.words_page(words)) < 4096 for words in ("a", "police", "training", "service", "CAPREV"))
    nothing, everything = cards.words_page("qqqq"), cards.words_page("")
    assert nothing.splitlines()[1:] == everything.splitlines()[1:]
    assert len(everything.splitlines()) == 45


@pytest.mark.seed("SY02")
@pytest.mark.parametrize("role", ALL_ROLES)
def test_each_role_finds_five_cards(cards: Cards, role: str) -> None:
    titles = [card.title for card in cards.library.content.cards.values() if card.kind == "learn"]
    shown = cards.kind("learn", {"role": (role,)})
    assert sum(title in shown.split("\n") for title in titles) >= 5


@pytest.mark.seed("SY51")
async def test_who_sends_in_belgium_reads_the_law_first(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types("/signal", *WHO)
    assert worker.waiting == "law"
    assert "Professional secrecy stays with you" in worker.text
    assert "needs the agreement of all" in worker.text
    other = await Person(office, "other", "en", tmp_path).types("/signal", *WHO[:3], "=place.nl:0599")
    assert other.waiting == "law"
    assert "LISC-R" not in other.text


@pytest.mark.seed("SY54")
async def test_a_person_asks_about_themselves(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "person", "en", tmp_path).types("/about_me", "=place.be:23088")
    assert "The common database" in person.text
    assert "What you can ask" in person.text


@pytest.mark.seed("SY40")
async def test_a_mother_is_relieved_before_she_is_advised(office: Office, tmp_path: Path) -> None:
    mother = await Person(office, "mother", "en", tmp_path).types("/start", "=danger.no", "=role.family")
    assert "You are not to blame" in mother.text
    assert mother.waiting == "about"
    await mother.types("=about.child", "=age.teen", "=place.se:0180", "=need.advice")
    assert "What often helps" in mother.text


@pytest.mark.seed("SY10")
async def test_three_questions_about_harm_and_then_people(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "person", "en", tmp_path).types("/start", "=danger.no", "=role.myself")
    await person.types("=age.adult", "=place.be:21012", "=need.learn")
    assert "What would you like to repair?" in person.text
    assert person.waiting == "contacts"
    assert re.search(r"Phone: \d", person.text)


@pytest.mark.seed("SY14")
async def test_leaving_is_small_steps_and_nobody_is_cured(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "person", "en", tmp_path).types("/start", "=danger.no", "=role.myself")
    await person.types("=age.adult", "=place.be:21012", "=need.leave")
    assert "Setbacks are normal" in person.text
    for word in ("cured", "deradicalised"):
        (fault,) = faults_of(tmp_path / word, flows__talks__test=SAID.format(f"Someone is {word}."))
        assert word in fault.cause


@pytest.mark.seed("SY89")
def test_nobody_is_given_a_label(tmp_path: Path) -> None:
    for word in ("suspect", "perpetrator", "risk level", "profile"):
        found = faults_of(tmp_path / word, flows__talks__test=SAID.format(f"The {word} lives here."))
        assert any("puts a label" in fault.cause for fault in found), word


@pytest.mark.seed("SY87")
async def test_no_signal_goes_without_what_goes_well(office: Office, tmp_path: Path) -> None:
    worker = Person(office, "worker", "en", tmp_path)
    await worker.types("/signal", *WHO, "=law.understood", "=allowed.yes", "=consent.yes", "=child_channel.done")
    await worker.types("=areas.peers", "=noticed[peers].drops", "/skip", "=how_known.seen", "=since.months3")
    assert worker.waiting == "strengths"
    for said in ("/skip", "=strengths.", "", "nothing at all"):
        await worker.types(said)
        assert worker.waiting == "strengths"
    await worker.types("=strengths.unknown")
    assert worker.waiting == "other_reasons"


@pytest.mark.seed("SY97")
async def test_a_life_map_says_what_is_known_and_no_more(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types("/life_map", *WHO, *MAP)
    signs = Counter(sign for sign in worker.text if sign in "●◐○")
    assert signs.total() == len(office.library.content.areas) == 14
    assert "This is not a risk assessment" in worker.text


@pytest.mark.seed("SY98")
def test_a_town_cannot_write_a_weight_or_a_score() -> None:
    words = {word for schema in make_schemas().values() for word in properties(schema)}
    assert {"label", "when", "sets"} <= words
    assert {word for word in words if re.search("weight|score|point|level|rank|severity|colou?r", word)} == set()


def properties(schema: Any) -> Iterator[str]:
    """Every key that a file may hold."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)


@pytest.mark.seed("SY53")
def test_nothing_but_contacts_can_be_exported() -> None:
    named = every_command()
    assert len(named) > 15
    assert {name for name in named if "export" in name or "import" in name} == {"contacts export", "contacts import"}


@pytest.mark.seed("SY67")
def test_no_ideology_stands_for_all(library: Library) -> None:
    kinds = {
        "right": r"right.wing|far.right|neo.?nazi|white power",
        "left": r"left.wing|far.left|anarch",
        "religious": r"jihad|islami|salaf|caliphate|muslim",
        "other": r"incel|separatis|animal rights|conspirac",
    }
    texts = " ".join(text for context, text in library.sources.items() if not context.startswith("contacts."))
    named = {kind: len(re.findall(words, texts, re.I)) for kind, words in kinds.items()}
    total = sum(named.values())
    assert all(count <= max(1, 0.35 * total) for count in named.values()), named


@pytest.mark.seed("SY82")
def test_exercises_that_make_strong_never_name_extremism(library: Library) -> None:
    exercises = [card for card in library.content.cards.values() if "SY82" in card.seeds and card.kind != "who_is_who"]
    assert len(exercises) >= 3
    for card in exercises:
        assert not re.search(r"extrem|radical|terror|violen", f"{card.title} {card.text}", re.I), card.id


@pytest.mark.seed("SY18")
def test_authors_are_asked_the_four_questions() -> None:
    manual = (ROOT / "flows" / "README.md").read_text(encoding="utf-8")
    for question in ("Is it kind?", "a next step?", "fact and guess apart?", "what happens later?"):
        assert question in manual


@pytest.mark.seed("SY74")
def test_a_service_for_services_is_found_and_says_that_nobody_called_it(cards: Cards) -> None:
    row = cards.library.contacts.by_id["be-vlg-caw-consulenten"]
    page = cards.words_page(row.name)
    assert "professionals" in row.audience
    assert row.name in page
    assert "We have not called it yet" in page
