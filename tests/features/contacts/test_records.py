from bot.directory.contact import Contact
from bot.features.contacts import records as contacts
from bot.store.engine import Store
from tests.conftest import NOW


def a_contact(key: str, mission: str = "Listens and helps.") -> Contact:
    return Contact(
        id=key,
        name="Prevention service",
        audience=("families",),
        areas=("be:23088",),
        channel="social",
        police="no",
        needs=("advice",),
        mission=mission,
        limits="Office hours only.",
        first_sentence="I am worried about someone.",
        source=("the town's own page",),
        source_date="2026-11",
        confidence="high",
    )


async def test_a_town_keeps_replaces_and_drops_its_own_row(store: Store) -> None:
    first, newer, other = a_contact("be-town"), a_contact("be-town", "Listens."), a_contact("be-other")
    async with store.write() as tx:
        for row in (first, other, newer):
            await contacts.put_contacts(tx, row, NOW)
        assert await contacts.own_contacts(tx) == [other, newer]
        assert await contacts.remove_contact(tx, "be-other")
        assert not await contacts.remove_contact(tx, "be-other")
        assert await contacts.own_contacts(tx) == [newer]
