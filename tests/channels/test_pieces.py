"""Long texts in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import split_text


@given(st.text(alphabet=st.sampled_from("ab .\n!؟é😀"), max_size=300), st.integers(2, 40))
def test_pieces_fit_and_lose_nothing_but_space(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < len(piece) <= limit and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
