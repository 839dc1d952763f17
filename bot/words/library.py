"""All that is read from files at start and never changes while the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.directory.contact import contact_texts
from bot.directory.directory import Directory, load_contacts
from bot.flow.extract import translatable_texts
from bot.flow.load import Content, load_content
from bot.flow.model import Each, Flow, Step
from bot.places.gazetteer import Gazetteer
from bot.text.catalogue import Texts
from bot.text.guard import belief_words
from bot.text.heard import heard_words
from bot.words.vocabulary import Vocabulary

ALWAYS_NEEDED = ("phrases.", "danger.")
PAGE_CARDS = ("privacy",)


@dataclass
class Library:
    """Content, texts, places and contacts.

    `vocabulary`: what stands behind the names in flow files; `words` that people type, with what they mean.
    """

    content: Content
    texts: Texts
    places: Gazetteer
    contacts: Directory
    vocabulary: Vocabulary
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, vocabulary: Vocabulary, pseudo: bool = False) -> Library:
        """From the folder that holds `flows` and `locales`. Raises `Faults` when a file is wrong."""
        flows, locales = folder / "flows", folder / "locales"
        places = Gazetteer.open()
        contacts = load_contacts(flows / "contacts", places)
        return cls(
            load_content(flows), Texts(locales, pseudo), places, contacts, vocabulary, words=heard_words(locales)
        )

    @cached_property
    def belief(self) -> tuple[str, ...]:
        """The words the belief guard looks for."""
        return belief_words(self.texts.folder)

    @cached_property
    def sources(self) -> dict[str, str]:
        """Every text of the content: gettext context → English."""
        found = {
            message.context: message.text
            for document in self.content.documents.values()
            for message in translatable_texts(document)
        }
        for contact in self.contacts.contacts:
            found |= contact_texts(contact)
        return found

    def languages(self, flow: str) -> tuple[str, ...]:
        """The languages a flow is complete in: its own texts, those it shows, and the phrases."""
        if flow not in self.offered:
            needed = list(self.needed(self.content.flows[flow]))
            complete = [code for code in self.texts.languages if self.texts.complete(code, needed)]
            self.offered[flow] = tuple(complete)
        return self.offered[flow]

    def needed(self, flow: Flow) -> Iterator[tuple[str, str]]:
        """The (context, source) pairs that a person in this flow may meet, but the cards of contacts."""
        owners, shown, kinds = {flow.name}, set(), set()
        for step in _steps(flow):
            owners.add(step.owner)
            shown |= {call.name for call in step.show}
            kinds |= {call.params.get("kind", "") for call in step.show if call.name == "cards"}
            if step.choices and step.choices.source:
                shown.add(step.choices.source.name)
        prefixes = [f"{owner}." for owner in owners] + list(ALWAYS_NEEDED)
        if shown & {"areas", "noticed", "strengths", "around", "coverage"}:
            prefixes.append("areas.")
        prefixes += [f"cards.{card.id}." for card in self.content.cards.values() if card.kind in {*kinds, *PAGE_CARDS}]
        begins = tuple(prefixes)
        return ((context, text) for context, text in self.sources.items() if context.startswith(begins))


def _steps(flow: Flow) -> Iterator[Step]:
    for node in flow.nodes:
        yield from node.steps if isinstance(node, Each) else (node,)
