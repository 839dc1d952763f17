"""Forged buttons in a small number; `python -m tests.faults forgery --full` presses 50,000."""

import pytest

from tests.faults import forgery


@pytest.mark.faults
@pytest.mark.threat(8)
@pytest.mark.timeout(300)
async def test_no_forged_code_is_accepted() -> None:
    figures = await forgery.measure(forgery.SMALL, 1)
    assert int(figures["forged codes"]) > forgery.SMALL
