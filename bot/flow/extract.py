"""Every text of the content with its gettext context, and the extractor that Babel calls.

The context is the stable path of the text (`signal.consent.yes`, `areas.school.label`, `phrases.stopped`); the msgid
is the English text itself, so that a translator sees a sentence and not a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from bot.flow.area import AREA_TABLES
from bot.flow.model import ROW_WIDTH, option_context
from bot.flow.source import Document, YamlPath, parse_yaml

LABEL_NOTE = f"Button. At most {ROW_WIDTH} characters."
CONTACT_TEXTS = ("mission", "limits", "first_sentence", "worker_sentence")


@dataclass(frozen=True)
class Translatable:
    """One text to translate: context, English text, line in its file, a note for the translator."""

    context: str
    text: str
    line: int
    note: str = ""


def translatable_texts(document: Document) -> Iterator[Translatable]:
    """The texts of one file of `flows/`, in its order."""
    data = document.data
    if not isinstance(data, dict):
        yield from _contacts(document, data)
    elif "steps" in data:
        yield from _talk(document)
    elif "areas" in data:
        yield from _areas(document)
    elif "cards" in data:
        yield from _cards(document)
    elif "phrases" in data:
        for key, text in data["phrases"].items():
            yield Translatable(f"phrases.{key}", text, document.line(("phrases", key)))
    elif "contacts" in data:
        yield from _contacts(document, data["contacts"], ("contacts",))


def _talk(document: Document) -> Iterator[Translatable]:
    owner = document.data.get("flow") or document.data.get("block")
    if "title" in document.data:
        yield Translatable(f"{owner}.title", document.data["title"], document.line(("title",)))
    for number, raw in enumerate(document.data["steps"]):
        yield from _step(document, owner, raw, ("steps", number))


def _step(document: Document, owner: str, raw: dict[str, Any], path: YamlPath) -> Iterator[Translatable]:
    for number, part in enumerate(raw.get("steps", [])):
        yield from _step(document, owner, part, (*path, "steps", number))
    if "id" not in raw:
        return
    prefix = f"{owner}.{raw['id']}"
    for word in ("ask", "say", "review", "why", "short"):
        if word in raw:
            name = "ask" if word in ("say", "review") else word
            yield Translatable(f"{prefix}.{name}", raw[word], document.line((*path, word)))
    for word in ("one", "many"):
        choices = raw.get(word, {})
        written = {**(choices if "from" not in choices else {}), **choices.get("also", {})}
        for id, option in written.items():
            label = option if isinstance(option, str) else option["label"]
            line = document.line((*path, word, id))
            yield Translatable(option_context(owner, raw["id"], id), label, line, LABEL_NOTE)


def _areas(document: Document) -> Iterator[Translatable]:
    for number, area in enumerate(document.data["areas"]):
        path: YamlPath = ("areas", number)
        yield Translatable(f"areas.{area['id']}.label", area["label"], document.line((*path, "label")), "Button.")
        for table in AREA_TABLES:
            for id, option in area.get(table, {}).items():
                label = option if isinstance(option, str) else option["label"]
                line = document.line((*path, table, id))
                yield Translatable(f"areas.{area['id']}.{table}.{id}", label, line, LABEL_NOTE)


def _cards(document: Document) -> Iterator[Translatable]:
    for number, card in enumerate(document.data["cards"]):
        for word in ("title", "text"):
            yield Translatable(f"cards.{card['id']}.{word}", card[word], document.line(("cards", number, word)))


def _contacts(document: Document, rows: Iterable[dict[str, Any]], path: YamlPath = ()) -> Iterator[Translatable]:
    for number, row in enumerate(rows):
        words = (*CONTACT_TEXTS, "name") if row.get("generic") == "yes" else CONTACT_TEXTS
        for word in words:
            if row.get(word):
                yield Translatable(f"contacts.{row['id']}.{word}", row[word], document.line((*path, number, word)))


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """The entry point of Babel's extractor protocol: (line, function, (context, text), comments)."""
    document = parse_yaml(fileobj.read().decode("utf-8"), getattr(fileobj, "name", "flows"))
    for message in translatable_texts(document):
        yield message.line, "pgettext", (message.context, message.text), [message.note] if message.note else []
