"""What a life map shows, beside its talk and on its paper."""

from __future__ import annotations

from collections.abc import Mapping

from bot.features.life_map.coverage import ask_next, coverage, start_with
from bot.flow.model import Call
from bot.intake.feature import Feature
from bot.talk.state import Answer, Talk
from bot.words.vocabulary import Paper, Show, TalkPolicy
from bot.words.writer import Writer

KNOWN_SIGNS = {"known": ("●", "map_known"), "partly": ("◐", "map_partly"), "unknown": ("○", "map_not_known")}
QUESTION_PHRASES = {"strengths": "map_ask_strengths", "how_known": "map_ask_how"}


def show_coverage(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """Every area, and how well it is known."""
    found = coverage(tuple(writer.world.library.content.areas), answers)
    known = sum(each == "known" for each in found.values())
    lines = [
        f"{KNOWN_SIGNS[how][0]} {writer.pair(writer.area(area), writer.phrase(KNOWN_SIGNS[how][1]))}"
        for area, how in found.items()
    ]
    return "\n".join([writer.phrase("map_coverage"), *lines, writer.phrase("map_counted", {"n": str(known)})])


def show_ask_next(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """The questions that would help most."""
    questions = ask_next(tuple(writer.world.library.content.areas), answers)
    lines = [
        f"– {writer.phrase(QUESTION_PHRASES[each.about], {'value': writer.area(each.area)})}" for each in questions
    ]
    return "\n".join([writer.phrase("map_ask_next"), *(lines or [writer.phrase("map_ask_none")])])


def show_start_with(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """The areas where something hard is known and something goes well."""
    found = start_with(tuple(writer.world.library.content.areas), answers)
    lines = [f"– {writer.pair(writer.area(area), writer.phrase('map_start_reason'))}" for area in found]
    return "\n".join([writer.phrase("map_start_with"), *(lines or [writer.phrase("map_start_none")])])


SHOWS = {"coverage": show_coverage, "ask_next": show_ask_next, "start_with": show_start_with}
PAPER = Paper(title="sheet_life_map", file="file_life_map", intro="map_fixed", shows=tuple(SHOWS))

FEATURE = Feature(
    name="life_map",
    shows={name: Show(write) for name, write in SHOWS.items()},
    policies={"life_map": TalkPolicy(paper=PAPER)},
)
