"""A tense place: a talk about a place and nobody. It is counted, and the desk sees how often what was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.features.signal.kind import Kind
from bot.features.staff import records as people
from bot.features.staff.feature import at_work
from bot.flow.model import Call
from bot.intake.context import TurnContext
from bot.intake.feature import Feature
from bot.keys.vault import month_of
from bot.store import counters
from bot.talk.state import Answer, Talk
from bot.words import statistics
from bot.words.vocabulary import Paper, Part, Show, TalkPolicy
from bot.words.writer import Writer

TALK = "tension"
KIND = Kind(note="desk_tension", counted="what")
TOLD = Part[dict[str, int]]("tensions")


async def load(context: TurnContext, talk: Talk) -> None:
    """What was told in this person's areas, in this month and the two before."""
    person = await at_work(context)
    if person is None or TOLD.of(context.world) is not None:
        return
    first, sums = context.now.replace(day=1) - timedelta(days=45), dict[str, int]()
    cells = await counters.cells(context.tx, TALK, month_of(first), month_of(context.now))
    for cell, number in cells.items():
        area, _, what = cell.partition("/")
        if {area, people.EVERYWHERE} & {theirs for theirs, _ in person.roles}:
            sums[what] = sums.get(what, 0) + number
    TOLD.put(context.world, sums)


def tensions(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """What was told of tense places lately; nothing that is under five, and nothing at all where nothing was told."""
    told, flow = TOLD.of(writer.world), writer.world.library.content.flows.get(TALK)
    step = flow.steps.get(KIND.counted) if flow else None
    if not told or step is None or step.choices is None:
        return ""
    cells = statistics.shown(told).cells
    known = [
        writer.pair(writer.fill(f"{TALK}.{KIND.counted}.{what}", option.label, {}), str(cells[what]))
        for what, option in step.choices.written.items()
        if cells.get(what) is not None
    ]
    return "\n".join([writer.phrase("desk_tensions"), *known, writer.phrase("desk_tensions_few")])


PAPER = Paper(title="sheet_tension", file="file_tension", intro="sheet_no_names")
FEATURE = Feature(
    name="tension",
    shows={"tensions": Show(tensions)},
    loads={"tensions": load},
    policies={TALK: TalkPolicy(kind="signal", implied={"about": ("place",)}, paper=PAPER)},
)
