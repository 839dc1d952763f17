from sqlalchemy import Boolean, Integer, LargeBinary, String

from bot.store.retention import KEPT
from bot.store.tables import Moment, metadata


def test_every_table_and_every_text_column_is_on_the_list() -> None:
    """A new column needs a reason and a time to live before it can be merged."""
    texts = {
        table.name: {column.name for column in table.columns if isinstance(column.type, String | LargeBinary)}
        for table in metadata.sorted_tables
    }
    assert texts == {name: set(kept.texts) for name, kept in KEPT.items()}


def test_no_other_kind_of_column_can_hold_words() -> None:
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    rest = [column for column in columns if not isinstance(column.type, String | LargeBinary)]
    assert rest
    assert all(isinstance(column.type, Moment | Integer | Boolean) for column in rest)


def test_every_line_says_how() -> None:
    ways = ("sealed", "pseudonym", "hash", "number", "plain: ", "random")
    for name, kept in KEPT.items():
        assert kept.how_long, name
        assert all(how.startswith(ways) for how in kept.texts.values()), name


def test_no_column_rates_anybody() -> None:
    words = {"score", "level", "risk", "priority", "severity", "religion", "origin", "opinion", "gender", "username"}
    names = {part for table in metadata.sorted_tables for column in table.columns for part in column.name.split("_")}
    assert not words & names
