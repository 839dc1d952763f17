"""A rekey that is killed."""

from __future__ import annotations

import pytest

from tests.faults import rekey


@pytest.mark.faults
@pytest.mark.threat(37)
@pytest.mark.timeout(600)
async def test_rekey() -> None:
    print(f"\n{await rekey.measure(rekey.SMALL, seed=1)}")
