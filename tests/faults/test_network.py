"""Network faults: nothing lost, order kept, nobody waits for another."""

from __future__ import annotations

import pytest

from tests.faults import network


@pytest.mark.faults
@pytest.mark.threat(23)
@pytest.mark.threat(24)
@pytest.mark.timeout(600)
async def test_network_faults() -> None:
    print(f"\n{await network.measure(network.SMALL, seed=1)}")
