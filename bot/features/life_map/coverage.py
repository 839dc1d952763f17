"""What a life map shows: what is known, what to ask next, where one could start. It says nothing about danger.

Coverage depends on how something is known, and on nothing else: more difficulties never change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.talk.state import Answer

AreaKnown = Literal["known", "partly", "unknown"]
ASK_AT_MOST, START_AT_MOST = 5, 3
EMPTY_ANSWERS = {"none", "unknown"}


@dataclass(frozen=True)
class Question:
    """An open question: about which area, and whether on its strengths or on how things are known."""

    area: str
    about: Literal["strengths", "how_known"]


def coverage(areas: tuple[str, ...], answers: Mapping[str, Answer]) -> dict[str, AreaKnown]:
    """Known: something seen oneself or told by the person. Partly: heard. Unknown: nothing, or only assumed."""
    return {area: _known(area, answers) for area in areas}


def _known(area: str, answers: Mapping[str, Answer]) -> AreaKnown:
    if not _items("strengths", area, answers) | _items("noticed", area, answers):
        return "unknown"
    how = set(answers.get(f"how_known[{area}]", ()))
    if how & {"seen", "told"}:
        return "known"
    return "partly" if "heard" in how else "unknown"


def ask_next(areas: tuple[str, ...], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """At most five open questions: missing strengths of the chosen areas first, then what is only assumed."""
    chosen = [area for area in answers.get("areas", ()) if area in areas]
    strengths = [Question(area, "strengths") for area in chosen if not _items("strengths", area, answers)]
    known = coverage(areas, answers)
    assumed = [Question(area, "how_known") for area in chosen if known[area] == "unknown"]
    rest = [Question(area, "strengths") for area in areas if area not in chosen]
    return (*strengths, *assumed, *rest)[:ASK_AT_MOST]


def start_with(areas: tuple[str, ...], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """At most three areas with something hard that is known and something that goes well, in the order of the list."""
    known = coverage(areas, answers)
    return tuple(
        area
        for area in areas
        if known[area] != "unknown" and _items("noticed", area, answers) and _items("strengths", area, answers)
    )[:START_AT_MOST]


def _items(step: str, area: str, answers: Mapping[str, Answer]) -> set[str]:
    return set(answers.get(f"{step}[{area}]", ())) - EMPTY_ANSWERS
