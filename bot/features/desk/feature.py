"""The desk's parts: what its talk may ask, offer, show and do."""

from __future__ import annotations

from functools import partial

from bot.features.desk import acts, papers
from bot.features.desk.case import DESK, Desk, ListLine, ListPage, OpenCase, case_in, frame
from bot.features.desk.hear import hear_at_desk
from bot.features.desk.lay_out import hold_case, lay_case, lay_colleagues, lay_page
from bot.features.signal.kind import PLAIN_FLOW, SignalKinds
from bot.features.staff.feature import DESK_TALK
from bot.features.staff.records import Person
from bot.intake.context import TurnContext
from bot.intake.feature import Feature, Perform, Telling
from bot.store.outbox import QueuedMessage
from bot.talk.state import Talk
from bot.talk.trail import Answers, Offered
from bot.words.vocabulary import Show, Source, TalkPolicy, yes_or_no
from bot.words.world import World

EFFECTS: dict[str, Perform] = {
    **{act.effect: partial(acts.do_effect, act) for act in acts.ACTS},
    "print_signal": acts.print_signal,
    "first_page": acts.first_page,
    "next_page": acts.next_page,
}
CLOCKS = [act.clock for act in acts.ACTS if act.clock]


async def tell_of_acts(telling: Telling) -> list[QueuedMessage]:
    """What fell due of what acts left behind, told to whom it concerns."""
    due = [(clock, row) for clock in CLOCKS for row in telling.done.told.get(clock.table, [])]
    return [out for clock, row in due for out in await clock.tells(telling, row)]


def is_keeper(world: World, answers: Answers) -> bool:
    """Whether the reader is in charge of the open signal."""
    case = case_in(world, answers)
    return case is not None and case.keeps


def is_mine(world: World, answers: Answers) -> bool:
    """Whether the reader has taken the open signal."""
    case = case_in(world, answers)
    return case is not None and case.mine


def has_more(world: World, answers: Answers) -> bool:
    """Whether the list goes on."""
    desk = DESK.of(world)
    return bool(desk and desk.page and desk.page.more)


def offer_signals(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """The page of the list."""
    desk = DESK.of(world)
    return tuple(Offered(line.key, "", line.label) for line in desk.page.lines) if desk and desk.page else ()


def offer_colleagues(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """Who may be asked to look at the open signal too."""
    desk = DESK.of(world)
    return tuple(Offered(line.key, "", line.label) for line in (desk.colleagues or ())) if desk else ()


def offer_missing(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """The steps of its flow that the open signal leaves out: the coordinator may ask for them."""
    case = case_in(world, talk.answers)
    if case is None:
        return ()
    steps = world.library.content.flows[case.flow].steps.values()
    return tuple(
        Offered(step.id, f"{step.owner}.{step.id}.short", step.short)
        for step in steps
        if step.short and step.optional == "yes" and step.unsent == "no" and not case.answers.get(step.id)
    )


def remember_version(context: TurnContext, talk: Talk) -> Talk:
    """The talk with the version of the case that this turn has shown: later acts count for that one only."""
    case = case_in(context.world, talk.answers)
    return talk.seeing(case.etag) if case and "case" not in talk.answers else talk


def sample_desk(world: World) -> None:
    """A desk with one signal, for `check` to walk its talk."""
    if PLAIN_FLOW not in world.library.content.flows:
        return
    key = "0" * 16
    nobody = Person("", "", "", "", "", frozenset(), None)
    DESK.put(world, Desk(nobody, ListPage((ListLine(key, ""),)), {key: OpenCase(key, 1, "received")}))


def desk_feature(kinds: SignalKinds) -> Feature:
    """The feature, for these kinds of signals beside the plain one."""
    return Feature(
        name="desk",
        facts={"keeper": yes_or_no(is_keeper), "mine": yes_or_no(is_mine), "more": yes_or_no(has_more)},
        sources={
            "signals": Source(offer_signals, personal=True),
            "missing": Source(offer_missing, personal=True),
            "colleagues": Source(offer_colleagues, personal=True),
        },
        shows={"signal": Show(partial(papers.show_signal, kinds)), "desk_count": Show(papers.show_count)},
        policies={DESK_TALK: TalkPolicy(kind="desk", protected=True, holds_answers=False, frame=frame)},
        refusals=("desk_gone", "desk_not_yours", "desk_changed"),
        effects=EFFECTS,
        hears=hear_at_desk,
        loads={
            "signals": lay_page,
            "desk_count": lay_page,
            "missing": lay_case,
            "signal": lay_case,
            "colleagues": lay_colleagues,
        },
        before_words={DESK_TALK: hold_case},
        after_turn={DESK_TALK: remember_version},
        samples=sample_desk,
        tells=tell_of_acts,
        tables=[kept for act in acts.ACTS for kept in act.tables],
        clocks={each.table: each.clock for each in CLOCKS},
    )
