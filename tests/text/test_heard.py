"""Common words in nine languages: what each means, that none means two things, and what is wrong with a file."""

from pathlib import Path

import pytest

from bot.app import open_library
from bot.flow.source import Faults, read_yaml
from bot.text.catalogue import Texts
from bot.text.heard import MEANINGS, bare_word, gather_heard_words, heard_words

LOCALES = Path(__file__).parents[2] / "locales"
NINE = ("ar", "ca", "de", "en", "es", "fr", "nl", "sv", "tr")
WORDS = heard_words(LOCALES)
MEANT = {
    "yes": ("yes", "Yes!", "YES", "oui", "Ja.", "si", "Sí", "evet", "EVET!", "نعم", "نَعَم", "yes, right now"),
    "no": ("no", "No.", "non", "nee", "nein", "nej", "hayır", "HAYIR", "Hayir", "لا", "no!"),
    "help": (
        *(
            "help",
            "Help !",
            "112",
            "112.",
            "١١٢",
            "SOS",
            "S.O.S.",
            "🆘",
            "🆘!",
            "🆘🆘🆘",
            "🆘 Danger",
            "danger",
            "gevaar",
            "Gefahr",
        ),
        *(
            "à l'aide",
            "A l’aide !",
            "aidez moi",
            "Au secours!!",
            "hulp",
            "Hilfe",
            "¡Ayuda!",
            "hjälp",
            "HJALP",
            "ajuda'm",
        ),
        *("perill", "yardım", "YARDIM", "İmdat", "مساعدة", "ساعدوني!", "خطر"),
    ),
    "": ("", "  ", "?", "yes but", "notes", "1122", "si no", "helper", "la", "nono"),
}


@pytest.mark.parametrize(("meaning", "word"), [(meaning, word) for meaning, words in MEANT.items() for word in words])
def test_a_word_is_heard_whatever_its_case_accents_and_points(meaning: str, word: str) -> None:
    assert WORDS.get(bare_word(word), "") == meaning


def test_nine_languages_have_words_for_every_meaning_and_no_word_means_two_things() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for language in NINE:
        lists = read_yaml(LOCALES / language / "words.yaml").data
        assert set(lists) == set(MEANINGS), language
        for meaning, words in lists.items():
            for word in words:
                found.setdefault(bare_word(word), {}).setdefault(meaning, set()).add(language)
    assert {word: meanings for word, meanings in found.items() if len(meanings) > 1} == {}
    assert {word: next(iter(meanings)) for word, meanings in found.items()} == WORDS


def test_the_words_of_the_danger_button_are_cries_for_help() -> None:
    library = open_library()
    button = library.content.phrases["button_danger"]
    for language in library.texts.languages:
        label = library.texts.say(language, "phrases.button_danger", button)
        assert WORDS.get(bare_word(label)) == "help", label


def test_a_folder_with_words_alone_is_no_language_that_is_offered() -> None:
    assert {path.parent.name for path in LOCALES.glob("*/words.yaml")} == set(NINE)
    assert Texts(LOCALES).languages == ("en", "ar", "de", "fr", "nl")


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("yes: [a]\nmaybe: [b]\n", 2, "'maybe' is no meaning"),
        ("yes: oui\n", 1, "no list"),
        ("yes:\n  - {a: b}\n", 1, "no list"),
        ("yes:\n  - oui\n  - ''\n", 3, "empty word"),
        ("yes: [non]\n\nno: [Non!]\n", 3, "means 'no' here and 'yes' elsewhere"),
        ("- yes\n", 1, "no lists of words"),
        ("yes: [oui\n", 2, "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_a_fault_with_its_line(tmp_path: Path, text: str, line: int, cause: str) -> None:
    path = tmp_path / "locales" / "fr" / "words.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    (fault,) = gather_heard_words(tmp_path / "locales")[1]
    assert (fault.file, fault.line) == ("locales/fr/words.yaml", line)
    assert cause in fault.cause
    assert fault.cure
    with pytest.raises(Faults):
        heard_words(tmp_path / "locales")


def test_a_word_may_not_mean_yes_in_one_language_and_no_in_another(tmp_path: Path) -> None:
    for language, text in (("de", "yes: [ja]\n"), ("xx", "no: [nu, Ja]\n")):
        path = tmp_path / "locales" / language / "words.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    (fault,) = gather_heard_words(tmp_path / "locales")[1]
    assert (fault.file, fault.line) == ("locales/xx/words.yaml", 1)
