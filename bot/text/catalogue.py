"""Texts in the person's language: gettext catalogues, which of them are complete, and pseudo-languages for tests.

A language is offered for a flow only when it is complete for that flow, so one question never mixes two languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from babel.messages.pofile import read_po

from bot.text.direction import is_rtl, isolate_commands, isolate_if_rtl, isolate_text
from bot.text.fill import fill_placeholders, placeholder_names

SOURCE_LANGUAGE = "en"
LARGEST_CATALOGUE = 5_000_000  # bytes of a file; the largest of ours has a twentieth of it
PSEUDO_LANGUAGES = ("en-XA", "ar-XB")
FRENCH_SPACES = re.compile(r" (?=[?!:;»])|(?<=«) ")


class Catalogue:
    """One language: `text(context, source)` gives the translation of exactly that source text."""

    def __init__(
        self, language: str, messages: Mapping[tuple[str, str], str], fuzzy: Iterable[tuple[str, str]]
    ) -> None:
        self.language, self.messages, self.fuzzy = language, messages, frozenset(fuzzy)

    def text(self, context: str, source: str) -> str:
        """The translation, or the source where there is none (never met in a flow that is offered)."""
        return self.messages.get((context, source), source)

    def has(self, context: str, source: str) -> bool:
        """Whether the text is translated, not fuzzy, with the same placeholders."""
        found = self.messages.get((context, source))
        return (
            bool(found)
            and (context, source) not in self.fuzzy
            and placeholder_names(found or "") == placeholder_names(source)
        )


class _Source(Catalogue):
    def __init__(self) -> None:
        super().__init__(SOURCE_LANGUAGE, {}, ())

    def has(self, context: str, source: str) -> bool:
        return True


class _Pseudo(Catalogue):
    """Every text longer, bracketed and accented, so that a forgotten or a cut text is seen at once."""

    LETTERS = str.maketrans("aceinouyACEINOU", "åçéîñöûýÅÇÉÎÑÖÛ")

    def __init__(self, language: str) -> None:
        super().__init__(language, {}, ())

    def text(self, context: str, source: str) -> str:
        parts = source.split("{")
        rest = [part.partition("}") for part in parts[1:]]
        text = self.letters(parts[0]) + "".join(f"{{{name}}}{self.letters(tail)}" for name, _, tail in rest)
        return f"\N{RIGHT-TO-LEFT MARK}[{text}]" if self.language == "ar-XB" else f"[{text}]"

    def letters(self, text: str) -> str:
        return text.translate(self.LETTERS)

    def has(self, context: str, source: str) -> bool:
        return True


def read_catalogue(folder: Path, language: str) -> Catalogue:
    """The catalogue in `folder/LANGUAGE/*.po`. Raises `ValueError` naming the file when one cannot be read."""
    messages: dict[tuple[str, str], str] = {}
    fuzzy: list[tuple[str, str]] = []
    for path in sorted((folder / language).glob("*.po")):
        if path.stat().st_size > LARGEST_CATALOGUE:
            raise ValueError(f"{path} has more than {LARGEST_CATALOGUE} bytes. Make it several files.")
        with path.open("rb") as file:
            for message in read_po(file, locale=language.replace("-", "_"), abort_invalid=True):
                key = (str(message.context or ""), str(message.id))
                if message.id and message.string:
                    messages[key] = keep_french_spaces(language, str(message.string))
                    if message.fuzzy:
                        fuzzy.append(key)
    return Catalogue(language, messages, fuzzy)


def keep_french_spaces(language: str, text: str) -> str:
    """French writes a space before ? ! : ; and inside « »: no line may break there."""
    return FRENCH_SPACES.sub("\N{NO-BREAK SPACE}", text) if language.partition("-")[0] == "fr" else text


class Texts:
    """All languages of a `locales` folder, read at first use."""

    def __init__(self, folder: Path, pseudo: bool = False) -> None:
        self.folder = folder
        self.pseudo = pseudo
        self.loaded: dict[str, Catalogue] = {SOURCE_LANGUAGE: _Source()}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The language codes there are, English first."""
        found = sorted(path.name for path in self.folder.iterdir() if any(path.glob("*.po")))
        return (
            SOURCE_LANGUAGE,
            *(code for code in found if code != SOURCE_LANGUAGE),
            *(PSEUDO_LANGUAGES if self.pseudo else ()),
        )

    def catalogue(self, language: str) -> Catalogue:
        """The catalogue of a language."""
        if language not in self.loaded:
            made = _Pseudo(language) if language in PSEUDO_LANGUAGES else read_catalogue(self.folder, language)
            self.loaded[language] = made
        return self.loaded[language]

    def say(self, language: str, context: str, source: str, values: Mapping[str, str] | None = None) -> str:
        """The text in a language with its values filled in; values are isolated where directions would mix."""
        text = self.catalogue(language).text(context, source)
        if not is_rtl(language):
            return (
                text
                if values is None
                else fill_placeholders(text, {name: isolate_if_rtl(value) for name, value in values.items()})
            )
        text = isolate_commands(text)
        return (
            text
            if values is None
            else fill_placeholders(text, {name: isolate_text(value) for name, value in values.items()})
        )

    def complete(self, language: str, messages: Iterable[tuple[str, str]]) -> bool:
        """Whether every (context, source) is there."""
        catalogue = self.catalogue(language)
        return all(catalogue.has(context, source) for context, source in messages)
