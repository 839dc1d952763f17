import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.statistics import shown_counts


@pytest.mark.parametrize(
    ("cells", "seen", "total"),
    [
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}, 14),
        ({"a": 4, "b": 9, "c": 20}, {"a": None, "b": None, "c": 20}, 33),
        ({"a": 4, "b": 4, "c": 20}, {"a": None, "b": None, "c": 20}, 28),
        ({"a": 0, "b": 1, "c": 7, "d": 20}, {"a": None, "b": None, "c": None, "d": 20}, 28),
        ({"a": 3}, {"a": None}, None),
        ({"a": 1, "b": 2}, {"a": None, "b": None}, None),
        ({}, {}, 0),
    ],
)
def test_small_cells_hide_and_take_another_with_them(
    cells: dict[str, int], seen: dict[str, int | None], total: int | None
) -> None:
    result = shown_counts(cells)
    assert (result.cells, result.total) == (seen, total)


@given(cells=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 12), max_size=8))
def test_no_small_cell_is_shown_or_can_be_worked_out(cells: dict[str, int]) -> None:
    result = shown_counts(cells)
    assert all(number is None or number == cells[name] >= 5 for name, number in result.cells.items())
    hidden = [name for name, number in result.cells.items() if number is None]
    if result.total is not None and hidden:
        known = sum(number for number in result.cells.values() if number is not None)
        assert len(hidden) >= 2
        assert result.total - known >= 5
