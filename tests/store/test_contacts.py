from bot.store import contacts
from bot.store.engine import Store
from tests.conftest import NOW


async def test_a_town_keeps_replaces_and_drops_its_own_row(store: Store) -> None:
    async with store.write() as tx:
        await contacts.save(tx, "be-vilvoorde", "be", "{a: 1}", NOW)
        await contacts.save(tx, "be-vilvoorde", "be", "{a: 2}", NOW)
        await contacts.save(tx, "be-asse", "be", "{}", NOW)
        assert await contacts.bodies(tx) == {"be-asse": "{}", "be-vilvoorde": "{a: 2}"}
        assert await contacts.remove(tx, "be-asse")
        assert not await contacts.remove(tx, "be-asse")
        assert list(await contacts.bodies(tx)) == ["be-vilvoorde"]
