"""All checks together, over the files of `flows/` and `locales/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.check import labels, privacy, seeds, translations, ways
from bot.check.graph import Explorer
from bot.check.references import References
from bot.check.translations import CatalogueEntry
from bot.check.where import Where
from bot.check.words import AvoidedSearch
from bot.check.world import Names
from bot.directory import files as contacts
from bot.flow.load import Content
from bot.flow.source import Document, Fault, read_yaml
from bot.text.heard import gather_heard_words

CONSENTS, CLAIMS = "consents.yaml", "claims.yaml"
RECORD_FILES = {CONSENTS: ("consents", "consents: {NAME: HASH}"), CLAIMS: ("claims", "claims: {LANGUAGE: [TALK]}")}


def check_content(folder: Path, content: Content, names: Names) -> list[Fault]:
    """Every fault of the content in `folder` (it holds `flows` and `locales`), by file and line.

    The contact files have a list of their own: see `contact_faults`.
    """
    where = Where(content)
    found = list(translations.catalogue_entries(folder / "locales"))
    known = [entry for entry in found if isinstance(entry, CatalogueEntry) and entry.context in where.texts]
    faults = [fault for fault in found if isinstance(fault, Fault)]
    faults += _flows(folder, content, names, where)
    label = labels.Labels(content, names, where)
    faults += [
        *label.faults(known),
        *label.codes(),
        *labels.area_faults(content),
        *labels.command_faults(content, names, where),
    ]
    faults += translations.placeholder_faults(known, where)
    faults += AvoidedSearch(folder / "locales", where).faults(known)
    faults += gather_heard_words(folder / "locales")[1]
    faults += _claims(folder, names, found)
    faults += seeds.seed_faults(folder / "flows", content)
    faults += privacy.privacy_faults(content, where)
    return sort_faults(faults)


def _flows(folder: Path, content: Content, names: Names, where: Where) -> Iterator[Fault]:
    """Names first: a flow whose names are wrong is not walked, because its paths would mean nothing."""
    sound = True
    for flow in content.flows.values():
        wrong = list(References(flow, content.flows, names, where).faults())
        sound = sound and not wrong
        yield from wrong
    recorded = _beside(folder / "flows" / CONSENTS, folder)
    if isinstance(recorded, Fault):
        yield recorded
        recorded = None
    for flow in content.flows.values():
        yield from ways.consent_rewordings(flow, recorded, where)
    if sound:
        for name, graphs in Explorer(content.flows, names).all().items():
            yield from ways.Ways(content.flows[name], graphs, where).faults()


def _claims(folder: Path, names: Names, found: list[CatalogueEntry | Fault]) -> Iterator[Fault]:
    claims = _beside(folder / "locales" / CLAIMS, folder)
    if isinstance(claims, Fault):
        yield claims
    elif claims:
        entries = [entry for entry in found if isinstance(entry, CatalogueEntry)]
        yield from translations.unkept_claims(claims, entries, names.texts)


def _beside(path: Path, folder: Path) -> Document | Fault | None:
    """A small file of records, a fault when it cannot be read, None when there is none."""
    try:
        document = read_yaml(path, path.relative_to(folder).as_posix()) if path.exists() else None
    except Fault as fault:
        return fault
    word, example = RECORD_FILES[path.name]
    held = document.data.get(word) if document and isinstance(document.data, dict) else None
    kind = list if path.name == CLAIMS else str
    if document and not (isinstance(held, dict) and all(isinstance(value, kind) for value in held.values())):
        return document.fault((word,), f"The file holds no '{word}:' with a line for each.", f"Write: {example}")
    return document


def contact_faults(folder: Path) -> list[Fault]:
    """The faults of the contact files, in the same form as all others."""
    return [
        Fault(
            f"flows/contacts/{each.file}", each.line, f"{each.row}: {each.cause}" if each.row else each.cause, each.cure
        )
        for each in contacts.check_contacts(folder / "flows" / "contacts")
    ]


def sort_faults(faults: list[Fault]) -> list[Fault]:
    """By file and line, each once."""
    unique = {(fault.file, fault.line, fault.cause): fault for fault in faults}
    return [unique[key] for key in sorted(unique)]
