import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.sheet import Sheet
from tests.pictures.sheets import ARABIC, sheets


@given(sheets)
def test_a_sheet_comes_back_from_json_as_it_was(sheet: Sheet) -> None:
    assert Sheet.from_json(sheet.to_json()) == sheet


def test_the_same_sheet_is_the_same_json() -> None:
    assert Sheet.from_json(ARABIC.to_json()).to_json() == ARABIC.to_json()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(("title", "language", "sections", "intro", "footer", "rows")), inner)
        ),
    )
)
def test_other_json_is_refused_without_quoting_it(data: object) -> None:
    text = json.dumps(data)
    with pytest.raises(ValueError, match=r"^This is no sheet \(\w+\)\. Make one with Sheet\.to_json\(\)\.$"):
        Sheet.from_json(text)


def test_a_number_where_a_text_belongs_is_refused() -> None:
    with pytest.raises(ValueError, match="This is no sheet"):
        Sheet.from_json(ARABIC.to_json().replace('"ar"', "7"))
