"""A restore, and a restore that is killed."""

from __future__ import annotations

import pytest

from tests.faults import restore


@pytest.mark.faults
@pytest.mark.threat(33)
@pytest.mark.threat(36)
@pytest.mark.timeout(600)
async def test_restore() -> None:
    print(f"\n{await restore.measure(restore.SMALL, seed=1)}")
