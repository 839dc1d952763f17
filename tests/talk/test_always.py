"""Commands: a deep link starts like any other start, whatever it carries; short talks lie over the open one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.model import Flow
from bot.talk.event import Asked, Chose
from tests.talk.plain import Chat, flows_of

FIRST = """\
flow: where_to_turn
title: T
steps:
  - {id: danger, ask: "Now?", unsent: yes, one: {no: "No", now: "Yes"}}
  - {id: role, ask: "Who?", one: {school: School}}
  - {id: need, ask: "What?", one: {talk: Talk}}
  - {id: more, ask: "More?", one: {no: "No"}}
  - {id: bye, say: Bye., end: done}
"""
SHORT = "flow: {name}\ntitle: T\nsteps:\n  - {{id: role, ask: 'Who?', one: {{school: School}}}}\n"
SHORT += "  - {{id: done, ask: 'Good?', one: {{yes: 'Yes'}}, end: done}}\n"


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Flow]:
    folder: Path = tmp_path_factory.mktemp("flows")
    short = {name: SHORT.format(name=name) for name in ("phone", "about_me", "danger", "signal")}
    return flows_of(folder, where_to_turn=FIRST, **short)


@pytest.mark.threat(7)
@settings(max_examples=200)
@given(payloads=st.lists(st.text(max_size=70), min_size=1, max_size=3))
def test_whatever_a_start_carries_it_starts_alike_and_is_not_kept(flows: dict[str, Flow], payloads: list[str]) -> None:
    plain, linked = Chat(flows).does(Asked("start")), Chat(flows)
    for payload in payloads:
        linked.does(Asked("start", payload))
    assert plain.talk is not None
    assert linked.talk is not None
    assert replace(linked.talk, id=plain.talk.id) == plain.talk


def at(flows: dict[str, Flow], *answers: tuple[str, str]) -> Chat:
    chat = Chat(flows).does(Asked("start"))
    for key, option in answers:
        chat.does(Chose(key, (option,)))
    return chat


WHO = (("danger", "no"), ("role", "school"))


@pytest.mark.parametrize("command", ["phone", "about_me"])
def test_a_short_talk_lies_over_answers_and_takes_the_place_of_none(flows: dict[str, Flow], command: str) -> None:
    early = at(flows, *WHO).does(Asked(command))
    assert early.talk is not None
    assert (early.talk.flow, early.talk.below, early.asked) == (command, None, "done")
    late = at(flows, *WHO, ("need", "talk")).does(Asked(command))
    assert late.talk is not None
    assert late.talk.below is not None
    assert (late.talk.flow, late.talk.below.flow, late.asked) == (command, "where_to_turn", "done")
    late.does(Chose("done", ("yes",)))
    assert (late.phrases, late.asked) == (["back_to_talk"], "more")


@pytest.mark.parametrize("first", ["phone", "danger"])
def test_one_talk_at_the_most_lies_over_another(flows: dict[str, Flow], first: str) -> None:
    chat = at(flows, *WHO, ("need", "talk")).does(Asked(first)).does(Asked("about_me")).does(Asked("danger"))
    assert chat.talk is not None
    assert chat.talk.below is not None
    assert (chat.talk.flow, chat.talk.below.flow, chat.talk.below.below) == ("danger", "where_to_turn", None)


def test_that_answers_go_is_told_where_there_are_some(flows: dict[str, Flow]) -> None:
    assert "talk_left" not in at(flows, *WHO).does(Asked("signal")).phrases
    left = at(flows, *WHO, ("need", "talk")).does(Asked("signal"))
    assert "talk_left" in left.phrases
    assert left.asked == "done"
    under_danger = at(flows, *WHO, ("need", "talk")).does(Asked("danger")).does(Asked("signal"))
    assert "talk_left" in under_danger.phrases
    assert under_danger.last is not None
    assert [each.how for each in under_danger.last.ended] == ["left", "left"]
