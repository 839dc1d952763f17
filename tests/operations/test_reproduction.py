"""Recordings: read back as they were written, refused where the talk is not a practice that begins with nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.operations.reproduction import RecordedTurn, Recorder, begin_recording, open_recording
from bot.post.message import Button, File, Message
from bot.settings import SettingsError
from tests.journeys.replay import filled, read

LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).map(str.strip)
TURN = st.builds(RecordedTurn, LINE, st.lists(LINE, max_size=3).map(tuple), st.sampled_from(["role signal", "- -"]))


@given(st.lists(TURN, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, turns: list[RecordedTurn]) -> None:
    path = tmp_path_factory.mktemp("recording") / "talk.txt"
    with path.open("w", encoding="utf-8") as out:
        begin_recording(out, "fr", "me")
        for turn in turns:
            print("\n".join(turn.lines()), file=out)
    found = read(path)
    assert (found.language, found.name, found.turns) == ("fr", "me", tuple(turns))


def test_a_message_is_kept_by_its_ids_and_a_code_by_its_place() -> None:
    out = io.StringIO()
    recorder = Recorder(out)
    code = "0123-4567-89AB-CDEF"
    question = Message(f"Your code is {code}.", "en", buttons=(Button("a.x", "X"), Button("/phone", "Phone")))
    recorder.hear("=review.send", [Message("No.", "en", error="alone"), question], "a", "signal")
    recorder.hear(f"/receipt {code}", [Message("Here.", "en", files=(File("a.pdf", "pdf", "{}"),))], None, None)
    assert out.getvalue() == (
        "> =review.send\n< !alone\n< a.x /phone\n? a signal\n> /receipt {receipt}\n< +pdf\n? - -\n"
    )
    assert filled("/receipt {receipt}", recorder) == f"/receipt {code}"


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("> /start\n", 1), ("{head}< a.x\n", 2), ("{head}> a\n", 2), ("{head}> a\n> b\n", 3), ("{head}x\n", 2)],
)
def test_what_is_no_recording_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "talk.txt"
    head = io.StringIO()
    begin_recording(head, "en", "me")
    path.write_text(text.replace("{head}", head.getvalue()), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"talk\.txt:{line}: .*record"):
        read(path)


def test_only_a_practice_with_nothing_before_it_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    for operator, database, name in (
        (tmp_path / "op.yaml", None, "OPERATOR_FILE"),
        (None, "sqlite:///a", "--database"),
    ):
        with pytest.raises(SettingsError, match=name), open_recording(path, operator, database):
            pass
    assert not path.exists()
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match="there already"), open_recording(path, None, None):
        pass
    with open_recording(None, tmp_path, "sqlite:///a") as out:
        assert out is None


def test_chat_writes_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    done = CliRunner().invoke(app, ["chat", "--language", "nl", "--record", str(path)], input="/phone\n\n")
    assert done.exit_code == 0
    found = read(path)
    assert (found.language, [turn.said for turn in found.turns]) == ("nl", ["/phone", ""])
    assert found.turns[0].waiting == "place phone"
