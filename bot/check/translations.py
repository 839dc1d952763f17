"""The translations, entry by entry with their lines: missing, fuzzy, and words in braces that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from bot.check.where import Where
from bot.flow.source import Document, Fault
from bot.text.fill import placeholder_names

PLACEHOLDERS = frozenset(
    {"readers", "reader", "receipt", "date", "deleted", "town", "contact", "number", "n", "operator", "languages"}
    | {"country", "label", "value", "text", "time", "day", "source"}
)


@dataclass(frozen=True)
class CatalogueEntry:
    """One text of a catalogue, where it stands, and whether it waits for review."""

    file: str
    line: int
    language: str
    context: str
    source: str
    text: str
    fuzzy: bool

    def fault(self, cause: str, cure: str) -> Fault:
        """A fault at this entry."""
        return Fault(self.file, self.line, cause, cure)


def catalogue_entries(locales: Path) -> Iterator[CatalogueEntry | Fault]:
    """Every translated entry of every catalogue; a file that cannot be read is a fault."""
    for path in sorted(locales.glob("*/*.po")):
        name, language = path.relative_to(locales.parent).as_posix(), path.parent.name
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
        except (PoFileError, ValueError, LookupError) as error:
            yield Fault(
                name, 1, f"This catalogue cannot be read: {error}.", "Open it with a gettext editor and save it."
            )
            continue
        for message in catalogue:
            if message.id and message.string:
                line = message.lineno or 1
                context, source, text = str(message.context or ""), str(message.id), str(message.string)
                yield CatalogueEntry(name, line, language, context, source, text, message.fuzzy)


def placeholder_faults(found: list[CatalogueEntry], where: Where) -> Iterator[Fault]:
    """Unknown words in braces, and translations with other ones than the English text."""
    for document, message in where.texts.values():
        for name in sorted(placeholder_names(message.text) - PLACEHOLDERS):
            cause = f"'{message.context}' holds the unknown word {{{name}}}."
            cure = f"Known: {', '.join(sorted(PLACEHOLDERS))}."
            yield Fault(document.file, message.line, cause, cure)
    for entry in found:
        ours, theirs = placeholder_names(entry.source), placeholder_names(entry.text)
        if ours != theirs and not entry.fuzzy:
            cause = f"'{entry.context}' has other words in braces than the English text: {_listed(theirs)}."
            yield entry.fault(cause, f"Use exactly: {_listed(ours)}.")


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def unkept_claims(
    claims: Document, found: list[CatalogueEntry], texts: Mapping[str, tuple[tuple[str, str], ...]]
) -> Iterator[Fault]:
    """Flows that a language claims in `locales/claims.yaml` and that are not complete in it."""
    by_key = {(entry.language, entry.context, entry.source): entry for entry in found}
    translated = {(entry.language, entry.context) for entry in found}
    for language, flows in claims.data.get("claims", {}).items():
        told: set[str] = set()
        for flow in flows:
            if flow not in texts:
                cure = f"Talks: {', '.join(sorted(texts))}."
                yield claims.fault(("claims", language), f"'{flow}' is no talk.", cure)
            for context, source in texts.get(flow, ()):
                entry = by_key.get((language, context, source))
                if context in told or (entry and not entry.fuzzy):
                    continue
                told.add(context)
                if entry:
                    yield entry.fault(f"'{context}' waits for review (fuzzy).", "Look at it and remove the mark.")
                else:
                    changed = (language, context) in translated
                    yield claims.fault(("claims", language), *_gap(context, language, flow, changed))


def _gap(context: str, language: str, flow: str, changed: bool) -> tuple[str, str]:
    """Cause and cure of a text that is not there; `changed`: it is, for the English of before."""
    update = f"Run `passerelle texts update {language}`"
    if changed:
        cause = f"The English of '{context}' has changed since it was put into '{language}'."
        return cause, f"{update}, correct the text, and remove its mark (fuzzy)."
    cause = f"'{context}' has no text in '{language}', which claims the talk '{flow}'."
    return cause, f"{update} and translate it. Until then no talk that needs it is offered in that language."
