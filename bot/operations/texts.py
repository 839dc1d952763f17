"""Catalogues for translators: made from the content, merged with what is translated, counted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, unescape, write_po

from bot.flow.extract import Translatable, translatable_texts
from bot.flow.source import read_yaml
from bot.words.library import Library

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
TEXT_DOMAINS = ("talks", "cards", "contacts")
CATALOGUE_HEADER = """\
# Passerelle in {language}. English is the source; see locales/README.md.
# A text that changed in English is marked fuzzy with the old text beside it, and is not used until it is seen to.
"""


def source_documents(flows: Path) -> Iterator[tuple[str, str, list[Translatable]]]:
    """For each content file: its catalogue, its name, its texts. Raises `Fault` when a file cannot be read."""
    for path in sorted(flows.rglob("*.yaml")):
        name = path.relative_to(flows.parent).as_posix()
        folder = path.relative_to(flows).parts[0]
        yield folder if folder in TEXT_DOMAINS else "talks", name, list(translatable_texts(read_yaml(path, name)))


def make_templates(flows: Path) -> dict[str, Catalog]:
    """A catalogue a domain with all English texts and where they stand."""
    made = {domain: Catalog(project="Passerelle", charset="utf-8") for domain in TEXT_DOMAINS}
    for domain, name, found in source_documents(flows):
        for message in found:
            made[domain].add(
                message.text,
                context=message.context,
                locations=[(name, message.line)],
                auto_comments=[message.note] if message.note else [],
            )
    return made


def update_catalogues(flows: Path, locales: Path, language: str) -> dict[str, tuple[int, int]]:
    """Write `locales/LANGUAGE/*.po` anew, keeping what is translated; domain → (texts, translated)."""
    counts = {}
    for domain, template in make_templates(flows).items():
        path = locales / language / f"{domain}.po"
        catalogue = _existing(path, language)
        before = {message.context: message for message in catalogue if message.id and message.string}
        catalogue.update(template, no_fuzzy_matching=False, update_header_comment=False, keep_user_comments=True)
        catalogue.obsolete.clear()
        for message in catalogue:
            if message.id and message.context in before:
                _keep_translation(message, before[message.context])
        catalogue.header_comment = CATALOGUE_HEADER.format(language=language).rstrip()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue))
        texts = [message for message in catalogue if message.id]
        counts[domain] = (len(texts), sum(1 for message in texts if message.string and not message.fuzzy))
    return counts


def translation_progress(library: Library) -> dict[str, dict[str, dict[str, int]]]:
    """Language → talk → how many texts it needs, how many are done, how many are fuzzy."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for language in library.texts.languages:
        catalogue = library.texts.catalogue(language)
        found[language] = {}
        for name, flow in library.content.flows.items():
            needed = list(library.needed(flow))
            done = sum(catalogue.has(*each) for each in needed)
            fuzzy = sum(each in catalogue.fuzzy for each in needed)
            found[language][name] = {"total": len(needed), "done": done, "fuzzy": fuzzy}
    return found


def _keep_translation(message: Message, before: Message) -> None:
    """The text that stood in this place stays beside the new English, however much that differs from the old one."""
    message.previous_id = before.previous_id
    if message.id != before.id:
        message.string = before.string
        message.previous_id = before.previous_id or [str(before.id)]
        message.flags.add("fuzzy")


def _existing(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, project="Passerelle", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        _read_previous(message)
    return catalogue


def _read_previous(message: Message) -> None:
    """Old English (`#|`) is a comment of a translator to Babel, and would be written back as one."""
    old = [line for line in message.user_comments if line.startswith("|")]
    message.user_comments = [line for line in message.user_comments if line not in old]
    if message.fuzzy and old:
        message.previous_id = [unescape(f'"{"".join(QUOTED.findall(" ".join(old)))}"')]


def _written(catalogue: Catalog) -> bytes:
    """Without dates and line numbers, so that a catalogue changes only when a text does."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, include_previous=True, include_lineno=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    return "".join(line for line in lines if not line.startswith(dated)).encode()
