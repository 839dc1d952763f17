"""The one rule: in the flow's order, the first step whose `when` holds and that is not done; nothing else counts."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.model import Each, Flow, Step
from bot.talk.state import Answer, Talk
from bot.talk.trail import Stop, is_asked, may_ask_place, offered_options, trail
from tests.talk.plain import Plain, option

VALUES = ("x", "y", "z")
AREAS = ("home", "work", "club")
WORLD = Plain(facts={"open": "yes"})


def asks(id: str, **more: Any) -> Step:
    """A question with three answers."""
    return Step.model_validate({"id": id, "ask": f"{id}?", "one": dict.fromkeys(VALUES, "V"), **more})


def says(id: str, **more: Any) -> Step:
    return Step.model_validate({"id": id, "say": id, **more})


def flow_of(*nodes: Step | Each) -> Flow:
    return Flow("plain", "P", nodes)


def talk_of(answers: Mapping[str, Answer], **more: Any) -> Talk:
    return Talk("abc123", "plain", "en", dict(answers), **more)


def keys(stops: tuple[Stop, ...]) -> list[str]:
    return [stop.key for stop in stops]


@dataclass(frozen=True)
class Walk:
    """A flow with conditions on earlier steps, and answers to some of its steps, in the order they were given."""

    flow: Flow
    answers: dict[str, Answer]


def conditions(earlier: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    wanted = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True)
    if not earlier:
        return st.just({})
    return st.one_of(
        st.just({}),
        st.dictionaries(st.sampled_from(earlier), wanted, min_size=1, max_size=2),
        st.fixed_dictionaries({"answered": st.lists(st.sampled_from(earlier), min_size=1, max_size=2)}),
    )


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    ids = [f"s{number}" for number in range(draw(st.integers(1, 8)))]
    nodes = []
    for number, id in enumerate(ids):
        when, unless = draw(conditions(ids[:number])), draw(conditions(ids[:number]))
        nodes.append(asks(id, when=when, unless=unless))
    given_ones = draw(st.permutations(draw(st.lists(st.sampled_from(ids), unique=True))))
    return Walk(flow_of(*nodes), {id: (draw(st.sampled_from(VALUES)),) for id in given_ones})


def holds(condition: Mapping[str, tuple[str, ...]], seen: Mapping[str, Answer]) -> bool:
    """What a condition says, in other words than the engine's."""
    for name, wanted in condition.items():
        if name == "answered":
            if not any(key in seen for key in wanted):
                return False
        elif not any(value in wanted for value in seen.get(name, ())):
            return False
    return True


@given(walks())
def test_what_is_done_stands_in_the_order_of_the_flow_and_is_all_that_counts(walk: Walk) -> None:
    path = trail(walk.flow, talk_of(walk.answers), WORLD)
    order = [node.id for node in walk.flow.nodes if isinstance(node, Step)]
    done = keys(path.done)
    assert done == sorted(done, key=order.index)
    assert path.answers == {key: walk.answers[key] for key in done}


@given(walks())
def test_a_step_is_on_the_trail_exactly_when_its_when_holds_and_its_unless_does_not(walk: Walk) -> None:
    path = trail(walk.flow, talk_of(walk.answers), WORLD)
    seen: dict[str, Answer] = {}
    for node in walk.flow.nodes:
        assert isinstance(node, Step)
        fits = (not node.when or holds(node.when, seen)) and not (node.unless and holds(node.unless, seen))
        if not fits:
            assert node.id not in keys(path.done)
        elif node.id in walk.answers:
            assert node.id in keys(path.done)
            seen[node.id] = walk.answers[node.id]
        else:
            assert path.open is not None
            assert path.open.key == node.id
            return
    assert path.open is None


@given(walks(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_were_given_means_nothing(walk: Walk, chance: random.Random) -> None:
    shuffled = list(walk.answers.items())
    chance.shuffle(shuffled)
    assert trail(walk.flow, talk_of(dict(shuffled)), WORLD) == trail(walk.flow, talk_of(walk.answers), WORLD)


@given(walks())
def test_answering_what_is_open_takes_one_step_forward_and_none_back(walk: Walk) -> None:
    talk = talk_of(walk.answers)
    path = trail(walk.flow, talk, WORLD)
    if path.open is None:
        return
    after = trail(walk.flow, talk.with_answer(path.open.key, ("x",), ""), WORLD)
    assert keys(after.done)[: len(path.done) + 1] == [*keys(path.done), path.open.key]


@given(walks(), st.integers(0, 7))
def test_nothing_at_the_floor_or_above_is_asked_again_and_all_answers_still_count(walk: Walk, number: int) -> None:
    order = [node.id for node in walk.flow.nodes if isinstance(node, Step)]
    floor = order[number % len(order)]
    path = trail(walk.flow, talk_of(walk.answers, floor=floor), WORLD)
    below = order[order.index(floor) + 1 :]
    assert {*keys(path.done), *([path.open.key] if path.open else [])} <= set(below)
    assert path.answers == walk.answers


@given(walks(), st.data())
def test_only_what_was_asked_for_is_asked_in_that_order_whatever_its_when(walk: Walk, data: st.DataObject) -> None:
    order = [node.id for node in walk.flow.nodes if isinstance(node, Step)]
    only = tuple(data.draw(st.permutations(order)))[: data.draw(st.integers(1, len(order)))]
    path = trail(walk.flow, talk_of(walk.answers, only=only), WORLD)
    unanswered = [key for key in only if key not in walk.answers]
    assert (path.open.key if path.open else None) == (unanswered[0] if unanswered else None)
    assert keys(path.done) == list(only[: only.index(unanswered[0])] if unanswered else only)


def test_only_leaves_out_what_the_flow_no_longer_has() -> None:
    path = trail(flow_of(asks("a"), asks("b")), talk_of({}, only=("gone", "b")), WORLD)
    assert (path.done, path.open and path.open.key) == ((), "b")


MANY = Step.model_validate(
    {"id": "areas", "ask": "Which?", "many": {"from": "areas", "also": {"none": "None"}}, "alone": "none"}
)
INSIDE = (asks("noticed"), asks("how", when={"noticed": ["x"]}))


@given(
    st.permutations(AREAS),
    st.integers(0, 3),
    st.booleans(),
    st.dictionaries(st.sampled_from([f"noticed[{area}]" for area in AREAS]), st.just(("x",))),
)
def test_each_is_walked_once_for_every_option_chosen_in_the_order_chosen(
    areas: list[str], number: int, none: bool, given_ones: dict[str, Answer]
) -> None:
    chosen = areas[:number]
    answers: dict[str, Answer] = {"areas": (*chosen, *(("none",) if none else ())), **given_ones}
    path = trail(flow_of(MANY, Each("areas", INSIDE), asks("after")), talk_of(answers), WORLD)
    wanted = [key for area in chosen for key in (f"noticed[{area}]", f"how[{area}]")]
    walked = [key for key in keys(path.done) if key != "areas"]
    assert walked == wanted[: len(walked)], "only chosen areas, one after the other, and none that stands in `also`"
    assert path.open is not None
    assert path.open.key == (wanted[len(walked)] if len(walked) < len(wanted) else "after")


def test_a_condition_inside_each_looks_at_its_own_item_first() -> None:
    answers: dict[str, Answer] = {"areas": ("home", "work"), "noticed[home]": ("y",), "noticed[work]": ("x",)}
    path = trail(flow_of(MANY, Each("areas", INSIDE)), talk_of(answers), WORLD)
    assert path.open is not None
    assert path.open.key == "how[work]"


def test_answered_with_brackets_means_any_item() -> None:
    asked = flow_of(MANY, Each("areas", INSIDE), asks("all", unless={"answered": ["how[]"]}), asks("after"))
    one: dict[str, Answer] = {"areas": ("home",), "noticed[home]": ("x",), "how[home]": ("y",)}
    none: dict[str, Answer] = {"areas": ("home",), "noticed[home]": ("y",)}
    assert [found.key for answers in (one, none) if (found := trail(asked, talk_of(answers), WORLD).open)] == [
        "after",
        "all",
    ]


def test_an_end_ends_it_and_is_named() -> None:
    ends = flow_of(asks("a"), says("bye", when={"a": ["x"]}, end="left"), asks("b"))
    path = trail(ends, talk_of({"a": ("x",), "bye": (), "b": ("y",)}), WORLD)
    assert (keys(path.done), path.open, path.end) == (["a", "bye"], None, "left")
    assert trail(ends, talk_of({"a": ("y",), "bye": ()}), WORLD).end is None


def test_what_is_carried_only_is_never_asked_and_counts_when_it_was_given() -> None:
    carried = flow_of(asks("a", carried=True), asks("b", when={"a": ["x"]}), asks("c"))
    assert [found.key for given in ({}, {"a": ("x",)}) if (found := trail(carried, talk_of(given), WORLD).open)] == [
        "c",
        "b",
    ]


@pytest.mark.parametrize(("fact", "key"), [("yes", "a"), ("no", "b")])
def test_a_fact_of_the_world_is_asked_for(fact: str, key: str) -> None:
    path = trail(flow_of(asks("a", when={"is.open": ["yes"]}), asks("b")), talk_of({}), Plain(facts={"open": fact}))
    assert path.open is not None
    assert path.open.key == key


@pytest.mark.parametrize(("word", "holding"), [("when", {"two"}), ("unless", {"", "one"})])
def test_unanswered_never_matches_and_a_mark_answers_where_no_answer_does(word: str, holding: set[str]) -> None:
    stop = Stop(asks("a", **{word: {"stage": ["two"]}}), None)
    assert {
        mark for mark in ("", "one", "two") if is_asked(stop, {}, {"stage": mark} if mark else {}, WORLD)
    } == holding
    assert is_asked(stop, {"stage": ("one",)}, {"stage": "two"}, WORLD) == ("one" in holding), "an answer goes first"


def test_options_that_do_not_fit_now_are_not_offered_and_a_source_comes_first() -> None:
    step = Step.model_validate(
        {
            "id": "pick",
            "ask": "Which?",
            "one": {"from": "list", "also": {"more": {"label": "M", "when": {"is.open": "no"}}, "leave": "L"}},
        }
    )
    world = Plain(facts={"open": "yes"}, tables={"list": (option("one", "One"),)})
    found = offered_options(Stop(step, None), talk_of({}), {}, world)
    assert [(each.id, each.context) for each in found] == [("one", ""), ("leave", ".pick.leave")]
    assert offered_options(Stop(says("a"), None), talk_of({}), {}, world) == ()


@given(walks())
def test_where_the_open_question_is_one_for_a_place_it_is_never_said_that_it_may_not_be(walk: Walk) -> None:
    place = Step.model_validate({"id": "place", "ask": "Where?", "place": "yes"})
    flow = replace(walk.flow, nodes=(*walk.flow.nodes[:2], place, *walk.flow.nodes[2:]))
    for answers in (walk.answers, {**walk.answers, "place": ("be:1",)}):
        found = trail(flow, talk_of(answers), WORLD).open
        assert may_ask_place(flow, talk_of(answers)) or found is None or found.step.kind != "place"
    assert not may_ask_place(walk.flow, talk_of({}))
    assert not may_ask_place(flow, talk_of({"place": ("be:1",)}))
