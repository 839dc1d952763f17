"""Trouble with the disk."""

from __future__ import annotations

import pytest

from tests.faults import storage


@pytest.mark.faults
@pytest.mark.threat(30)
@pytest.mark.threat(31)
@pytest.mark.timeout(600)
async def test_storage_faults() -> None:
    print(f"\n{await storage.measure(storage.SMALL, seed=1)}")
