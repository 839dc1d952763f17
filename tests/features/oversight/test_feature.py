"""Who may look over the desk's shoulder: the auditor of an area, unlocked; everybody else is told why not."""

from __future__ import annotations

import pytest

from bot.features.oversight.feature import AUDITOR_COMMANDS, FEATURE, look_in
from bot.features.staff.feature import person_at_work
from bot.talk.event import Asked, Chose, Event, Wrote
from tests.events import event_of, said
from tests.journeys.scene import Scene

REFUSED = [
    ("sender", "not_for_coordinator"),
    ("coordinator", "desk_not_yours"),
    ("deputy", "desk_not_yours"),
    ("region", "desk_not_yours"),
]


async def heard(scene: Scene, chat: str, event: Event) -> tuple[Event | None, list[str], list[str]]:
    """What is left of an event, what was said, and the texts of the pages that came."""
    assert FEATURE.hears is not None
    async with event_of(scene.office, scene.address(chat), event, channel=scene.channel) as context:
        left = await FEATURE.hears(context, event)
        return left, said(context), [message.text for message in context.done.messages]


@pytest.mark.parametrize("command", AUDITOR_COMMANDS)
async def test_the_auditor_gets_the_page(scene: Scene, command: str) -> None:
    left, sentences, pages = await heard(scene, "auditor", Asked(command))
    assert (left, sentences, len(pages)) == (None, [], 1)
    assert not any(signal.canary in page or signal.key in page for page in pages for signal in scene.signals.values())


@pytest.mark.parametrize("command", AUDITOR_COMMANDS)
@pytest.mark.parametrize(("chat", "why"), REFUSED)
async def test_nobody_else_does_and_hears_why(scene: Scene, chat: str, why: str, command: str) -> None:
    assert await heard(scene, chat, Asked(command)) == (None, [why], [])


@pytest.mark.parametrize("command", AUDITOR_COMMANDS)
async def test_an_auditor_whose_desk_is_locked_unlocks_first(scene: Scene, command: str) -> None:
    await scene.does("auditor", Asked("lock"))
    assert await heard(scene, "auditor", Asked(command)) == (None, ["desk_locked"], [])


@pytest.mark.parametrize("event", [Asked("help"), Wrote("counts"), Chose("counts", ())])
async def test_other_events_go_on_untouched(scene: Scene, event: Event) -> None:
    assert await heard(scene, "auditor", event) == (event, [], [])


@pytest.mark.parametrize(("chat", "sentences", "pages"), [("auditor", [], 2), ("region", ["desk_region"], 0)])
async def test_the_desk_of_who_reads_no_signals(scene: Scene, chat: str, sentences: list[str], pages: int) -> None:
    async with event_of(scene.office, scene.address(chat), channel=scene.channel) as context:
        person = await person_at_work(context)
        assert person is not None
        await look_in(context, person)
        assert (said(context), len(context.done.messages)) == (sentences, pages)
