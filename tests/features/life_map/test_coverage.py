"""Coverage says how something is known, and nothing about how bad it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.features.life_map.coverage import ASK_AT_MOST, START_AT_MOST, Question, ask_next, coverage, start_with
from bot.talk.state import Answer

AREAS = ("school", "peers", "family", "online", "self", "belief", "safety")
HOW = ("seen", "told", "heard", "assumed")
LISTS = st.lists(st.sampled_from(("a", "b", "c", "none", "unknown")), max_size=3, unique=True).map(tuple)


@st.composite
def maps(draw: st.DrawFn) -> dict[str, Answer]:
    """The answers of somebody who chose some areas and said something of a few."""
    chosen = draw(st.lists(st.sampled_from(AREAS), unique=True))
    answers: dict[str, Answer] = {"areas": tuple(chosen)}
    for area in chosen:
        for step in ("strengths", "noticed"):
            if draw(st.booleans()):
                answers[f"{step}[{area}]"] = draw(LISTS)
        if draw(st.booleans()):
            answers[f"how_known[{area}]"] = tuple(draw(st.lists(st.sampled_from(HOW), unique=True)))
    return answers


@given(maps())
def test_every_area_has_one_of_three_values(answers: dict[str, Answer]) -> None:
    found = coverage(AREAS, answers)
    assert tuple(found) == AREAS
    assert set(found.values()) <= {"known", "partly", "unknown"}


@given(maps(), st.sampled_from(AREAS))
def test_more_difficulties_never_change_how_well_an_area_is_known(answers: dict[str, Answer], area: str) -> None:
    noticed = set(answers.get(f"noticed[{area}]", ())) - {"none", "unknown"}
    if noticed:
        more = {**answers, f"noticed[{area}]": (*answers[f"noticed[{area}]"], "x", "y", "z")}
        assert coverage(AREAS, more) == coverage(AREAS, answers)


@given(maps(), st.sampled_from(AREAS))
def test_seen_or_told_makes_known_what_is_said_and_nothing_else_does(answers: dict[str, Answer], area: str) -> None:
    something = bool(
        {*answers.get(f"strengths[{area}]", ()), *answers.get(f"noticed[{area}]", ())} - {"none", "unknown"}
    )
    how = set(answers.get(f"how_known[{area}]", ()))
    expected = "unknown" if not something else "known" if how & {"seen", "told"} else "partly" if "heard" in how else ""
    assert coverage(AREAS, answers)[area] == (expected or "unknown")


@given(maps())
def test_at_most_five_questions_each_once_strengths_of_what_was_chosen_first(answers: dict[str, Answer]) -> None:
    asked = ask_next(AREAS, answers)
    assert len(asked) <= ASK_AT_MOST
    assert len(set(asked)) == len(asked)
    chosen = answers["areas"]
    kinds = [(question.area in chosen, question.about) for question in asked]
    order = [(True, "strengths"), (True, "how_known"), (False, "strengths")]
    assert kinds == sorted(kinds, key=order.index)
    for question in asked:
        if question.about == "strengths":
            assert not set(answers.get(f"strengths[{question.area}]", ())) - {"none", "unknown"}
        else:
            assert coverage(AREAS, answers)[question.area] == "unknown"


@given(maps())
def test_one_starts_where_something_hard_is_known_and_something_goes_well(answers: dict[str, Answer]) -> None:
    found = start_with(AREAS, answers)
    assert len(found) <= START_AT_MOST
    assert list(found) == sorted(found, key=AREAS.index)
    for area in found:
        assert coverage(AREAS, answers)[area] != "unknown"
        assert set(answers[f"noticed[{area}]"]) - {"none", "unknown"}
        assert set(answers[f"strengths[{area}]"]) - {"none", "unknown"}


def test_an_empty_map_knows_nothing_asks_for_strengths_and_starts_nowhere() -> None:
    assert set(coverage(AREAS, {}).values()) == {"unknown"}
    assert ask_next(AREAS, {}) == tuple(Question(area, "strengths") for area in AREAS[:ASK_AT_MOST])
    assert start_with(AREAS, {}) == ()


def test_an_area_that_is_gone_from_the_content_is_not_asked_about() -> None:
    assert Question("gone", "strengths") not in ask_next(AREAS, {"areas": ("gone",)})
