"""The sender comes back: how a signal stands, by code or by chat, and an open question that can be answered."""

from __future__ import annotations

import pytest

from bot.features.receipt import FEATURE, signals_asked_for
from bot.intake.context import Done
from bot.store.limits import GUESSES_OF_ALL, RECEIPT_GUESSES, note_once_more
from bot.talk.reply import Effect
from bot.talk.state import Talk
from tests.events import asked, event_of, said
from tests.journeys.acts import Try
from tests.journeys.scene import Scene

WRONG = "0000-0000-0000-0000"
SENDER = "sender"


async def looked(scene: Scene, chat: str, code: str = "", talk: Talk | None = None) -> tuple[Done, list[str]]:
    """What `/receipt` brings, and what the talk says and asks after it."""
    async with event_of(scene.office, scene.address(chat), talk=talk, channel=scene.channel) as context:
        done = await FEATURE.effects["receipt"](context, Effect("receipt", argument=code))
        if done.follows:
            done.follows(context.turn)
        stop = context.turn.trail().open if context.turn.talk else None
        return done, [*said(context), *([stop.key] if stop else [])]


async def test_a_code_tells_how_its_signal_stands_to_whoever_has_it(scene: Scene) -> None:
    for chat in (SENDER, "a friend of theirs"):
        done, _ = await looked(scene, chat, scene.signals["closed"].code)
        assert said(done)[0] == "state_finished"
    assert said((await looked(scene, "x", scene.signals["another"].code))[0]) == ["state_received"]


@pytest.mark.parametrize("code", [WRONG, "nonsense", "XXXX"])
async def test_a_wrong_code_is_not_known_and_tells_nothing_else(scene: Scene, code: str) -> None:
    assert said((await looked(scene, "guesser", code))[0]) == ["receipt_unknown"]
    assert said((await looked(scene, "guesser", scene.signals["erased"].code))[0]) == ["receipt_unknown"]


async def test_after_five_wrong_codes_a_right_one_is_wrong_too_for_who_guessed(scene: Scene) -> None:
    own = scene.signals["own"].code
    for _ in range(RECEIPT_GUESSES[1]):
        await looked(scene, "guesser", WRONG)
    assert said((await looked(scene, "guesser", own))[0]) == ["receipt_unknown"]
    assert said((await looked(scene, "somebody else", own))[0])[0] == "state_question"


async def test_while_all_together_guess_too_much_there_is_a_wait(scene: Scene) -> None:
    async with scene.office.store.write() as tx:
        for number in range(GUESSES_OF_ALL[1]):
            await note_once_more(tx, RECEIPT_GUESSES, f"lane{number}", scene.office.clock.now())
    assert said((await looked(scene, "somebody", scene.signals["own"].code))[0]) == ["receipt_wait"]
    assert said((await looked(scene, SENDER))[0])[0] == "state_question", "without a code nothing is guessed"


async def test_without_a_code_the_form_of_one_is_told_where_nothing_answers_here(scene: Scene) -> None:
    assert said((await looked(scene, "a stranger"))[0]) == ["receipt_form"]


async def test_an_open_question_is_asked_right_away_of_the_signal_and_nothing_else(scene: Scene) -> None:
    own = scene.signals["own"]
    done, after = await looked(scene, SENDER)
    assert (said(done), after) == (["state_question"], ["state_open_question", "often"])
    async with event_of(scene.office, scene.address(SENDER), channel=scene.channel) as context:
        assert await signals_asked_for(context, "") is not None
        done = await FEATURE.effects["receipt"](context, Effect("receipt", argument=own.code))
        assert done.follows is not None
        done.follows(context.turn)
        talk = context.turn.open
    assert (talk.only, talk.signal, talk.flow, talk.answers) == (("often",), own.key, "signal", {})


async def test_who_is_in_the_middle_of_a_talk_is_not_asked_over_it(scene: Scene) -> None:
    done, after = await looked(scene, SENDER, talk=Talk("abc123", "phone", "en"))
    assert (said(done), done.follows, after) == (["state_question"], None, ["place"])


async def answered(scene: Scene, key: str, answers: dict[str, tuple[str, ...]]) -> Done:
    async with event_of(scene.office, scene.address(SENDER), channel=scene.channel) as context:
        effect = asked("answer_question", "signal", answers, argument=key)
        return await FEATURE.effects["answer_question"](context, effect)


async def test_an_answer_is_kept_once_and_who_is_in_charge_hears_that_there_is_something(scene: Scene) -> None:
    own = scene.signals["own"]
    done = await answered(scene, own.key, {"often": ("once",)})
    assert (said(done), len(done.pushed)) == (["answer_sent"], 1)
    assert {row.lane for row in done.pushed} == {scene.lane("coordinator")}
    assert own.canary not in done.pushed[0].payload
    assert await Try(scene, SENDER, own).words_kept("answer", "often")
    again = await answered(scene, own.key, {"often": ("daily",)})
    assert (said(again), again.pushed) == (["question_gone"], [])


@pytest.mark.parametrize("name", ["closed", "erased", "another"])
async def test_what_nobody_asked_or_can_read_takes_no_answer(scene: Scene, name: str) -> None:
    done = await answered(scene, scene.signals[name].key, {"often": ("once",)})
    assert (said(done), done.pushed) == (["question_gone"], [])
