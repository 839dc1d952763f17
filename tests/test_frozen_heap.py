import gc
from collections.abc import Iterator

import pytest

from bot.frozen_heap import frozen_heap


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_made_is_not_looked_through_while_it_grows_or_later() -> None:
    before = gc.get_freeze_count()
    with frozen_heap():
        made = [[number] for number in range(10_000)]
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(made)
    assert not any(one is made for one in gc.get_objects())


def test_a_failure_leaves_the_search_for_garbage_on() -> None:
    with pytest.raises(ValueError, match="no"), frozen_heap():
        raise ValueError("no")
    assert gc.isenabled()
