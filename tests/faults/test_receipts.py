"""Guessed codes in a small number; `python -m tests.faults receipts --full` tries 100,000."""

import pytest

from tests.faults import receipts


@pytest.mark.faults
@pytest.mark.threat(6)
@pytest.mark.timeout(300)
async def test_no_guessed_code_hits() -> None:
    figures = await receipts.measure(receipts.SMALL, 1)
    assert figures["hits"] == 0
    assert int(figures["guesses"]) == receipts.SMALL
