"""Searching a sorted file where it lies."""

from hypothesis import given
from hypothesis import strategies as st

from bot.places.table import Table

KEYS = st.text(
    alphabet=st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=8
)
ROWS = st.dictionaries(KEYS, st.text(alphabet="abé|/~", max_size=5), max_size=30)


def table(rows: dict[str, str]) -> Table:
    return Table(b"".join(sorted(f"{key}\t{value}\n".encode() for key, value in rows.items())))


@given(ROWS, KEYS)
def test_get_finds_what_a_dictionary_finds(rows: dict[str, str], key: str) -> None:
    made = table(rows)
    assert made.get(key) == rows.get(key)
    assert all(made.get(known) == value for known, value in rows.items())


@given(ROWS, KEYS)
def test_keys_finds_all_that_start_so(rows: dict[str, str], prefix: str) -> None:
    assert sorted(table(rows).keys(prefix)) == sorted(key for key in rows if key.startswith(prefix))


@given(ROWS)
def test_all_lines_come_in_order(rows: dict[str, str]) -> None:
    assert list(table(rows)) == sorted(rows.items(), key=lambda pair: pair[0].encode())


def test_an_empty_file_holds_nothing() -> None:
    assert Table(b"").get("a") is None
    assert list(Table(b"")) == []
    assert Table(b"").keys("") == []
