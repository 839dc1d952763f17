"""Every sentence of `phrases.yaml` is said somewhere: nobody should translate what nobody reads."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from bot.channels.telegram.draw import ALWAYS_ROW
from bot.channels.telegram.menus import FOR_THE_DESK
from bot.directory.contact import Contact
from bot.features.signal.state import SENDER_STATES, STATES
from bot.flow.load import Content, load_content
from bot.talk.answer import GUARD_CHOICES

ROOT = Path(__file__).parents[2]
BESIDE = ("skip", *ALWAYS_ROW)  # buttons that no flow names


def strings() -> tuple[set[str], set[str]]:
    """The whole strings of our code, and what stands before the first name in those that are put together."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            begins = isinstance(node, ast.JoinedStr) and bool(node.values)
            found = node.values[0] if isinstance(node, ast.JoinedStr) and begins else node
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                (begun if begins else whole).add(found.value.removeprefix("phrases."))
    return whole, begun


def families(content: Content) -> dict[str, set[str]]:
    """Phrases whose name ends in a word that is known only at run time: the beginning, and all such words."""
    fields = Contact.model_fields
    commands = {name[1:] for flow in content.flows.values() for step in flow.steps.values() for name in step.beside}
    return {
        "button_": commands | set(BESIDE),
        "menu_": set(FOR_THE_DESK),
        "guard_": {*GUARD_CHOICES, *(option for options in GUARD_CHOICES.values() for option in options)},
        "state_": {*STATES, *SENDER_STATES},
        "answers_": set(get_args(fields["channel"].annotation)),
        "police_": set(get_args(fields["police"].annotation)),
        "without_name_": set(get_args(fields["anonymous"].annotation)),
    }


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(ROOT / "flows")


def test_every_phrase_is_said(content: Content) -> None:
    known, (whole, begun) = families(content), strings()
    others = tuple(start for start in begun if start.endswith("_") and start not in known)

    def is_said(name: str) -> bool:
        family = next((start for start in known if name.startswith(start)), "")
        in_family = bool(family) and name.removeprefix(family) in known[family]
        return name in whole or in_family or name.startswith(others)

    assert [name for name in content.phrases if not is_said(name)] == []


def test_every_word_of_a_family_has_its_phrase(content: Content) -> None:
    found = families(content).items()
    assert [start + word for start, words in found for word in words if start + word not in content.phrases] == []
