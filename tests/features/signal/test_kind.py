"""The talk a signal was written in, also when it says none, or one that is gone."""

from __future__ import annotations

import pytest

from bot.features import SIGNAL_KINDS
from bot.features.signal.kind import PLAIN_FLOW, written_in
from bot.words.library import Library


@pytest.mark.parametrize(("said", "flow"), [("tension", "tension"), ("signal", "signal"), (None, PLAIN_FLOW)])
def test_it_is_what_the_signal_says(library: Library, said: str | None, flow: str) -> None:
    assert written_in(library, said) == flow


@pytest.mark.parametrize("said", ["", "gone"])
def test_a_talk_that_is_gone_is_read_as_the_plain_one(library: Library, said: str) -> None:
    assert written_in(library, said) == PLAIN_FLOW in library.content.flows


def test_every_kind_has_its_talk_its_sentence_and_a_step_whose_answers_are_counted(library: Library) -> None:
    for flow, kind in SIGNAL_KINDS.items():
        step = library.content.flows[flow].steps[kind.counted]
        assert step.choices
        assert kind.note in library.content.phrases
        assert flow != PLAIN_FLOW
