"""Odd input over HTTP, at the small size."""

import pytest

from tests.faults import http


@pytest.mark.faults
@pytest.mark.threat(10)
@pytest.mark.threat(14)
@pytest.mark.threat(35)
@pytest.mark.timeout(300)
async def test_odd_input_over_http_is_answered_or_refused() -> None:
    figures = await http.measure(http.SMALL, seed=1)
    assert int(figures["kinds of media"]) > 20
