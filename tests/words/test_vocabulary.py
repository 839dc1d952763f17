"""Names and what stands behind them: a part belongs to who named it, and what nobody says anything of is plain."""

from __future__ import annotations

from typing import Any

from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.vocabulary import OWN_FACTS, PLAIN_POLICY, Fact, Part, Show, TalkPolicy, Vocabulary, yes_or_no
from bot.words.world import World
from tests.conftest import NOW


def world(library: Library, chat_app: bool = False) -> World:
    return World(library, Towns.pretend(), NOW, "en", chat_app)


def test_a_part_is_there_for_the_rest_of_the_event_and_only_in_its_world(library: Library) -> None:
    part, other, here = Part[list[str]]("part"), Part[list[str]]("other"), world(library)
    assert part.of(here) is None
    value = ["laid"]
    assert part.put(here, value) is value
    assert (part.of(here), other.of(here), part.of(world(library))) == (value, None, None)
    part.put(here, [])
    assert part.of(here) == [], "what is empty was laid down all the same"


def test_yes_or_no_has_two_values_and_gives_one_of_them(library: Library) -> None:
    fact: Fact[Any] = yes_or_no(lambda here, answers: "place" in answers)
    assert fact.values == ("yes", "no")
    assert (fact.value(world(library), {"place": ("BE",)}), fact.value(world(library), {})) == ("yes", "no")


def test_every_installation_knows_whether_an_app_keeps_a_copy(library: Library) -> None:
    assert [OWN_FACTS["chat_app"].value(world(library, app), {}) for app in (True, False)] == ["yes", "no"]


def test_a_talk_of_which_nobody_says_anything_is_plain_advice() -> None:
    desk = TalkPolicy(kind="desk", protected=True)
    found = Vocabulary(policies={"desk": desk})
    assert (found.policy("desk"), found.policy("phone")) == (desk, PLAIN_POLICY)
    assert (PLAIN_POLICY.kind, PLAIN_POLICY.urgent, PLAIN_POLICY.protected, PLAIN_POLICY.holds_answers) == (
        "advice",
        False,
        False,
        True,
    )


def test_the_settings_of_each_show_follow_from_the_kinds_of_cards_there_are() -> None:
    shows: dict[str, Show[Any]] = {
        "cards": Show(lambda *said: "", lambda kinds: {"kind": tuple(kinds)}),
        "bare": Show(lambda *said: ""),
    }
    assert Vocabulary(shows=shows).show_settings(["law", "word"]) == {"bare": {}, "cards": {"kind": ("law", "word")}}
