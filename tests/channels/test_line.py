"""The line mode: what a line means, numbers for what was shown last, files that never lie over another."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.line import Line, parse_line
from bot.intake.office import Office
from bot.post.message import Button, File, Message
from bot.talk.event import Asked, Chose, Looked, Wrote
from bot.words.library import Library
from tests.person import Person, office_at

MEANINGS = [
    ("", Looked()),
    ("  \n", Looked()),
    ("/phone", Asked("phone")),
    ("/Receipt  AAAA-BBBB ", Asked("receipt", "AAAA-BBBB")),
    ("/", Wrote("/", etag="e-1")),
    ("=", Wrote("=", etag="e-1")),
    ("=role.school", Chose("role", ("school",), etag="e-1")),
    ("=place.be:23088", Chose("place", ("be:23088",), etag="e-1")),
    ("=noticed[school].less,=noticed[school].more", Chose("noticed[school]", ("less", "more"), etag="e-1")),
    ("=review.noticed[school]", Chose("review", ("noticed[school]",), etag="e-1")),
    ("=/lock", Asked("lock")),
    (" Vilvoorde ", Wrote("Vilvoorde", etag="e-1")),
]


@pytest.mark.parametrize(("line", "event"), MEANINGS)
def test_what_a_line_means(line: str, event: object) -> None:
    assert parse_line(line, "e-1") == event


@given(st.text(), st.text(max_size=8))
def test_any_line_means_something_and_a_plain_one_is_kept_whole(line: str, etag: str) -> None:
    event, said = parse_line(line, etag), line.strip()
    if said and said[0] not in "/=":
        assert event == Wrote(said, etag=etag)
    assert isinstance(event, (Looked, Asked, Chose, Wrote))


def drawn(kind: str, sheet: str) -> tuple[bytes, str]:
    return f"{kind} {sheet}".encode(), "text/plain"


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


@pytest.fixture
def line(office: Office, tmp_path: Path) -> Line:
    return Line(office, "anna", "en", io.StringIO(), False, tmp_path / "files", drawn)


def printed(line: Line) -> str:
    assert isinstance(line.out, io.StringIO)
    return line.out.getvalue()


def test_a_number_is_the_option_that_was_shown_last_under_it(line: Line) -> None:
    line.print_message(Message("Which?", "en", buttons=(Button("role.school", "School"), Button("/phone", "Phone"))))
    assert [line.chosen(said) for said in ("1", "2", "3", "School", "=role.youth")] == [
        "=role.school",
        "/phone",
        "3",
        "School",
        "=role.youth",
    ]
    line.print_message(Message("A sentence without buttons", "en"))
    assert line.chosen("1") == "=role.school", "what was offered stays offered"
    line.print_message(Message("Else?", "en", buttons=(Button("need.talk", "Talk"),), etag="case-2"))
    assert (line.chosen("1"), line.chosen("2"), line.etag) == ("=need.talk", "2", "case-2")


def test_options_are_printed_with_their_numbers(line: Line) -> None:
    line.print_message(Message("Which?", "en", buttons=(Button("a.x", "First"), Button("a.y", "Second"))))
    assert printed(line) == "\nWhich?\n  1  First\n  2  Second\n"


def test_as_json_every_message_is_one_line_with_its_ids_and_its_error(line: Line) -> None:
    line.as_json = True
    line.print_message(Message("Two\nlines", "en", buttons=(Button("a.x", "First"),), error="unknown_answer"))
    (shown,) = printed(line).splitlines()
    assert json.loads(shown) == {
        "to": "anna",
        "text": "Two\nlines",
        "options": [{"n": 1, "id": "a.x", "label": "First"}],
        "files": [],
        "error": "unknown_answer",
    }


def test_a_file_never_lies_over_another_of_its_name(line: Line) -> None:
    paths = [Path(line.written(File("notes.txt", "text", str(number)))["path"]) for number in range(3)]
    assert [path.name for path in paths] == ["notes.txt", "notes-2.txt", "notes-3.txt"]
    assert [path.read_text(encoding="utf-8") for path in paths] == ["text 0", "text 1", "text 2"]


async def test_what_was_printed_is_forgotten_and_the_same_line_twice_is_done_twice(office: Office, line: Line) -> None:
    await line.read("/start")
    await line.read("/help")
    await line.read("/help")
    assert await office.pulled("line", "anna") == []
    said = printed(line)
    assert said.count(said.split("\n\n")[-1].split("\n")[0]) >= 2


async def test_the_step_that_is_waited_for_is_printed_and_told(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "ben", "en", tmp_path).types("/phone")
    assert (person.waiting, person.flow) == ("place", "phone")
    heard: list[tuple[str, int, str | None, str | None]] = []
    terminal = person.at_terminal()
    terminal.hear = lambda said, messages, step, flow: heard.append((said, len(messages), step, flow))
    await person.types("/stop")
    assert heard[0][0] == "/stop"
    assert heard[0][1] == len(person.seen) > 0
    assert heard[0][2:] == (person.waiting, person.flow)
