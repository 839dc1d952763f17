"""Documents name files that exist, so that a reader who opens one finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "flows/README.md"),
    "bot/README.md",  # the pages of the handbook name files that are to be made, and have tests of their own
]
NAMED = re.compile(r"`((?:[\w*{},.-]+/)+[\w*{},.-]*\.(?:py|yaml|md|txt|po|sql|toml))`")
EXAMPLES = {"contacts/COUNTRY.yaml"}


def standing(name: str, document: str) -> bool:
    """Whether a file stands where the document says: from the top, from `bot`, or from where the document is."""
    if "NNNN" in name or "NAME" in name or "LANGUAGE" in name or "{" in name:
        return True
    places = (ROOT, ROOT / "bot", (ROOT / document).parent)
    return any(list(place.glob(name)) for place in places)


@pytest.mark.parametrize("document", sorted(set(DOCUMENTS)))
def test_the_files_that_a_document_names_exist(document: str) -> None:
    named = set(NAMED.findall((ROOT / document).read_text("utf-8"))) - EXAMPLES
    assert sorted(name for name in named if not standing(name, document)) == []


def test_each_of_the_five_questions_is_answered_by_few_files() -> None:
    text = (ROOT / "bot" / "README.md").read_text("utf-8")
    part = text.partition("## The five questions")[2].partition("\n## ")[0]
    answers = [" ".join(answer.split()) for answer in re.split(r"\n- ", part)[1:]]
    assert len(answers) == 5
    assert all(answer.startswith("**") for answer in answers)
    for answer in answers:  # the ways in are one file each, whichever it is
        files = [name for name in NAMED.findall(answer) if name not in ("channels/web/talk.py", "channels/line.py")]
        assert 1 <= len(files) <= 2, answer
