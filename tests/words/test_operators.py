"""Who runs this where, and what still keeps Send shut."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.flow.source import Fault
from bot.words.operators import Towns

FILE = """operators:
  - areas: [be:23088, BE-VBR]
    name: Vilvoorde
    contact: town hall
    controller: Stad Vilvoorde
    legal_basis: law of the town
    dpo: dpo of the town
    dpia: {date: 2026-01-01, by: dpo, review: 2027-01-01}
    retention: {idle_days: 30}
  - areas: [BE]
    name: Belgium
    contact: somewhere
"""


def towns(folder: Path, text: str = FILE) -> Towns:
    path = folder / "operators.yaml"
    path.write_text(text, encoding="utf-8")
    return Towns.load(path)


def test_the_smallest_area_decides(tmp_path: Path) -> None:
    found = towns(tmp_path)
    near = found.of(("be:23088", "BE-VLG", "BE", "EU"))
    far = found.of(("be:21012", "BE-BRU", "BE", "EU"))
    assert near is not None
    assert far is not None
    assert (near.name, far.name) == ("Vilvoorde", "Belgium")
    assert found.of(("fr:84007", "FR", "EU")) is None


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    found = towns(tmp_path)
    assert found.operators[0].missing(date(2026, 11, 21)) == ()
    assert found.operators[0].missing(date(2027, 2, 1)) == ("dpia.review",)
    assert found.operators[1].missing(date(2026, 11, 21)) == ("controller", "legal_basis", "dpo", "dpia", "retention")


def test_an_operator_may_shorten_what_is_kept(tmp_path: Path) -> None:
    assert towns(tmp_path).shorter(("be:23088",)) == {"idle": timedelta(days=30)}
    with pytest.raises(Fault, match="idle_days"):
        towns(tmp_path, FILE.replace("30", "91"))


def test_a_wrong_word_names_file_line_and_cause(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        towns(tmp_path, FILE.replace("contact: somewhere", "contakt: somewhere"))
    assert caught.value.line >= 10
    assert "operators.yaml" in str(caught.value)
