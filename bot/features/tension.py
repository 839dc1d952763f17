"""A tense place: a talk about a place and nobody. It is counted, and the desk sees how often what was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.features.signal.kind import SignalKind
from bot.features.staff import records as people
from bot.features.staff.feature import person_at_work
from bot.flow.model import Call
from bot.intake.context import TurnContext
from bot.intake.feature import Feature
from bot.keys.vault import month_of
from bot.store import counters
from bot.talk.state import Answer, Talk
from bot.words import statistics
from bot.words.vocabulary import Paper, Part, Show, TalkPolicy
from bot.words.writer import Writer

TENSION_TALK = "tension"
TENSION_KIND = SignalKind(note="desk_tension", counted="what")
TOLD_PART = Part[dict[str, int]]("tensions")


async def load_told(context: TurnContext, talk: Talk) -> None:
    """What was told in this person's areas, in this month and the two before."""
    person = await person_at_work(context)
    if person is None or TOLD_PART.of(context.world) is not None:
        return
    first, sums = context.now.replace(day=1) - timedelta(days=45), dict[str, int]()
    cells = await counters.count_cells(context.tx, TENSION_TALK, month_of(first), month_of(context.now))
    for cell, number in cells.items():
        area, _, what = cell.partition("/")
        if {area, people.EVERYWHERE} & {theirs for theirs, _ in person.roles}:
            sums[what] = sums.get(what, 0) + number
    TOLD_PART.put(context.world, sums)


def show_tensions(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """What was told of tense places lately; nothing that is under five, and nothing at all where nothing was told."""
    told, flow = TOLD_PART.of(writer.world), writer.world.library.content.flows.get(TENSION_TALK)
    step = flow.steps.get(TENSION_KIND.counted) if flow else None
    if not told or step is None or step.choices is None:
        return ""
    cells = statistics.shown_counts(told).cells
    known = [
        writer.pair(writer.fill(f"{TENSION_TALK}.{TENSION_KIND.counted}.{what}", option.label, {}), str(cells[what]))
        for what, option in step.choices.written.items()
        if cells.get(what) is not None
    ]
    return "\n".join([writer.phrase("desk_tensions"), *known, writer.phrase("desk_tensions_few")])


TENSION_PAPER = Paper(title="sheet_tension", file="file_tension", intro="sheet_no_names")
FEATURE = Feature(
    name="tension",
    shows={"tensions": Show(show_tensions)},
    loads={"tensions": load_told},
    policies={TENSION_TALK: TalkPolicy(kind="signal", implied={"about": ("place",)}, paper=TENSION_PAPER)},
)
