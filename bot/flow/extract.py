"""Every text of the content with its gettext context, and the extractor that Babel calls.

The context is the stable path of the text (`signal.consent.yes`, `areas.school.label`, `phrases.stopped`); the msgid
is the English text itself, so that a translator sees a sentence and not a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from bot.flow.area import TABLES
from bot.flow.model import ROW, option_context
from bot.flow.source import Document, Path_, parse

LABEL = f"Button. At most {ROW} characters."
CONTACT_TEXTS = ("mission", "limits", "first_sentence", "worker_sentence")


@dataclass(frozen=True)
class Message:
    """One text to translate: context, English text, line in its file, a note for the translator."""

    context: str
    text: str
    line: int
    note: str = ""


def messages(document: Document) -> Iterator[Message]:
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
            yield Message(f"phrases.{key}", text, document.line(("phrases", key)))
    elif "contacts" in data:
        yield from _contacts(document, data["contacts"], ("contacts",))


def _talk(document: Document) -> Iterator[Message]:
    owner = document.data.get("flow") or document.data.get("block")
    if "title" in document.data:
        yield Message(f"{owner}.title", document.data["title"], document.line(("title",)))
    for number, raw in enumerate(document.data["steps"]):
        yield from _step(document, owner, raw, ("steps", number))


def _step(document: Document, owner: str, raw: dict[str, Any], path: Path_) -> Iterator[Message]:
    for number, part in enumerate(raw.get("steps", [])):
        yield from _step(document, owner, part, (*path, "steps", number))
    if "id" not in raw:
        return
    prefix = f"{owner}.{raw['id']}"
    for word in ("ask", "say", "review", "why", "short"):
        if word in raw:
            name = "ask" if word in ("say", "review") else word
            yield Message(f"{prefix}.{name}", raw[word], document.line((*path, word)))
    for word in ("one", "many"):
        choices = raw.get(word, {})
        written = {**(choices if "from" not in choices else {}), **choices.get("also", {})}
        for id, option in written.items():
            label = option if isinstance(option, str) else option["label"]
            line = document.line((*path, word, id))
            yield Message(option_context(owner, raw["id"], id), label, line, LABEL)


def _areas(document: Document) -> Iterator[Message]:
    for number, area in enumerate(document.data["areas"]):
        path: Path_ = ("areas", number)
        yield Message(f"areas.{area['id']}.label", area["label"], document.line((*path, "label")), "Button.")
        for table in TABLES:
            for id, option in area.get(table, {}).items():
                label = option if isinstance(option, str) else option["label"]
                line = document.line((*path, table, id))
                yield Message(f"areas.{area['id']}.{table}.{id}", label, line, LABEL)


def _cards(document: Document) -> Iterator[Message]:
    for number, card in enumerate(document.data["cards"]):
        for word in ("title", "text"):
            yield Message(f"cards.{card['id']}.{word}", card[word], document.line(("cards", number, word)))


def _contacts(document: Document, rows: Iterable[dict[str, Any]], path: Path_ = ()) -> Iterator[Message]:
    for number, row in enumerate(rows):
        words = (*CONTACT_TEXTS, "name") if row.get("generic") == "yes" else CONTACT_TEXTS
        for word in words:
            if row.get(word):
                yield Message(f"contacts.{row['id']}.{word}", row[word], document.line((*path, number, word)))


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """The entry point of Babel's extractor protocol: (line, function, (context, text), comments)."""
    document = parse(fileobj.read().decode("utf-8"), getattr(fileobj, "name", "flows"))
    for message in messages(document):
        yield message.line, "pgettext", (message.context, message.text), [message.note] if message.note else []
