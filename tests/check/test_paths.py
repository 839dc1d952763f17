"""Paths by machine: every trail there is, no trail twice, and each walks in the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.check.graph import Explorer, Graph
from bot.check.paths import Path as Way
from bot.check.paths import list_paths
from bot.check.walk import open_talk, play_events
from bot.check.world import Names, Still
from bot.flow.load import load_content
from bot.flow.model import Flow
from bot.operations.check import registered_names
from bot.talk.event import Asked, Chose, Event
from bot.talk.state import Talk
from bot.talk.turn import Turn
from tests.check.folder import ROOT
from tests.check.selection import selection
from tests.talk.plain import flows_of

NAMES = Names(facts={"open": ("yes", "no")}, sources={}, effects=(), shows={}, place="be:1")
FLOW = """\
flow: f
title: F
marks: {again: [yes]}
steps:
  - {id: a, ask: "A?", one: {x: X, y: Y, z: Z, w: {label: W, when: {is.open: yes}}}}
  - {id: b, when: {a: [x, w]}, ask: "B?", optional: yes, many: {p: P, q: Q}}
  - {id: c, when: {b: p}, say: C}
  - {id: d, unless: {is.open: no}, ask: "D?", one: {x: X, y: Y}}
  - {id: e, when: {d: y, a: y}, say: E}
  - {id: g, ask: "G?", one: {more: {label: M, unless: {again: yes}, sets: {again: yes}, forgets: [b]}, on: O}}
  - {id: h, when: {again: yes}, say: H}
  - {id: i, say: I, end: done}
"""


@pytest.fixture(scope="module")
def real() -> dict[str, list[Graph]]:
    content = load_content(ROOT / "flows")
    return Explorer(content.flows, registered_names(ROOT, content)).all()


def brute(flows: dict[str, Flow], world: Still, talk: Talk, steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every trail, by trying every single option and skipping, with nothing counted as one."""
    turn = Turn(flows, world, talk)
    stop = turn.trail().open
    assert stop is not None
    events: list[Event] = [Chose(stop.key, (each.id,)) for each in turn.buttons(stop) if not each.id.startswith("/")]
    for event in (*events, *([Asked("skip")] if stop.step.optional == "yes" else [])):
        seen = play_events(flows, world, talk, (event,))
        if seen.talk is None:
            yield (*steps, *seen.steps)
        else:
            yield from brute(flows, world, seen.talk, (*steps, *seen.steps))


def test_the_trails_are_those_of_trying_everything(tmp_path: Path) -> None:
    flows = flows_of(tmp_path, f=FLOW)
    expected = set()
    for open in ("yes", "no"):
        world = Still(NAMES, MappingProxyType({"open": open}))
        start = open_talk(flows, world, "f", {})
        assert start.talk is not None
        expected |= set(brute(flows, world, start.talk, start.steps))
    found = [way.steps for way in list_paths(Explorer(flows, NAMES).all()["f"])]
    assert set(found) == expected
    assert len(found) == len(set(found))


def test_options_that_nothing_tells_apart_count_as_one(tmp_path: Path) -> None:
    text = 'flow: f\ntitle: F\nsteps:\n  - {id: a, ask: "A?", one: {x: X, y: Y, z: Z}}\n  - {id: b, say: B, end: e}\n'
    graphs = Explorer(flows_of(tmp_path, f=text), NAMES).all()["f"]
    assert [(way.steps, way.end) for way in list_paths(graphs)] == [(("a", "b"), "e")]
    assert {way.chosen[0][1] for way in selection(graphs)} == {("x",), ("y",), ("z",)}


def test_a_loop_is_walked_once(tmp_path: Path) -> None:
    text = (
        'flow: f\ntitle: F\nsteps:\n  - {id: a, ask: "A?", one: {again: {label: X, forgets: a}, on: Y}}\n'
        "  - {id: b, say: B, end: e}\n"
    )
    ways = list(list_paths(Explorer(flows_of(tmp_path, f=text), NAMES).all()["f"]))
    assert sorted(way.steps for way in ways) == [("a", "a", "b"), ("a", "b")]


def test_every_real_path_ends_and_has_its_own_trail(real: dict[str, list[Graph]]) -> None:
    for flow, graphs in real.items():
        ways = list(list_paths(graphs))
        assert all(way.end for way in ways), flow
        assert len({(way.steps, way.end, way.before) for way in ways}) == len(ways)


def test_a_selection_gives_every_answer_and_meets_every_step(real: dict[str, list[Graph]]) -> None:
    for graphs in real.values():
        answers = {
            (move.key, answer)
            for graph in graphs
            for question in graph.questions.values()
            for move in question.moves
            for answer, _ in move.ways
        }
        walked = list(selection(graphs))
        assert {choice for way in walked for choice in way.chosen} == answers
        assert {step for way in walked for step in way.steps} == {
            step for way in list_paths(graphs) for step in way.steps
        }


def test_the_signal_runs_with_no_one_and_two_areas_and_from_the_life_map(real: dict[str, list[Graph]]) -> None:
    ways: list[Way] = list(list_paths(real["signal"]))
    chosen = {len(answer) if answer != ("none",) else 0 for way in ways for key, answer in way.chosen if key == "areas"}
    assert chosen == {0, 1, 2}
    assert any(Asked("life_map") in way.before for way in ways)


def test_no_path_sends_for_a_child_under_12_or_without_agreement(real: dict[str, list[Graph]]) -> None:
    sent = [dict(way.chosen) for way in list_paths(real["signal"]) if way.end == "sent"]
    assert sent
    assert all(answers.get("age") != ("under12",) for answers in sent)
    assert all(answers.get("consent") == ("yes",) for answers in sent)
