"""Planted texts."""

from __future__ import annotations

import pytest

from tests.faults import canaries


@pytest.mark.faults
@pytest.mark.threat(33)
@pytest.mark.threat(34)
@pytest.mark.threat(35)
@pytest.mark.timeout(600)
async def test_canaries() -> None:
    print(f"\n{await canaries.measure(canaries.SMALL, seed=1)}")
