"""Every text with its context: for translators, and for Babel."""

import io

from hypothesis import given
from hypothesis import strategies as st

from bot.flow.extract import extract, translatable_texts
from bot.flow.source import parse_yaml, read_yaml
from tests.check.folder import ROOT

TALK = """\
flow: test
title: A talk
steps:
  - id: a
    ask: Now?
    why: Because.
    short: Now
    one:
      x: One
      y: {label: Two, when: {b: c}}
  - each: a
    steps:
      - id: b
        ask: Which?
        many: {from: areas, also: {none: None of these}}
  - {use: block}
  - {id: c, do: send}
"""


def contexts(text: str) -> dict[str, tuple[str, int]]:
    return {each.context: (each.text, each.line) for each in translatable_texts(parse_yaml(text, "x.yaml"))}


def test_the_texts_of_a_talk() -> None:
    assert contexts(TALK) == {
        "test.title": ("A talk", 2),
        "test.a.ask": ("Now?", 5),
        "test.a.why": ("Because.", 6),
        "test.a.short": ("Now", 7),
        "test.a.x": ("One", 9),
        "test.a.y": ("Two", 10),
        "test.b.ask": ("Which?", 14),
        "test.b.none": ("None of these", 15),
    }


def test_the_texts_of_the_other_files() -> None:
    assert contexts("phrases: {hello: Hello}\n") == {"phrases.hello": ("Hello", 1)}
    area = "areas:\n  - {id: a, label: A, strengths: {x: X}, changes: {y: {label: Y, danger: yes}}}\n"
    assert [*contexts(area)] == ["areas.a.label", "areas.a.strengths.x", "areas.a.changes.y"]
    assert [*contexts("cards:\n  - {id: c, kind: law, title: T, text: W}\n")] == ["cards.c.title", "cards.c.text"]
    rows = "contacts:\n  - {id: be-x, name: N, mission: M, limits: L, first_sentence: F}\n"
    assert [*contexts(rows)] == ["contacts.be-x.mission", "contacts.be-x.limits", "contacts.be-x.first_sentence"]
    assert "contacts.be-x.name" in contexts(rows.replace("name: N", "name: N, generic: yes"))
    assert contexts("consents: {a: b}\n") == {}


def test_babel_gets_the_same() -> None:
    found = list(extract(io.BytesIO(TALK.encode()), None, None, {}))
    assert [(line, context, text) for line, _, (context, text), _ in found] == [
        (line, context, text) for context, (text, line) in contexts(TALK).items()
    ]


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.from_regex(r"[A-Za-z]{1,20}", fullmatch=True)))
def test_no_phrase_is_lost(phrases: dict[str, str]) -> None:
    text = (
        "phrases:\n" + "".join(f"  {key}: {value}\n" for key, value in phrases.items()) if phrases else "phrases: {}\n"
    )
    assert {key: text for key, (text, _) in contexts(text).items()} == {f"phrases.{k}": v for k, v in phrases.items()}


def test_no_two_texts_share_a_context() -> None:
    paths = [path for path in (ROOT / "flows").rglob("*.yaml") if path.name != "needs.yaml"]
    found = [message.context for path in paths for message in translatable_texts(read_yaml(path))]
    assert len(found) > 1000
    assert {context for context in found if found.count(context) > 1} == set()
