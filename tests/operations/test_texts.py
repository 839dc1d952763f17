"""Catalogues for translators: nothing translated is lost, and nothing changes without cause."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.operations.texts import update_catalogues
from tests.handbook import CLAIMED, ROOT

ASKED, ENGLISH = "tension.trend.ask", "Is it growing or fading?"
REWORDED = {
    "a little": "Is it growing, or is it fading?",
    "wholly": "Compared with last month, how are things there today?",
    "into another text of the file": "What would you like to do?",
    "to one word": "Trend?",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The content and its translations."""
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def reword(tree: Path, before: str, after: str) -> None:
    """Change the question in English."""
    path = tree / "flows/talks/tension.yaml"
    text = path.read_text("utf-8")
    assert f"ask: {before}\n" in text
    path.write_text(text.replace(f"ask: {before}\n", f"ask: {after}\n"), "utf-8")


def update(tree: Path, language: str) -> str:
    """The entry of the question after an update, as a translator sees it; without the lines of where it stands."""
    update_catalogues(tree / "flows", tree / "locales", language)
    entries = (tree / "locales" / language / "talks.po").read_text("utf-8").split("\n\n")
    (found,) = [entry for entry in entries if f'msgctxt "{ASKED}"' in entry]
    return "\n".join(line for line in found.splitlines() if not line.startswith(("#.", "#:")))


def waiting(entry: str, after: str) -> str:
    """That entry with its translation, waiting for review under a new English text."""
    changed = re.sub('^msgid ".*"$', f'msgid "{after}"', entry, flags=re.MULTILINE)
    return f'#, fuzzy\n#| msgid "{ENGLISH}"\n{changed}'


@pytest.mark.parametrize("language", CLAIMED)
def test_an_update_without_a_change_changes_no_sign(tree: Path, language: str) -> None:
    update_catalogues(tree / "flows", tree / "locales", language)
    for path in sorted((tree / "locales" / language).glob("*.po")):
        kept = ROOT / "locales" / language / path.name
        assert path.read_bytes() == kept.read_bytes(), f"run `uv run passerelle texts update {language}`"


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("after", REWORDED.values(), ids=REWORDED)
def test_a_text_that_changed_keeps_its_old_translation_until_it_is_seen_to(
    tree: Path, language: str, after: str
) -> None:
    before = update(tree, language)
    assert re.search('^msgstr ".+"$', before, re.MULTILINE)
    reword(tree, ENGLISH, after)
    for _ in range(2):  # a second update before the translator comes loses nothing either
        assert update(tree, language) == waiting(before, after)


def test_a_text_that_changed_twice_still_shows_the_english_that_was_translated(tree: Path) -> None:
    before = update(tree, "fr")
    reword(tree, ENGLISH, "How is it now?")
    update(tree, "fr")
    reword(tree, "How is it now?", "And today?")
    assert update(tree, "fr") == waiting(before, "And today?")


def test_a_translator_who_takes_only_the_mark_off_leaves_no_old_english_behind(tree: Path) -> None:
    reword(tree, ENGLISH, "And today?")
    path = tree / "locales/nl/talks.po"
    changed = update(tree, "nl")
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'#, fuzzy\n#| msgid "{ENGLISH}"', f'#| msgid "{ENGLISH}"'), "utf-8")
    assert update(tree, "nl") == changed.removeprefix(f'#, fuzzy\n#| msgid "{ENGLISH}"\n')


def test_a_new_text_is_there_without_a_translation(tree: Path) -> None:
    path = tree / "flows/phrases.yaml"
    path.write_text(path.read_text("utf-8") + "  brand_new: Xylophones quiver by zinc moonlight.\n", "utf-8")
    before = update_catalogues(ROOT / "flows", tree / "locales", "de")["talks"]
    assert update_catalogues(tree / "flows", tree / "locales", "de")["talks"] == (before[0] + 1, before[1])
