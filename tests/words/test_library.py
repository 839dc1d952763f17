"""What is read at start: which texts a talk needs, and in which languages it can therefore be held."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.features import FEATURES
from bot.flow.source import Faults
from bot.text.catalogue import Texts
from bot.words.library import Library

ROOT = Path(__file__).parents[2]


def contexts(library: Library, flow: str) -> set[str]:
    return {context for context, _ in library.needed(library.content.flows[flow])}


def lacking(library: Library, context: str, folder: Path) -> Library:
    """The library as it is when the Dutch translation of one text is missing."""
    shutil.copytree(ROOT / "locales", folder / "locales")
    lost = 0
    for path in (folder / "locales" / "nl").rglob("*.po"):
        entries = path.read_text(encoding="utf-8").split("\n\n")
        kept = [entry for entry in entries if f'msgctxt "{context}"' not in entry]
        lost += len(entries) - len(kept)
        path.write_text("\n\n".join(kept) + "\n", encoding="utf-8")
    assert lost == 1, f"{context} is no text of the Dutch catalogue"
    return replace(library, texts=Texts(folder / "locales"), offered={})


@pytest.mark.parametrize("flow", ["where_to_turn", "signal", "desk", "danger", "phone"])
def test_a_talk_needs_its_own_texts_and_those_that_any_talk_may_say(library: Library, flow: str) -> None:
    needed = contexts(library, flow)
    assert f"{flow}." in {f"{context.partition('.')[0]}." for context in needed}
    assert {f"phrases.{name}" for name in library.content.phrases} <= needed
    assert any(context.startswith("danger.") for context in needed), "danger can be laid over every talk"


def test_it_needs_the_areas_of_life_and_the_cards_only_where_it_shows_them(library: Library) -> None:
    assert any(context.startswith("areas.") for context in contexts(library, "signal"))
    assert not any(context.startswith("areas.") for context in contexts(library, "phone"))
    law = {f"cards.{card.id}.text" for card in library.content.cards.values() if card.kind == "law"}
    privacy = {f"cards.{card.id}.text" for card in library.content.cards.values() if card.kind == "privacy"}
    assert law <= contexts(library, "signal")
    assert not law & contexts(library, "phone")
    assert privacy <= contexts(library, "phone"), "that page can be asked for at any step"


def test_every_text_that_is_needed_is_one_of_the_content(library: Library) -> None:
    for flow in library.content.flows.values():
        assert all(library.sources[context] == text for context, text in library.needed(flow))


def test_the_talks_are_offered_in_their_source_language_and_where_they_are_complete(library: Library) -> None:
    for flow in library.content.flows:
        assert {"en", "fr", "nl", "de", "ar"} <= set(library.languages(flow))


@pytest.mark.parametrize(
    ("context", "flows"),
    [("desk.case.ask", {"desk"}), ("phrases.help", set())],
)
def test_a_talk_that_lacks_one_text_is_not_offered_and_others_are(
    library: Library, tmp_path: Path, context: str, flows: set[str]
) -> None:
    without = lacking(library, context, tmp_path)
    dutch = {flow for flow in library.content.flows if "nl" not in without.languages(flow)}
    assert dutch == (flows or set(library.content.flows)), "a sentence of the assistant is needed by all"
    assert all("fr" in without.languages(flow) for flow in library.content.flows)


def test_a_wrong_file_stops_the_start_and_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    assert set(Library.open(tmp_path, FEATURES.vocabulary).content.flows)
    wrong = tmp_path / "flows" / "talks" / "phone.yaml"
    wrong.write_text(wrong.read_text(encoding="utf-8") + "  - id: [\n", encoding="utf-8")
    with pytest.raises(Faults, match=r"phone\.yaml"):
        Library.open(tmp_path, FEATURES.vocabulary)
