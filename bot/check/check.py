"""All checks together, over the files of `flows/` and `locales/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.check import labels, privacy, seeds, translations, ways
from bot.check.graph import Explorer
from bot.check.references import References
from bot.check.translations import Entry
from bot.check.where import Where
from bot.check.words import Words
from bot.check.world import Names
from bot.directory import files as contacts
from bot.flow.load import Content
from bot.flow.source import Document, Fault, read
from bot.text.heard import gathered

CONSENTS, CLAIMS = "consents.yaml", "claims.yaml"
RECORDS = {CONSENTS: ("consents", "consents: {NAME: HASH}"), CLAIMS: ("claims", "claims: {LANGUAGE: [TALK]}")}


def check(folder: Path, content: Content, names: Names) -> list[Fault]:
    """Every fault of the content in `folder` (it holds `flows` and `locales`), by file and line.

    The contact files have a list of their own: see `contact_faults`.
    """
    where = Where(content)
    found = list(translations.entries(folder / "locales"))
    known = [entry for entry in found if isinstance(entry, Entry) and entry.context in where.texts]
    faults = [fault for fault in found if isinstance(fault, Fault)]
    faults += _flows(folder, content, names, where)
    label = labels.Labels(content, names, where)
    faults += [*label.faults(known), *label.codes(), *labels.areas(content), *labels.commands(content, names, where)]
    faults += translations.mismatches(known, where)
    faults += Words(folder / "locales", where).faults(known)
    faults += gathered(folder / "locales")[1]
    faults += _claims(folder, names, found)
    faults += seeds.faults(folder / "flows", content)
    faults += privacy.faults(content, where)
    return in_order(faults)


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
        yield from ways.rewordings(flow, recorded, where)
    if sound:
        for name, graphs in Explorer(content.flows, names).all().items():
            yield from ways.Ways(content.flows[name], graphs, where).faults()


def _claims(folder: Path, names: Names, found: list[Entry | Fault]) -> Iterator[Fault]:
    claims = _beside(folder / "locales" / CLAIMS, folder)
    if isinstance(claims, Fault):
        yield claims
    elif claims:
        entries = [entry for entry in found if isinstance(entry, Entry)]
        yield from translations.unkept(claims, entries, names.texts)


def _beside(path: Path, folder: Path) -> Document | Fault | None:
    """A small file of records, a fault when it cannot be read, None when there is none."""
    try:
        document = read(path, path.relative_to(folder).as_posix()) if path.exists() else None
    except Fault as fault:
        return fault
    word, example = RECORDS[path.name]
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
        for each in contacts.check(folder / "flows" / "contacts")
    ]


def in_order(faults: list[Fault]) -> list[Fault]:
    """By file and line, each once."""
    unique = {(fault.file, fault.line, fault.cause): fault for fault in faults}
    return [unique[key] for key in sorted(unique)]
