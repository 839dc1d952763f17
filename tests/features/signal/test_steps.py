from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.features.signal import steps
from bot.features.signal.closing import OUTCOMES, OUTCOMES_BY_ITSELF, close_signal_state
from bot.features.signal.deadlines import DEADLINE_ORDER, Rules, due_deadline, next_moment
from bot.features.signal.state import SENDER_STATES, STATES, Signal, sender_state
from bot.places.calendar import Calendar

ACTS = ("read", "take", "ask", "answer", "answered", "close")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = Calendar(UTC, lambda day: day.weekday() < 5)


def a_signal(**more: object) -> Signal:
    return replace(Signal("abc", "be:23088", "received", 1, NOW, NOW), **more)  # type: ignore[arg-type]


def test_no_field_rates_anybody() -> None:
    words = {"score", "level", "risk", "priority", "severity", "name", "religion", "origin", "opinion"}
    assert not words & {part for one in fields(Signal) for part in one.name.split("_")}


@pytest.mark.parametrize(
    ("acts", "state", "told"),
    [
        ([], "received", "received"),
        (["read"], "acknowledged", "read"),
        (["take"], "taken", "following"),
        (["read", "ask"], "clarifying", "question"),
        (["ask", "answered"], "acknowledged", "read"),
        (["take", "ask"], "clarifying", "question"),
        (["take", "ask", "answered"], "taken", "following"),
        (["ask", "take"], "clarifying", "question"),
        (["ask", "take", "answered"], "taken", "following"),
        (["answer"], "taken", "following"),
        (["answered"], "received", "received"),
        (["read", "close"], "closed", "finished"),
        (["close"], "closed", "finished"),
    ],
)
def test_the_way_of_a_signal(acts: list[str], state: str, told: str) -> None:
    signal = a_signal()
    for number, what in enumerate(acts, start=2):
        signal = steps.act_by_name(signal, what, NOW + timedelta(hours=number), outcome="done")
        assert signal.version == number
        assert signal.active == NOW + timedelta(hours=number)
    assert (signal.state, sender_state(signal)) == (state, told)


def test_a_second_open_question_keeps_asking() -> None:
    signal = steps.act_by_name(a_signal(), "ask", NOW)
    assert steps.act_by_name(signal, "answered", NOW, questions=1).state == "clarifying"


@pytest.mark.seed("SY86")
@pytest.mark.parametrize("what", ACTS)
def test_nothing_can_be_done_with_a_closed_signal(what: str) -> None:
    signal = close_signal_state(a_signal(), "done", NOW)
    with pytest.raises(steps.IllegalAct, match="is closed"):
        steps.act_by_name(signal, what, NOW, outcome="done")


@pytest.mark.parametrize("outcome", [None, "", "handed_to_police", *OUTCOMES_BY_ITSELF])
def test_a_coordinator_closes_with_an_outcome_of_the_list(outcome: str | None) -> None:
    with pytest.raises(steps.IllegalAct, match="is no outcome; choose one of handed_to_care, no_action, done"):
        steps.act_by_name(a_signal(), "close", NOW, outcome=outcome)


def test_unknown_acts_and_outcomes_are_refused() -> None:
    with pytest.raises(steps.IllegalAct, match="no such act"):
        steps.act_by_name(a_signal(), "assess", NOW)
    with pytest.raises(ValueError, match="unknown outcome 'won'"):
        close_signal_state(a_signal(), "won", NOW)


@pytest.mark.parametrize(
    ("state", "what"),
    [("closed", what) for what in DEADLINE_ORDER]
    + [("closing_check", "check"), ("received", "expire"), ("taken", "expire"), ("received", "delete")],
)
def test_the_clock_has_its_turn_only(state: str, what: str) -> None:
    with pytest.raises(steps.IllegalAct, match=f"not possible while the signal is {state}"):
        steps.pass_time(a_signal(state=state), what, NOW)


@pytest.mark.parametrize("what", ["tell_deputy", "tell_region", "tell_sender"])
def test_a_signal_that_was_read_is_told_of_to_nobody(what: str) -> None:
    with pytest.raises(steps.IllegalAct):
        steps.pass_time(a_signal(read=NOW), what, NOW)


def test_reading_changes_something_only_the_first_time() -> None:
    assert steps.changes_anything(a_signal(), "read")
    assert not steps.changes_anything(a_signal(state="taken"), "read")
    assert steps.changes_anything(a_signal(state="taken"), "ask")


@given(state=st.sampled_from(STATES[:-1]), outcome=st.sampled_from(OUTCOMES))
def test_the_sender_is_shown_the_same_whatever_the_outcome(state: str, outcome: str) -> None:
    assert sender_state(steps.act_by_name(a_signal(state=state), "close", NOW, outcome=outcome)) == "finished"


class Life(RuleBasedStateMachine):
    """Any sequence of acts and days: never an illegal state, nothing early, nothing late, and in the end it is gone."""

    @initialize(minutes=st.integers(0, 60 * 24 * 7))
    def arrive(self, minutes: int) -> None:
        self.now = NOW + timedelta(minutes=minutes)
        self.signal: Signal | None = a_signal(received=self.now, active=self.now)
        self.log: list[str] = []
        self.idle_since = self.now

    def tick(self) -> None:
        """What the clock does every hour."""
        while self.signal is not None and (what := due_deadline(self.signal, self.now, WEEK)) is not None:
            self.log.append(what)
            if what == "delete":
                self.check_deletion(self.signal)
                self.signal = None
            else:
                self.signal = steps.pass_time(self.signal, what, self.now)

    def check_deletion(self, signal: Signal) -> None:
        age = self.now - signal.received
        assert age >= timedelta(days=365) or (signal.closed and self.now - signal.closed >= timedelta(days=7))
        assert signal.read is not None or signal.told_sender is not None or signal.outcome in OUTCOMES

    @rule(hours=st.integers(1, 24 * 40))
    def wait(self, hours: int) -> None:
        for _ in range(hours):
            self.now += timedelta(hours=1)
            self.tick()

    @precondition(lambda self: self.signal is not None)
    @rule(what=st.sampled_from(ACTS), outcome=st.sampled_from(OUTCOMES), questions=st.integers(0, 1))
    def act(self, what: str, outcome: str, questions: int) -> None:
        assert self.signal is not None
        if self.signal.state == "closed":
            with pytest.raises(steps.IllegalAct):
                steps.act_by_name(self.signal, what, self.now, outcome=outcome)
        elif steps.changes_anything(self.signal, what):
            self.signal = steps.act_by_name(self.signal, what, self.now, outcome=outcome, questions=questions)
            self.idle_since = self.now

    @invariant()
    def nothing_is_due_and_nothing_is_odd(self) -> None:
        signal = self.signal
        if signal is None:
            assert self.log.count("delete") == 1
            return
        assert due_deadline(signal, self.now, WEEK) is None
        assert next_moment(signal, WEEK) > self.now
        assert self.now - signal.received < timedelta(days=365)
        assert self.now - self.idle_since < timedelta(days=90 + 14 + 7)
        assert signal.state in STATES
        assert sender_state(signal) in SENDER_STATES
        assert (signal.state == "closed") == (signal.closed is not None) == (signal.outcome is not None)
        assert all(self.log.count(what) <= 1 for what in DEADLINE_ORDER if what.startswith("tell"))

    def teardown(self) -> None:
        if getattr(self, "signal", None) is not None:
            self.wait(24 * 365)
            assert self.signal is None


TestLife = Life.TestCase


def test_deadlines_may_be_shortened_only() -> None:
    assert Rules(idle=timedelta(days=30), deputy=1).idle == timedelta(days=30)
    with pytest.raises(ValueError, match=r"retention\.cap: longer than 365 days"):
        Rules(cap=timedelta(days=366))
