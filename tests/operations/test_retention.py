"""What is said about keeping is what is declared: the table of the README, and the numbers of the privacy card."""

import ast
import re
from pathlib import Path

import pytest

from bot.features import FEATURES
from bot.operations.retention import markdown
from bot.store.retention import DAY, KEPT_TABLES, Clocked, kept_for
from bot.store.tables import message_number, talk
from bot.words.library import Library

ROOT = Path(__file__).parents[2]


def test_the_table_in_the_readme_is_the_one_that_is_printed() -> None:
    begin, end = "<!-- python -m bot.operations.retention -->\n\n", "\n\n<!-- end of what is kept -->"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.partition(begin)[2].partition(end)[0] == markdown(), "put what it prints into README.md"


def test_every_table_that_is_declared_in_a_feature_is_handed_in_by_one() -> None:
    declared = [
        ast.unparse(call.args[0])
        for path in (ROOT / "bot" / "features").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "keep_table"
    ]
    assert len(declared) > 5
    assert sorted(kept.table.name for one in FEATURES.all for kept in one.tables) == sorted(declared)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de", "ar"])
def test_the_privacy_card_names_the_times_that_are_declared(library: Library, language: str) -> None:
    kept = KEPT_TABLES["signal"].lives
    assert isinstance(kept, Clocked)
    minutes = kept_for(talk, "idle advice").total_seconds() / 60
    hours = kept_for(talk, "idle signal").total_seconds() / 3600
    said = {
        "s5": [minutes, hours, round(kept.longest / DAY / 30.4)],
        "s9": [kept_for(message_number).total_seconds() / 3600],
    }
    assert {card: numbers(library, language, card) for card in said} == said


def numbers(library: Library, language: str, card: str) -> list[float]:
    """The numbers of a card, in their order, as its reader sees them."""
    text = library.texts.say(language, f"cards.{card}.text", library.content.cards[card].text)
    assert language == "en" or text != library.content.cards[card].text
    return [float(number) for number in re.findall(r"\d+", text)]
