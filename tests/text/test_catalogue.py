"""Catalogues: complete or not offered; fuzzy counts as missing; placeholders must agree."""

from __future__ import annotations

from pathlib import Path

from bot.text.catalogue import Texts, keep_french_spaces
from bot.text.direction import POP, direction, is_rtl, isolate_text

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "a.b.ask"
msgid "Read by {date}"
msgstr "Lu le {date}"

msgctxt "a.c.ask"
msgid "Who?"
msgstr "Qui ?"

#, fuzzy
msgctxt "a.d.ask"
msgid "Where?"
msgstr "Où ?"

msgctxt "a.e.ask"
msgid "By {day}"
msgstr "Le {jour}"
"""


def texts(folder: Path, pseudo: bool = False) -> Texts:
    (folder / "fr").mkdir()
    (folder / "fr" / "talks.po").write_text(PO, encoding="utf-8")
    return Texts(folder, pseudo)


def test_translated_and_filled(tmp_path: Path) -> None:
    assert texts(tmp_path).say("fr", "a.b.ask", "Read by {date}", {"date": "lundi"}) == "Lu le lundi"


def test_complete_only_with_every_text_sure_and_fillable(tmp_path: Path) -> None:
    found = texts(tmp_path)
    assert found.complete("fr", [("a.b.ask", "Read by {date}"), ("a.c.ask", "Who?")])
    assert not found.complete("fr", [("a.d.ask", "Where?")])
    assert not found.complete("fr", [("a.e.ask", "By {day}")])
    assert not found.complete("fr", [("a.c.ask", "Who is it?")])
    assert found.complete("en", [("x", "anything")])


def test_english_comes_first_and_pseudo_languages_only_on_request(tmp_path: Path) -> None:
    assert texts(tmp_path).languages == ("en", "fr")
    assert Texts(tmp_path, pseudo=True).languages == ("en", "fr", "en-XA", "ar-XB")


def test_pseudo_language_keeps_the_names_to_fill(tmp_path: Path) -> None:
    found = texts(tmp_path, pseudo=True)
    assert found.say("en-XA", "a", "Read by {date}", {"date": "Monday"}) == "[Réåd bý Monday]"
    assert found.say("ar-XB", "a", "By {date}", {"date": "9"}).startswith("\N{RIGHT-TO-LEFT MARK}[Bý ")


def test_directions() -> None:
    assert [direction(code) for code in ("ar", "ar-XB", "fr", "en-XA")] == ["rtl", "rtl", "ltr", "ltr"]
    assert is_rtl("fa")


def test_isolates_keep_numbers_and_drop_what_turns() -> None:
    assert isolate_text("0800 111 72") == f"\N{LEFT-TO-RIGHT ISOLATE}0800 111 72{POP}"
    assert isolate_text("\u202eabc") == f"\N{FIRST STRONG ISOLATE}abc{POP}"


def test_french_signs_stay_with_the_word_before_them() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert keep_french_spaces("fr", "D'accord ? Oui : « là »") == f"D'accord{space}? Oui{space}: «{space}là{space}»"
    assert keep_french_spaces("nl", "Is dat goed ?") == "Is dat goed ?"
