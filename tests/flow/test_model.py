"""The words of the format, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.flow.model import Choices, Each, Flow, Option, Step, key_of, split_key

ITEMS = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True)


def step(**words: object) -> Step:
    return Step.model_validate({"id": "a", **words})


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"ask": "A?", "one": {"x": "X"}}, "one"),
        ({"ask": "A?", "many": {"x": "X"}}, "many"),
        ({"ask": "A?", "text": {"max": "300"}}, "text"),
        ({"ask": "A?", "place": "yes"}, "place"),
        ({"review": "A", "one": {"x": "X"}}, "review"),
        ({"say": "A"}, "say"),
        ({"do": "send"}, "do"),
        ({"start": "talk"}, "start"),
    ],
)
def test_kinds(words: dict[str, object], kind: str) -> None:
    made = step(**words)
    assert made.kind == kind
    assert made.asks == (kind in ("one", "many", "text", "place", "review"))


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"ask": "A?"},
        {"ask": "A?", "say": "B", "one": {"x": "X"}},
        {"say": "A", "one": {"x": "X"}},
        {"ask": "A?", "one": {"x": "X"}, "many": {"x": "X"}},
        {"ask": "A?", "one": "x"},
        {"ask": "A?", "one": {"X Y": "X"}},
        {"ask": "A?", "text": {"max": "301"}},
        {"ask": "", "one": {"x": "X"}},
        {"say": "A", "optional": "maybe"},
        {"say": "A", "nonsense": "x"},
    ],
)
def test_what_no_step_is(words: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        step(**words)


def test_options_written_short_and_long() -> None:
    short = Choices.model_validate({"x": "X", "y": {"label": "Y", "forgets": "x"}})
    assert short.written == {"x": Option(label="X"), "y": Option(label="Y", forgets=("x",))}
    sourced = Choices.model_validate({"from": {"areas": {"of": "it"}}, "also": {"none": "None"}, "max": "5"})
    assert sourced.source is not None
    assert (sourced.source.name, sourced.source.params, sourced.max) == ("areas", {"of": "it"}, 5)
    assert list(sourced.written) == ["none"]


def test_one_condition_or_several() -> None:
    assert step(say="A", when={"x": "1", "y": ["1", "2"]}).when == {"x": ("1",), "y": ("1", "2")}


def test_steps_of_a_flow_by_their_keys() -> None:
    outside, inside = step(say="A"), step(id="b", say="B")
    flow = Flow("f", "F", (outside, Each("areas", (inside,))))
    assert list(flow.steps) == ["a", "b[]"]
    assert flow.step("b[school]") is flow.step("b[]") is not None
    assert flow.step("b") is None


@given(ITEMS, st.none() | ITEMS)
def test_keys_come_apart_as_they_were_put_together(id: str, item: str | None) -> None:
    assert split_key(key_of(Step(id=id, say="A"), item)) == (id, item)
