"""Own data: what is said is what is in the file; what is erased is told, and nothing is held of it any more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.features.own_data.feature import COUNTED_LIMITS, FEATURE
from bot.intake.context import Done
from bot.talk.reply import Effect
from bot.talk.state import Draft, Talk
from tests import tables
from tests.events import event_of, said
from tests.journeys.scene import Scene, at_desk

WRONG = "0000-0000-0000-0000"
TALK = Talk("abc123", "signal", "en", {"role": ("school",), "noticed_text": ("canary",)})


async def done_by(scene: Scene, name: str, chat: str, code: str = "", talk: Talk | None = None) -> Done:
    """What one of these effects brings to a chat."""
    async with event_of(scene.office, scene.address(chat), talk=talk, channel=scene.channel) as context:
        done = await FEATURE.effects[name](context, Effect(name, argument=code, talk=talk.id if talk else ""))
        if done.follows:
            done.follows(context.turn)
        return done


def file_of(done: Done) -> dict[str, Any]:
    (file,) = done.files
    assert file.kind == "json"
    held: dict[str, Any] = json.loads(file.sheet)
    return held


async def test_of_somebody_unknown_nothing_is_held_and_there_is_no_file(scene: Scene) -> None:
    done = await done_by(scene, "mydata", "a stranger")
    assert (said(done), done.files) == (["mydata_title", "mydata_nothing", "mydata_code"], ())


async def test_everything_that_is_said_is_in_the_file_and_the_other_way_round(scene: Scene) -> None:
    held_of = {"mydata_talk": "talk", "mydata_signal": "signals", "mydata_enrolled": "enrolled_as"}
    for chat, talk in (("sender", None), ("sender", TALK), ("coordinator", None), ("a stranger", TALK)):
        done = await done_by(scene, "mydata", chat, talk=talk)
        held, sentences = file_of(done), said(done)
        for sentence, name in held_of.items():
            assert (sentence in sentences) == bool(held[name]), (chat, sentence)
        assert ("mydata_numbers" in sentences) == (held["message_numbers"] > 0)
        reached = [one for one in held["signals"] if one["answered_by"] != "code"]
        assert ("mydata_handle" in sentences) == bool(reached)
        assert len(held["counted_today"]) == len(COUNTED_LIMITS)


async def test_the_file_has_the_signals_of_the_chat_with_days_and_no_reader_nor_outcome(scene: Scene) -> None:
    held = file_of(await done_by(scene, "mydata", "sender"))
    canaries = {one["answers"]["noticed_text"][0] for one in held["signals"]}
    assert canaries == {scene.signals["own"].canary}, "a closed one knows no way back to its chat"
    (own,) = held["signals"]
    assert {"place", "state", "received", "deleted_at_the_latest", "answered_by", "added", "agreed_to"} <= set(own)
    assert [word["about"] for word in own["added"]] == ["often"]
    assert all(len(day) == len("2026-11-23") for day in (own["received"], own["added"][0]["day"], held["made"]))
    assert not {"outcome", "coordinator", "deputy", "second", "version"} & set(own)


async def test_by_code_it_is_that_signal_alone_from_anywhere(scene: Scene) -> None:
    done = await done_by(scene, "mydata", "a stranger", scene.signals["another"].code, TALK)
    held = file_of(done)
    assert (held["talk"], held["message_numbers"], held["enrolled_as"]) == (None, 0, [])
    assert [one["answers"]["noticed_text"] for one in held["signals"]] == [[scene.signals["another"].canary]]


async def test_the_open_talk_is_in_it_with_what_is_being_written_and_what_waits(scene: Scene) -> None:
    writing = Talk("xyz789", "danger", "en", below=TALK, draft=Draft("place", ("half",)))
    talk = file_of(await done_by(scene, "mydata", "a stranger", talk=writing))["talk"]
    assert (talk["flow"], talk["being_written"]) == ("danger", ["half"])
    assert talk["waiting"]["answers"]["noticed_text"] == ["canary"]


async def test_of_a_desk_only_that_it_is_open(scene: Scene) -> None:
    desk = Talk("abc123", "desk", "en", {"desk": (scene.signals["own"].key,)}, draft=Draft("answer", ("canary",)))
    done = await done_by(scene, "mydata", "coordinator", talk=desk)
    held = file_of(done)
    assert (held["talk"]["answers"], held["talk"]["being_written"]) == ({}, [])
    assert scene.signals["own"].key not in done.files[0].sheet
    assert held["enrolled_as"] == ["coordinator"]


@pytest.mark.parametrize(("name", "sentence"), [("mydata", "receipt_unknown"), ("withdraw", "receipt_unknown")])
async def test_a_wrong_code_does_nothing(scene: Scene, name: str, sentence: str) -> None:
    before = await scene.state()
    for code in (WRONG, scene.signals["erased"].code, "nonsense"):
        done = await done_by(scene, name, "sender", code)
        assert (said(done), done.files, done.pushed) == ([sentence], (), [])
    assert await scene.state() == before
    assert said(await done_by(scene, "withdraw", "sender")) == ["withdraw_form"]


async def keys(scene: Scene) -> set[str]:
    return {str(row[1]) for row in (await scene.state(tables.signal))["signal"]}


@pytest.mark.parametrize("name", ["withdraw", "delete"])
async def test_by_its_code_one_signal_goes_and_only_who_read_it_hears(scene: Scene, name: str) -> None:
    own, another, before = scene.signals["own"], scene.signals["another"], await keys(scene)
    done = await done_by(scene, name, "a stranger", own.code)
    assert said(done) == ["withdraw_done"]
    assert {scene.lane("coordinator"), scene.lane("second person")} <= {row.lane for row in done.pushed}
    assert all(own.canary not in row.payload and own.key not in row.payload for row in done.pushed)
    assert (await done_by(scene, name, "a stranger", another.code)).pushed == [], "nobody has read it"
    assert await keys(scene) == before - {own.key, another.key}


async def test_a_talk_that_answers_its_questions_ends_and_others_go_on(scene: Scene) -> None:
    own = scene.signals["own"]
    asks = Talk("abc123", "signal", "en", only=("often",), signal=own.key, below=Talk("xyz789", "phone", "en"))
    async with event_of(scene.office, scene.address("sender"), talk=asks, channel=scene.channel) as context:
        done = await FEATURE.effects["withdraw"](context, Effect("withdraw", argument=own.code))
        assert done.follows is not None
        done.follows(context.turn)
        assert context.turn.open.id == "xyz789"
        assert [ended.talk for ended in context.turn.ended] == ["abc123"]
        context.turn.talk = TALK
        done.follows(context.turn)
        assert context.turn.talk == TALK


async def test_deleting_takes_all_of_the_chat_and_counts_what_went(scene: Scene) -> None:
    before = await keys(scene)
    await at_desk(scene, "coordinator", scene.signals["own"].key, "case", "back")
    done = await done_by(scene, "delete", "sender", talk=TALK)
    assert said(done) == ["delete_done", "delete_receipt", "delete_code"]
    assert (done.forgotten, done.sweeps) == (True, "all")
    assert next(reply.values["n"] for reply in done.says if reply.phrase == "delete_receipt") == "1"
    assert await keys(scene) == before - {scene.signals["own"].key}
    assert scene.lane("sender") not in {row.lane for row in done.pushed}
    again = await done_by(scene, "delete", "sender")
    assert said(again)[0] == "delete_nothing"
    assert said(await done_by(scene, "mydata", "sender")) == ["mydata_title", "mydata_nothing", "mydata_code"]


@pytest.mark.parametrize(("channel", "sentence"), [("web", "clear_web"), ("line", "clear_done")])
async def test_clearing_sweeps_the_chat_and_erases_nothing(scene: Scene, channel: str, sentence: str) -> None:
    before = await scene.state()
    async with event_of(scene.office, "anna", channel=channel) as context:
        done = await FEATURE.effects["clear"](context, Effect("clear"))
    assert (said(done), done.sweeps, done.forgotten) == ([sentence], "all", False)
    assert await scene.state() == before


def test_all_four_can_be_asked_for_at_any_step() -> None:
    assert set(FEATURE.commands) == set(FEATURE.effects) == {"mydata", "withdraw", "clear", "delete"}
