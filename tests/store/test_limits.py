"""Limits are rows: a restart forgets none, and who guesses slows down nobody but the next to guess."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.features.signal import records as signals
from bot.keys.vault import Ring, new_receipt
from bot.store import limits
from bot.store.engine import Store
from tests.conftest import NOW
from tests.store.people import a_signal

MINUTE = timedelta(minutes=1)


@pytest.mark.threat(6)
async def test_a_restart_forgets_no_limit(tmp_path: Path, ring: Ring) -> None:
    url, code = f"sqlite:///{tmp_path}/limits.db", new_receipt()
    store = await Store.open(url, ring)
    async with store.write() as tx:
        await a_signal(tx, NOW, receipt=code)
        for _ in range(limits.RECEIPT_GUESSES[1]):
            assert await signals.find_by_receipt(tx, new_receipt(), "guesser", NOW) is None
    await store.close()
    store = await Store.open(url, ring)
    async with store.write() as tx:
        assert await signals.find_by_receipt(tx, code, "guesser", NOW + 59 * MINUTE) is None
        assert await signals.find_by_receipt(tx, code, "guesser", NOW + 60 * MINUTE) is not None
    await store.close()


@pytest.mark.threat(6)
async def test_where_all_guess_too_much_everybody_waits_two_minutes_and_is_heard_then(store: Store) -> None:
    code = new_receipt()
    async with store.write() as tx:
        await a_signal(tx, NOW, receipt=code)
        assert await signals.find_by_receipt(tx, code, "early", NOW) is not None
        for number in range(limits.GUESSES_OF_ALL[1]):
            await signals.find_by_receipt(tx, "0000", f"guesser{number}", NOW)
        for early in (NOW, NOW + MINUTE):
            with pytest.raises(limits.MustWait):
                await signals.find_by_receipt(tx, code, "late", early)
        assert await signals.find_by_receipt(tx, code, "late", NOW + 2 * MINUTE) is not None
        assert await limits.times_by_all(tx, limits.GUESSES_OF_ALL, NOW) == limits.GUESSES_OF_ALL[1]
        assert await signals.find_by_receipt(tx, code, "new", NOW + 60 * MINUTE) is not None
