"""Every page of the handbook is short, is linked from the picture of the house, and is carried out by a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.handbook import BLOCK, ROOT, pages

LONGEST = 40
CARRIED_OUT = {
    ("bot/channels/README.md", "How to add a channel"): "tests/channels/test_third.py",
    ("bot/features/README.md", "How to add a talk"): "tests/features/test_handbook.py",
    (
        "bot/features/desk/README.md",
        "How to add an act with a clock and a table",
    ): "tests/features/desk/test_handbook.py",
    ("bot/store/README.md", "How to add a table"): "tests/store/test_handbook.py",
    ("locales/README.md", "How to add a language"): "tests/text/test_new_language.py",
}
KINDS = {"yaml", "python", "text"}


def files() -> list[str]:
    found = [path for folder in ("bot", "flows", "locales") for path in (ROOT / folder).rglob("README.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def test_every_page_is_carried_out_by_a_test() -> None:
    assert {(file, heading) for file in files() for heading in pages(file)} == CARRIED_OUT.keys()


@pytest.mark.parametrize(("page", "test"), CARRIED_OUT.items())
def test_a_page_is_short_and_its_test_takes_every_block_of_it(page: tuple[str, str], test: str) -> None:
    file, heading = page
    text, source = pages(file)[heading], (ROOT / test).read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert f"`{test}`" in text or f"`{Path(test).parent}`" in text
    blocks = BLOCK.findall(text)
    assert {kind for kind, _ in blocks} <= KINDS
    assert text.count("```") == 2 * len(blocks)
    if file == "bot/channels/README.md":  # it has a mechanism of its own, which names them one by one
        names = re.search(r"^    (.*) = blocks\(\)$", source, re.MULTILINE)
        assert names
        assert len(names[1].split(", ")) == len(blocks)
    else:
        assert f'opened("{file}", "{heading}") as page' in source  # it fails where one is left


def test_the_picture_of_the_house_links_to_each() -> None:
    picture = (ROOT / "bot/README.md").read_text("utf-8")
    linked = {f"bot/{name}" for name in re.findall(r"\]\(([^)]*README\.md)\)", picture)}
    assert {str(Path(file)) for file in linked if ".." not in file} == {
        file for file, _ in CARRIED_OUT if file.startswith("bot/")
    }
    assert "](../locales/README.md)" in picture
