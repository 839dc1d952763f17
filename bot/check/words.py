"""Words that must not stand: labels and levels on a person, belief and origin, promises, "anonymous".

Each language lists its own in `locales/LANGUAGE/avoid.txt`, in sections. A line is the beginning of a word, or of
several; one that ends in `$` is whole. A line that begins with `!` is a phrase that may stand all the same.
Words about belief, origin and opinion are those of `guard.txt`: what a person may not write, we do not ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.check.translations import CatalogueEntry
from bot.check.where import Where
from bot.flow.source import Fault
from bot.text.catalogue import SOURCE_LANGUAGE
from bot.text.guard import fold_text

LIBRARY_CONTEXTS = ("cards.", "contacts.")
AVOIDED_CAUSES = {
    "person": ("puts a label, a level or a colour on a person", "Say what was seen, or what has changed."),
    "words": ("is a word we do not use", "Take the word of the glossary: the one a worried person would use."),
    "promise": ("promises what others will do", "Say only what this assistant does itself."),
    "anonymous": ("promises what nobody can keep", "Say 'without your name'."),
    "secrets": ("asks for a code or a password of something else", "Ask for nothing: nobody here needs it."),
    "belief": ("asks about belief, origin or opinion", "Ask what the person did, and what has changed."),
}


@dataclass(frozen=True)
class Avoided:
    """The words of one language, ready for searching, by section; and the phrases that may stand."""

    language: str
    sections: dict[str, re.Pattern[str]]
    allowed: re.Pattern[str] | None

    def found(self, context: str, text: str, asks: bool) -> Iterator[tuple[str, str]]:
        """(section, word) for each word that must not stand in the text of this context."""
        folded = fold_text(text)
        if self.allowed:
            folded = self.allowed.sub(" ", folded)
        for section, pattern in self.sections.items():
            match = pattern.search(folded)
            if match and _applies(section, context, asks):
                yield section, match[0].strip()


def _applies(section: str, context: str, asks: bool) -> bool:
    """The library explains laws and words and may name them; belief matters where something is asked of people."""
    if section in ("anonymous", "secrets"):
        return True
    return asks if section == "belief" else not context.startswith(LIBRARY_CONTEXTS)


def read_avoided(locales: Path, language: str) -> Avoided:
    """The lists of a language; without a file nothing is avoided."""
    sections: dict[str, list[str]] = {"belief": _lines(locales / language / "guard.txt")}
    allowed: list[str] = []
    section = "words"
    for line in _lines(locales / language / "avoid.txt"):
        if line.startswith("["):
            section = line.strip("[]")
        elif line.startswith("!"):
            allowed.append(line[1:].strip())
        else:
            sections.setdefault(section, []).append(line)
    patterns = {name: _pattern(lines) for name, lines in sections.items() if lines and name in AVOIDED_CAUSES}
    return Avoided(language, patterns, _pattern(allowed) if allowed else None)


def _lines(path: Path) -> list[str]:
    written = path.read_text("utf-8").splitlines() if path.exists() else []
    return [line.strip() for line in written if line.strip() and not line.startswith("#")]


def _pattern(lines: list[str]) -> re.Pattern[str]:
    words = [
        re.escape(fold_text(line.removesuffix("$"))) + (r"(?!\w)" if line.endswith("$") else r"\w*") for line in lines
    ]
    return re.compile(rf"(?<!\w)(?:ال)?(?:{'|'.join(words)})")


@dataclass(frozen=True)
class AvoidedSearch:
    """Searches every text in its own language."""

    locales: Path
    where: Where

    @cached_property
    def asking(self) -> frozenset[str]:
        """The contexts of questions and answers: those of steps that ask, and the areas of life."""
        steps = [step for flow in self.where.content.flows.values() for step in flow.steps.values() if step.asks]
        begins = ("areas.", *(f"{step.owner}.{step.id}." for step in steps))
        return frozenset(context for context in self.where.texts if context.startswith(begins))

    @cached_property
    def english(self) -> Avoided:
        """The lists for the source texts."""
        return read_avoided(self.locales, SOURCE_LANGUAGE)

    def faults(self, entries: list[CatalogueEntry]) -> Iterator[Fault]:
        """Every text with a word that must not stand."""
        for context, (document, message) in self.where.texts.items():
            for cause, cure in self.wrong(self.english, context, message.text):
                yield Fault(document.file, message.line, cause, cure)
        lists = {language: read_avoided(self.locales, language) for language in {entry.language for entry in entries}}
        for entry in entries:
            if not entry.fuzzy:
                for cause, cure in self.wrong(lists[entry.language], entry.context, entry.text):
                    yield entry.fault(cause, cure)

    def wrong(self, avoided: Avoided, context: str, text: str) -> Iterator[tuple[str, str]]:
        """Cause and cure for each word."""
        for section, word in avoided.found(context, text, context in self.asking):
            cause, cure = AVOIDED_CAUSES[section]
            yield f"'{word}' in '{context}' {cause}.", cure
