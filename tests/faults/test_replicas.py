"""Two replicas on PostgreSQL, killed as leader and as the other."""

from __future__ import annotations

import pytest

from tests.faults import replicas


@pytest.mark.faults
@pytest.mark.threat(19)
@pytest.mark.threat(20)
@pytest.mark.timeout(600)
async def test_replicas() -> None:
    print(f"\n{await replicas.measure(replicas.SMALL, seed=1)}")
