"""Take it with me: the answers of the talk that asked, as its own paper says; nothing is kept."""

from __future__ import annotations

import pytest

from bot.features.life_map.feature import PAPER as MAP
from bot.features.papers import FEATURE, WORRY_PAPER
from bot.features.tension import TENSION_PAPER
from bot.intake.office import Office
from bot.pictures.sheet import Sheet
from bot.talk.state import Answer, Talk
from bot.words.vocabulary import Paper
from tests.events import asked, event_of
from tests.journeys.scene import REVIEW
from tests.statements import listening

ANSWERS: dict[str, Answer] = {**REVIEW, "noticed_text": ("canary",)}


@pytest.mark.parametrize(("flow", "paper"), [("signal", WORRY_PAPER), ("life_map", MAP), ("tension", TENSION_PAPER)])
async def test_each_talk_has_its_paper_as_text_and_page(office: Office, flow: str, paper: Paper) -> None:
    async with event_of(office, "anna", talk=Talk("abc123", flow, "fr")) as context:
        done = await FEATURE.effects["take_with_me"](context, asked("take_with_me", flow, {"role": ("school",)}))
        title = context.writer.phrase(paper.title)
    assert [file.kind for file in done.files] == ["text", "pdf"]
    assert {(sheet.title, sheet.language) for file in done.files for sheet in [Sheet.from_json(file.sheet)]} == {
        (title, "fr")
    }
    assert done.says == []


async def test_the_answers_are_those_of_the_effect_also_where_the_talk_has_gone_on(office: Office) -> None:
    for talk in (Talk("abc123", "signal", "en"), Talk("other9", "where_to_turn", "en"), None):
        async with event_of(office, "anna", talk=talk) as context:
            done = await FEATURE.effects["take_with_me"](context, asked("take_with_me", "signal", ANSWERS))
        assert "canary" in done.files[0].sheet


async def test_nothing_of_it_is_written_anywhere(office: Office) -> None:
    async with event_of(office, "anna", talk=Talk("abc123", "signal", "en")) as context:
        with listening(office.store) as heard:
            await FEATURE.effects["take_with_me"](context, asked("take_with_me", "signal", ANSWERS))
        assert (heard.all, context.tx.log) == ([], [])
