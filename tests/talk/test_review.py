"""A talk fitted to flow files that changed under it: what is no longer there is dropped, all else stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flow.model import Flow
from bot.talk import review
from bot.talk.answer import step_shape
from bot.talk.event import Chose, Wrote
from bot.talk.state import Draft, Talk
from bot.talk.trail import Offered, trail
from tests.talk.plain import Chat, Plain, flows_of, option

BEFORE = """\
flow: test
title: T
steps:
  - {id: hello, say: Hello.}
  - {id: how, ask: "How?", one: {car: Car, train: Train}}
  - {id: agreed, ask: "All right?", consent: agree-1, one: {yes: "Yes"}}
  - {id: areas, ask: "Which?", many: {from: areas, also: {none: None}}}
  - each: areas
    steps:
      - {id: seen, ask: "What?", many: {less: Less, more: More}}
  - {id: words, ask: "What?", text: {max: 99}, guard: yes, optional: yes}
  - {id: bye, say: Bye., end: done}
"""
AREAS: dict[str, tuple[Offered, ...]] = {"areas": (option("school", "School"), option("work", "Work"))}
ANSWERED: dict[str, tuple[str, ...]] = {
    "hello": (),
    "how": ("car",),
    "agreed": ("yes",),
    "areas": ("school", "work"),
    "seen[school]": ("less",),
    "seen[work]": ("less", "more"),
}
CHANGES: dict[str, tuple[str, str, set[str], int]] = {
    "a step gone": ('  - {id: how, ask: "How?", one: {car: Car, train: Train}}\n', "", {"how"}, 0),
    "a kind changed": ('how, ask: "How?", one:', 'how, ask: "How?", many:', {"how"}, 1),
    "an option gone": ("car: Car, ", "", {"how"}, 1),
    "an option more": ("car: Car, ", "car: Car, bus: Bus, ", set(), 0),
    "a wording changed": ('"How?"', '"By what?"', set(), 0),
    "a consent renamed": ("agree-1", "agree-2", {"agreed"}, 1),
    "an option of each item gone": (", more: More", "", {"seen[work]"}, 1),
    "a message gone": ("  - {id: hello, say: Hello.}\n", "", {"hello"}, 0),
}


def answered(flows: dict[str, Flow], world: Plain) -> Talk:
    prints = {key: step_shape(step) for key in ANSWERED if (step := flows["test"].step(key))}
    return Talk("t00001", "test", "en", dict(ANSWERED), prints=prints)


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_dropped_and_told(tmp_path: Path, change: str) -> None:
    world = Plain(tables=AREAS)
    talk = answered(flows_of(tmp_path, test=BEFORE), world)
    before, after, dropped, again = CHANGES[change]
    assert before in BEFORE
    fitted = review.fit_to_flows(flows_of(tmp_path, test=BEFORE.replace(before, after)), talk, world)
    assert fitted.talk is not None
    assert set(ANSWERED) - set(fitted.talk.answers) == dropped
    assert (set(fitted.lost), fitted.again) == (dropped - {"hello"}, again)


def test_an_area_that_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    flows, world = flows_of(tmp_path, test=BEFORE), Plain(tables=AREAS)
    talk = answered(flows, world)
    fitted = review.fit_to_flows(flows, talk, Plain(tables={"areas": AREAS["areas"][:1]}))
    assert fitted.lost == ("areas",)
    assert fitted.again == 1


def test_a_list_that_differs_from_person_to_person_is_not_judged(tmp_path: Path) -> None:
    flows = flows_of(tmp_path, test=BEFORE)
    talk = answered(flows, Plain(tables=AREAS))
    assert review.fit_to_flows(flows, talk, Plain()) == review.Fitted(talk)


def test_a_flow_that_is_gone_gives_way_to_the_talk_below(tmp_path: Path) -> None:
    flows, world = flows_of(tmp_path, test=BEFORE), Plain(tables=AREAS)
    talk = answered(flows, world)
    assert review.fit_to_flows({}, talk, world).talk is None
    under = replace(talk, id="t00002")
    over = Talk("t00003", "gone", "en", below=under)
    assert review.fit_to_flows(flows, over, world).talk == under


def test_the_talk_that_waits_below_is_fitted_too(tmp_path: Path) -> None:
    world = Plain(tables=AREAS)
    talk = answered(flows_of(tmp_path, test=BEFORE), world)
    changed = flows_of(tmp_path, test=BEFORE.replace("car: Car, ", ""), over="flow: over\ntitle: T\nsteps: []\n")
    fitted = review.fit_to_flows(changed, Talk("t00003", "over", "en", below=talk), world)
    assert fitted.lost == ("how",)
    assert fitted.talk is not None
    assert fitted.talk.below is not None
    assert "how" not in fitted.talk.below.answers


@pytest.mark.parametrize(
    ("draft", "change", "stays"),
    [
        (Draft("seen[school]", ("more",)), (", more: More", ""), False),
        (Draft("seen[school]", ("less",)), (", more: More", ""), True),
        (Draft("words", ("It is so.",), guard="names"), ("text: {max: 99}", "one: {a: A}"), False),
        (Draft("words", ("It is so.",), guard="names"), ("words, ", "sentence, "), False),
        (Draft("words", ("It is so.",), guard="names"), ("max: 99", "max: 90"), True),
        (Draft("language"), (", more: More", ""), True),
    ],
)
def test_what_waits_on_the_open_question_is_fitted(
    tmp_path: Path, draft: Draft, change: tuple[str, str], stays: bool
) -> None:
    world = Plain(tables=AREAS)
    talk = Talk("t00001", "test", "en", {"areas": ("school",)}, draft=draft)
    fitted = review.fit_to_flows(flows_of(tmp_path, test=BEFORE.replace(*change)), talk, world).talk
    assert fitted is not None
    assert fitted.draft == (draft if stays else None)


def test_a_tick_of_an_option_that_is_gone_cannot_be_handed_in(tmp_path: Path) -> None:
    world = Plain(tables=AREAS)
    chat = Chat(flows_of(tmp_path, test=BEFORE), world, answered(flows_of(tmp_path, test=BEFORE), world))
    assert chat.talk is not None
    chat.talk = chat.talk.without({"seen[work]"})
    chat.does(Chose("seen[work]", ("more",), wish="add"))
    chat.flows = flows_of(tmp_path, test=BEFORE.replace(", more: More", ""))
    assert chat.talk is not None
    chat.talk = review.fit_to_flows(chat.flows, chat.talk, world).talk
    chat.does(Chose("seen[work]", (), wish="done"))
    assert chat.error == "choose_one_at_least"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.sets(st.sampled_from(sorted(CHANGES))), typed=st.text(max_size=20))
def test_fitting_twice_is_fitting_once_and_the_trail_goes_on(tmp_path: Path, changes: set[str], typed: str) -> None:
    world = Plain(tables=AREAS)
    text = BEFORE
    for change in sorted(changes):
        text = text.replace(CHANGES[change][0], CHANGES[change][1])
    flows = flows_of(tmp_path, test=text)
    fitted = review.fit_to_flows(flows, answered(flows_of(tmp_path, test=BEFORE), world), world)
    flows = flows_of(tmp_path, test=text)
    assert fitted.talk is not None
    assert review.fit_to_flows(flows, fitted.talk, world) == review.Fitted(fitted.talk)
    assert set(fitted.talk.prints) <= set(fitted.talk.answers)
    chat = Chat(flows, world, fitted.talk).does(Wrote(typed))
    assert chat.talk is None or trail(flows["test"], chat.talk, world).open
