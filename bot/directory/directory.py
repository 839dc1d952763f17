"""All contacts together: found by id, by words, and replaced by a town's own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.directory.contact import Contact
from bot.directory.files import ContactError, read_contacts, read_needs
from bot.directory.needs import Needs
from bot.places.gazetteer import Gazetteer, UnknownPlace


@dataclass(frozen=True)
class Directory:
    """The contacts in the order of their files, the table of needs, and the gazetteer that their areas come from."""

    contacts: tuple[Contact, ...]
    needs: Needs
    places: Gazetteer
    own: frozenset[str] = frozenset()  # ids of the rows that towns added or changed

    @cached_property
    def by_id(self) -> dict[str, Contact]:
        """Every contact, ended ones too, by its id."""
        return {contact.id: contact for contact in self.contacts}

    def current(self, id: str) -> Contact:
        """The contact of an id, or the one that took its place. KeyError when there is none."""
        return self.by_id[self.trail(id)[-1]]

    def trail(self, id: str) -> list[str]:
        """An id, and those that took its place one after the other. KeyError when there is none."""
        found = [id]
        while (after := self.by_id[found[-1]].replaced_by) and after not in found:
            found.append(after)
        return found

    @cached_property
    def fixed(self) -> frozenset[str]:
        """Ids of the shipped rows for emergency, police and crisis, and of what they lead to: no town replaces them."""
        urgent = [row.id for row in self.contacts if row.urgent and row.id not in self.own]
        return frozenset(id for start in urgent for id in self.trail(start))

    def with_overrides(self, rows: Iterable[Contact]) -> Directory:
        """A directory where these rows (a town's own) take the place of rows with the same id, or are added.

        Import refuses those in place of `fixed` rows; should one be kept from before, the shipped row stays.
        """
        own = {row.id: row for row in rows if row.id not in self.fixed}
        ids = frozenset(own)
        kept = [own.pop(contact.id, contact) for contact in self.contacts]
        return replace(self, contacts=(*kept, *own.values()), own=self.own | ids)

    def zone(self, place: tuple[str, ...]) -> str:
        """The time zone of the smallest area of a chain that the gazetteer knows, else UTC."""
        for code in place:
            try:
                return self.places.zone(code)
            except UnknownPlace:
                continue
        return "UTC"


def load_contacts(folder: Path, places: Gazetteer | None = None) -> Directory:
    """Read `flows/contacts/`. ContactError lists every fault by file, line, row, cause and cure.

    Numbers and mailboxes are looked at by `files.check` and on import, not at every start: that is slow.
    """
    gazetteer = places or Gazetteer.open()
    good, bad = read_contacts(folder, gazetteer)
    if bad:
        raise ContactError(bad)
    return Directory(tuple(contact for _, contact in good), read_needs(folder), gazetteer)
