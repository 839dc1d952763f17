"""Flow files as text: what the safe part keeps, with lines, and what it refuses with a cure."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.source import Document, Fault, parse_yaml, read_yaml

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff\u2028\u2029\x85"))
TREES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def test_every_scalar_stays_the_text_it_was() -> None:
    data = parse_yaml("a: yes\nb: 12:30\nc: 0800\nd: ~\ne: 1e3\n", "x.yaml").data
    assert data == {"a": "yes", "b": "12:30", "c": "0800", "d": "~", "e": "1e3"}


def test_lines_are_those_of_the_file() -> None:
    document = parse_yaml("a:\n  - b: 1\n    c: 2\n\n# words\nd: 3\n", "x.yaml")
    assert document.line(("a", 0, "c")) == 3
    assert document.line(("d",)) == 6
    assert document.line(("a", 0, "nothing", "there")) == 2
    assert document.fault(("d",), "Cause.", "Cure.").as_dict() == {
        "file": "x.yaml",
        "line": 6,
        "cause": "Cause.",
        "cure": "Cure.",
    }


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("a: &x 1\n", 1, "Anchors"),
        ("a: 1\nb: *x\n", 2, "Anchors"),
        ("a: !!int 1\n", 1, "tag"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands twice"),
        ("a:\n  b:\nc: 1\n", 2, "A value is missing"),
        ("? [a]\n: 1\n", 1, "not a plain word"),
        ("a: 1\n--- \nb: 1\n", 2, "second document"),
        ("", 1, "empty"),
        ("# only words\n", 2, "empty"),
        ("a: [1\nb: 2\n", 2, "cannot be read"),
        ("a: 1\n\tb: 2\n", 2, "cannot be read"),
        ("a: \x07\n", 1, "no text"),
        ("a: 1\nb: \ud800\n", 2, "no text"),
        ("[" * 60 + "]" * 60, 1, "nested too deeply"),
    ],
)
def test_what_leaves_the_safe_part_is_refused(text: str, line: int, cause: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_yaml(text, "x.yaml")
    assert cause in caught.value.cause
    assert caught.value.line == line
    assert caught.value.cure


def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("a: é\n".encode("latin-1"))
    with pytest.raises(Fault, match="UTF-8"):
        read_yaml(tmp_path / "x.yaml", "x.yaml")


def outcome(text: str) -> Document | Fault:
    try:
        return parse_yaml(text, "x.yaml")
    except Fault as fault:
        return fault


@given(st.text(max_size=200) | st.lists(st.sampled_from("ab: -[]{},&*!?|>'\"#%\n\t ~"), max_size=60).map("".join))
def test_anything_is_read_or_a_fault(text: str) -> None:
    found = outcome(text)
    lines = list(found.lines.values()) if isinstance(found, Document) else [found.line]
    assert all(1 <= line <= len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text)) + 1 for line in lines)
    assert isinstance(found, Document) or (found.cause and found.cure)


@given(st.dictionaries(WORDS, TREES, max_size=5))
def test_what_yaml_writes_comes_back(data: dict[str, Any]) -> None:
    text = yaml.dump(data, allow_unicode=True, default_style='"', Dumper=Plain)
    assert parse_yaml(text, "x.yaml").data == data


class Plain(yaml.SafeDumper):
    """Without anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.threat(15)
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("".join(f"k{number}: a\n" for number in range(1_000_000)), "more than 1000000 characters"),
        ("".join(f"k{number}: a\n" for number in range(70_000)) + "k1: b", "stands twice"),
        ("a: &a [x]\nb: [*a, *a]\n", "Anchors and aliases"),
        ("[" * 400_000, "nested too deeply"),
        ("- " * 400_000, "nested too deeply"),
    ],
)
def test_a_file_that_would_eat_the_machine_is_refused_at_once(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(Fault, match=cause):
        read_yaml(path)
    assert time.perf_counter() - started < 1.5
