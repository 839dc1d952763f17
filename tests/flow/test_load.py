"""A folder of files as one content; all its faults at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.flow.load import load_content, options_of
from bot.flow.model import Each, Step
from bot.flow.source import Faults

FILES = {
    "talks/test.yaml": """\
flow: test
title: A talk
for: [school, {justice: is.justice_enabled}]
expires: {default: 60 minutes, consent.yes: 2 days}
marks: {stage: [two]}
steps:
  - use: part
    carried: [b]
  - each: a
    steps:
      - use: part
      - {id: c, say: C}
""",
    "blocks/part.yaml": "block: part\nmarks: {country: []}\nsteps:\n  - {id: a, say: A}\n  - {id: b, say: B}\n",
    "areas.yaml": """\
areas:
  - {id: s, label: S, strengths: {x: X}, changes: {y: Y}, difficult: {z: {label: Z, danger: yes}}, around: {w: W}}
""",
    "cards/one.yaml": "cards:\n  - {id: c, kind: law, title: T, text: W, for: [school]}\n",
    "phrases.yaml": "phrases: {hello: Hello}\n",
}


def folder(tmp_path: Path, **changed: str) -> Path:
    for name, text in (FILES | {name.replace("__", "/") + ".yaml": text for name, text in changed.items()}).items():
        path = tmp_path / "flows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "flows"


def faults(tmp_path: Path, **changed: str) -> list[tuple[str, int]]:
    with pytest.raises(Faults) as caught:
        load_content(folder(tmp_path, **changed))
    assert all(fault.cause and fault.cure for fault in caught.value.faults)
    return [(fault.file, fault.line) for fault in caught.value.faults]


def test_everything_is_read(tmp_path: Path) -> None:
    content = load_content(folder(tmp_path))
    flow = content.flows["test"]
    assert flow.roles == {"school": None, "justice": "is.justice_enabled"}
    assert flow.expires == {"default": timedelta(minutes=60), "consent.yes": timedelta(days=2)}
    assert flow.marks == {"stage": ("two",), "country": ()}
    assert list(flow.steps) == ["a", "b", "a[]", "b[]", "c[]"]
    assert content.cards["c"].roles == ("school",)
    assert content.phrases == {"hello": "Hello"}


def test_a_block_keeps_its_name_and_what_is_only_carried(tmp_path: Path) -> None:
    first, second, each = load_content(folder(tmp_path)).flows["test"].nodes
    assert isinstance(first, Step)
    assert isinstance(second, Step)
    assert isinstance(each, Each)
    assert [(step.owner, step.carried) for step in (first, second)] == [("part", False), ("part", True)]
    assert [step.owner for step in each.steps] == ["part", "part", "test"]


def test_steps_of_a_block_can_be_left_out(tmp_path: Path) -> None:
    talk = "flow: test\ntitle: A talk\nsteps:\n  - use: part\n    without: [b]\n"
    assert list(load_content(folder(tmp_path, talks__test=talk)).flows["test"].steps) == ["a"]


@pytest.mark.parametrize("word", ["carried", "without"])
def test_a_step_that_the_block_does_not_have_is_named(tmp_path: Path, word: str) -> None:
    talk = f"flow: test\ntitle: A talk\nsteps:\n  - use: part\n    {word}: [gone]\n"
    assert faults(tmp_path, talks__test=talk) == [("flows/talks/test.yaml", 5)]


def test_noticed_is_changes_and_difficult(tmp_path: Path) -> None:
    area = load_content(folder(tmp_path)).areas["s"]
    assert [*options_of(area, "noticed")] == ["y", "z"]
    assert options_of(area, "noticed")["z"][0] == "areas.s.difficult.z"
    assert [*options_of(area, "around")] == ["w"]


def test_all_faults_come_at_once_in_order(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        talks__test="flow: other\ntitle: T\nexpires: soon\nnonsense: x\nsteps: []\n",
        blocks__part="block: part\nsteps:\n  - {id: A, say: A}\n",
        cards__two="cards:\n  - {id: c, kind: law, title: T, text: W}\n",
    )
    assert ("flows/blocks/part.yaml", 3) in found
    assert ("flows/cards/two.yaml", 2) in found
    assert {line for file, line in found if file == "flows/talks/test.yaml"} >= {1, 4}
    assert found == sorted(found)


def test_a_missing_file_and_a_missing_block(tmp_path: Path) -> None:
    root = folder(tmp_path, talks__test="flow: test\ntitle: T\nsteps:\n  - use: nothing\n")
    (root / "phrases.yaml").unlink()
    with pytest.raises(Faults) as caught:
        load_content(root)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("flows/phrases.yaml", 1),
        ("flows/talks/test.yaml", 4),
    ]


def test_the_real_content_loads() -> None:
    content = load_content(Path(__file__).parent.parent.parent / "flows")
    assert {"where_to_turn", "signal", "life_map", "danger", "phone", "about_me", "desk"} <= set(content.flows)
    assert len(content.areas) == 14
