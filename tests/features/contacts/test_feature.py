"""What stands beside a step's text: contacts for whoever asks, cards, who runs this; and contacts as a file to keep."""

from __future__ import annotations

import pytest

from bot.features.contacts import FEATURE
from bot.features.contacts.cards import Cards
from bot.flow.model import Call
from bot.intake.office import Office
from bot.pictures.sheet import Sheet
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Operator, Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.events import asked, event_of

FAMILY: dict[str, Answer] = {"role": ("family",), "about": ("child",), "age": ("teen",), "place": ("be:23088",)}
BARE = Operator(areas=("BE",), name="Belgium", contact="somewhere")
WHOLE = BARE.model_copy(update={"dpo": "dpo of the town", "legal_basis": "law of the town"})


def writer(library: Library, *operators: Operator) -> Writer:
    return Writer(World(library, Towns(operators), NOW, "en"), "en")


def shown(writer: Writer, name: str, answers: dict[str, Answer], flow: str = "where_to_turn", **params: str) -> str:
    call = Call(name=name, params=params)
    return FEATURE.shows[name].write(writer, call, answers, Talk("abc123", flow, "en", answers))


def test_contacts_are_those_of_the_need_that_was_named_or_answered(library: Library) -> None:
    say = writer(library)
    for params, need in (({"need": "advice"}, "advice"), ({}, None)):
        assert shown(say, "contacts", FAMILY, **params) == Cards(say).contacts(FAMILY, need)
    assert shown(say, "contacts", {**FAMILY, "need": ("advice",)}) == shown(say, "contacts", FAMILY, need="advice")


def test_for_a_worker_s_own_self_nothing_counts_of_whom_it_was_about(library: Library) -> None:
    say, own = writer(library), {"role": ("myself",), "age": ("adult",), "place": FAMILY["place"]}
    for about in (FAMILY, {**FAMILY, "age": ("under12",), "need": ("leave",)}):
        assert shown(say, "contacts", about, role="myself", need="talk") == Cards(say).contacts(own, "talk")


def test_what_a_talk_itself_answers_counts_as_answered(library: Library) -> None:
    say = writer(library)
    about_place = Cards(say).contacts({**FAMILY, "about": ("place",)}, "advice")
    assert shown(say, "contacts", FAMILY, "tension", need="advice") == about_place
    assert shown(say, "contacts", FAMILY, need="advice") != about_place


def test_who_runs_this_is_said_as_far_as_it_is_known(library: Library) -> None:
    say = writer(library, BARE).phrase
    operator = say("duties_operator", {"operator": "Belgium"})
    assert shown(writer(library, BARE), "duties", FAMILY) == "\n".join(
        [operator, say("duties_contact", {"contact": "somewhere"})]
    )
    assert shown(writer(library, WHOLE), "duties", FAMILY).splitlines() == [
        operator,
        say("duties_contact", {"contact": "dpo of the town"}),
        say("duties_basis", {"value": "law of the town"}),
    ]
    assert "Vilvoorde" in shown(writer(library), "duties", FAMILY)
    assert shown(writer(library), "duties", FAMILY).count("\n") == 0


def test_pages_are_the_cards_on_privacy_and_what_a_word_finds(library: Library) -> None:
    say = writer(library)
    assert (
        FEATURE.pages["privacy"](say, {}) == FEATURE.pages["human"](say, {}) == shown(say, "cards", {}, kind="privacy")
    )
    assert FEATURE.pages["words"](say, {}).startswith(say.phrase("words_title"))
    assert FEATURE.pages["words"](say, {"word": "zzzz"}).startswith(say.phrase("words_none"))


def test_flow_files_may_name_only_settings_there_are() -> None:
    settings = FEATURE.shows["cards"].settings(["law", "word"])
    assert settings == {"kind": ("law", "word")}, "a kind must be named, so it may not be left out"
    assert {"", "advice"} <= set(FEATURE.shows["contacts"].settings([])["need"])
    assert {"", "myself"} <= set(FEATURE.shows["contacts"].settings([])["role"])


async def test_the_file_holds_the_cards_that_were_shown(office: Office) -> None:
    answers: dict[str, Answer] = {"place": ("be:23088",)}
    async with event_of(office, "anna", talk=Talk("abc123", "phone", "en", answers)) as context:
        done = await FEATURE.effects["save_contacts"](context, asked("save_contacts"))
        cards = Cards(context.writer).contacts(answers, "talk").split("\n\n")
    (file,) = done.files
    sheet = Sheet.from_json(file.sheet)
    assert file.kind == "text"
    assert [[part.heading, *(row.label for row in part.rows)] for part in sheet.sections] == [
        card.split("\n") for card in cards
    ]


async def test_without_a_talk_there_is_nothing_to_keep(office: Office) -> None:
    async with event_of(office, "anna") as context:
        assert (await FEATURE.effects["save_contacts"](context, asked("save_contacts"))).files == ()


@pytest.mark.parametrize("flow", ["where_to_turn", "phone"])
async def test_also_before_it_has_come_to_its_contacts_a_talk_gives_some(office: Office, flow: str) -> None:
    async with event_of(office, "anna", talk=Talk("abc123", flow, "fr")) as context:
        (file,) = (await FEATURE.effects["save_contacts"](context, asked("save_contacts"))).files
    assert Sheet.from_json(file.sheet).language == "fr"
