"""Who is enrolled, for the operator: listed without names, and removed. No signal is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.features.desk import records as desk
from bot.features.staff import notices
from bot.features.staff import records as people
from bot.features.staff.records import Invitation, PersonRecord
from bot.intake.office import Office
from bot.operations.installation import installed_office, open_database
from bot.settings import Settings
from bot.store import journal, outbox, talks
from bot.store.engine import StoreError
from bot.store.tx import Tx
from bot.words.library import Library
from bot.words.world import World
from bot.words.writer import Writer


@dataclass(frozen=True)
class PeopleRegister:
    """Everybody enrolled, how many open signals each has by name, and the invitations nobody has used yet."""

    people: list[PersonRecord]
    charges: dict[str, int]
    invitations: list[Invitation]

    def record(self, key: str) -> PersonRecord:
        """Whom an id means. Raises ValueError for an id of nobody."""
        for one in self.people:
            if one.id == key:
                return one
        cure = "Take an id, whole, from `passerelle people list`."
        raise ValueError(f"people remove: nobody enrolled has the id {key[:40]!r}. {cure}")

    def described(self, one: PersonRecord) -> str:
        """One person in a few words: what the operator is asked about before they are removed."""
        return f"{one.id} ({'; '.join(role_lines(one))}), open signals in charge: {self.charges.get(one.id, 0)}"

    def as_dict(self, now: datetime) -> dict[str, object]:
        """The register for scripts."""
        return {
            "people": [_person(one, self.charges.get(one.id, 0), now) for one in self.people],
            "invitations": [
                {"areas": list(one.areas), "role": one.role, "until": one.until.isoformat(timespec="minutes")}
                for one in self.invitations
            ],
        }


def _person(one: PersonRecord, charge: int, now: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "roles": [{"role": role, "areas": areas} for role, areas in _by_role(one)],
        "channel": one.channel,
        "language": one.language,
        "enrolled": f"{one.enrolled:%Y-%m-%d}",
        "last_unlock": f"{one.last_unlock:%Y-%m-%d}" if one.last_unlock else None,
        "unlocked": one.unlocked_until is not None and one.unlocked_until > now,
        "in_charge": charge,
    }


def role_lines(one: PersonRecord) -> list[str]:
    """The roles of somebody with their areas: `coordinator be:23088 be:12025`."""
    return [f"{role} {' '.join(areas)}" for role, areas in _by_role(one)]


def _by_role(one: PersonRecord) -> Iterator[tuple[str, list[str]]]:
    for wanted in people.ROLES:
        if areas := sorted(area for area, role in one.roles if role == wanted):
            yield wanted, areas


async def read_register(settings: Settings, now: datetime) -> PeopleRegister:
    """Who is enrolled now, and which invitations are open."""
    async with open_database(settings) as store, store.read() as tx:
        return await _register(tx, now)


async def _register(tx: Tx, now: datetime) -> PeopleRegister:
    return PeopleRegister(
        await people.person_records(tx), await desk.count_charges(tx), await people.open_invitations(tx, now)
    )


async def remove_person(settings: Settings, library: Library, key: str, even_the_last: bool = False) -> None:
    """`removed` in this installation; it is in the journal, and nothing of them is left in the database's files."""
    async with installed_office(settings, library) as office:
        await remove_enrolled(office, key, even_the_last)
        if office.journal:
            await journal.catch_up_journal(office.store, office.journal)
        await office.store.erase_traces()


async def remove_enrolled(office: Office, key: str, even_the_last: bool = False) -> None:
    """Remove somebody: they read nothing from now on, and what their chat shows of cases goes.

    Raises ValueError for an id of nobody, StoreError where open signals would be left that nobody can read (unless
    ``even_the_last``); then nothing has changed.
    """
    async with office.store.write() as tx:
        now = office.clock.now()
        await tx.lock(["remove"], "people")  # of two who are the last together, only one is removed at a time
        (await _register(tx, now)).record(key)
        (one,) = await people.people_by_id(tx, [key])
        await tx.lock([one.lane])  # what their phone does at this moment comes wholly before, or wholly after
        before = await desk.list_orphans(tx)
        await people.remove_person_row(tx, key, now, role="operator")
        left = [area for signal, area in (await desk.list_orphans(tx)).items() if signal not in before]
        if left and not even_the_last:
            raise StoreError(_last(key, left))
        await talks.end_kind(tx, one.lane, "desk")
        writer = Writer(World(office.library, office.towns, now, "en"), "en")
        await outbox.queue_messages(tx, [await notices.locked_notice(tx, writer, one)], now)


def _last(key: str, left: list[str]) -> str:
    """Why the last reader stays."""
    areas = " ".join(sorted(set(left)))
    cause = f"nobody could read {len(left)} open signals of {areas} any more"
    cure = f"Enrol somebody else first (`passerelle invite {areas}`), or say --even-the-last"
    return f"people remove: {key} is the last reader: {cause}. {cure}. Nobody was removed."
