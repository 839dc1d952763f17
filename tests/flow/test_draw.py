"""A talk as a Mermaid diagram: exactly what people can go, and nothing that a label could break."""

from __future__ import annotations

import html
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.flow.draw import Arrow, draw_flow, escape_mermaid
from bot.flow.model import Choices, Flow, Option, Step
from bot.operations.flows import draw_flows
from tests.check.folder import ROOT, written

TALK = """\
flow: test
title: A talk
steps:
  - id: who
    ask: Who "are" you?
    one: {family: Family, "no": Nobody}
  - id: hello
    when: {who: family}
    say: Hello.
  - id: areas
    ask: Which parts of life?
    many: {from: areas, also: {none: None}}
  - each: areas
    steps:
      - {id: seen, ask: "What?", one: {less: Less, more: More}}
  - id: contacts
    ask: You can call here.
    show: {contacts: {need: talk}}
    one: {done: Fine}
    end: done
"""
PICTURE = """\
flowchart TD
    begin(["A talk"])
    n_who["who<br/>Who #34;are#34; you?"]
    n_hello("hello<br/>Hello.<br/>only if who is family")
    n_areas["areas<br/>Which parts of life?"]
    subgraph n_frame_seen__["once for each of: areas"]
        n_seen__["seen<br/>What?"]
    end
    n_contacts["contacts<br/>You can call here.<br/>shows contacts talk"]
    n_end_done(["end: done"])
    begin --> n_who
    n_who -->|"Family"| n_hello
    n_hello --> n_areas
    n_who -->|"Nobody"| n_areas
    n_areas -->|"any of: areas"| n_seen__
    n_areas -->|"None"| n_contacts
    n_seen__ --> n_contacts
    n_contacts --> n_end_done
    n_seen__ --> n_seen__
"""
TEXT = r'"[^"\n]*"'
BOX = rf"n_\w+(\[{TEXT}\]|\({TEXT}\)|\[/{TEXT}/\]|\[\[{TEXT}\]\]|\{{\{{{TEXT}\}}\}}|\(\[{TEXT}\]\))"
LINES = re.compile(
    rf"flowchart TD|    begin\(\[{TEXT}\]\)|    (    )?{BOX}|    subgraph n_\w+\[{TEXT}\]|    end"
    rf"|    (n_\w+|begin) -->(\|{TEXT}\|)? n_\w+"
)
SAFE = re.compile(r"[^#\"&<>%`\\;|{}\[\]()~\x00-\x1f]*")


def test_a_talk_is_drawn_as_people_meet_it(tmp_path: Path) -> None:
    folder = written(tmp_path, flows__talks__test=TALK)
    assert "".join(draw_flows(folder, "test")) == PICTURE


@given(st.text(max_size=60))
def test_a_label_says_what_it_said_and_holds_no_sign_of_mermaid(text: str) -> None:
    made = escape_mermaid(text)
    for line in made.split("<br/>"):
        assert SAFE.fullmatch(re.sub(r"#\d+;", "", line))
    back = "\n".join(html.unescape(re.sub(r"#(\d+);", r"&#\1;", line)) for line in made.split("<br/>"))
    assert words(back) == words(text)


def words(text: str) -> list[str]:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split()


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=200))
def test_no_text_breaks_out_of_its_line(title: str, label: str, question: str) -> None:
    choices = Choices.model_validate({"yes": Option(label=label), "end": Option(label=f"{label}\n-->{label}")})
    steps = (Step(id="end", ask=question, one=choices), Step(id="click", say=question, end="done"))
    ways = [
        Arrow("", (), "end"),
        Arrow("end", ("yes",), "click"),
        Arrow("end", ("end",), "end"),
        Arrow("click", (), "end done"),
    ]
    for line in draw_flow(Flow("test", title, steps), ways).splitlines():
        assert LINES.fullmatch(line), line


def test_every_talk_is_drawn_with_every_step_it_shows() -> None:
    done = CliRunner().invoke(app, ["flows", "draw"])
    assert done.exit_code == 0
    parts = re.findall(r"## (\w+)\n\n```mermaid\n(.*?)```\n", done.stdout, re.S)
    assert [name for name, _ in parts] == sorted(path.stem for path in (ROOT / "flows/talks").glob("*.yaml"))
    for name, picture in parts:
        assert all(LINES.fullmatch(line) for line in picture.splitlines()), name
        boxes = set(re.findall(r"^ +(?:subgraph )?(n_\w+)[\[({]", picture, re.M)) | {"begin"}
        arrows = re.findall(r"^    (\w+) -->(?:\|.*\|)? (\w+)$", picture, re.M)
        assert {end for arrow in arrows for end in arrow} <= boxes
    assert "n_receipt" in dict(parts)["signal"]


def test_an_unknown_talk_is_refused() -> None:
    done = CliRunner().invoke(app, ["flows", "draw", "nowhere"])
    assert done.exit_code == 2
