"""Marks are read from test files without running them."""

from pathlib import Path

import pytest

from tests.tools.marks import Mark, marks

FILE = """
import pytest

WHY = [pytest.mark.threat(36, why_not="sealed by a tool of others")]


@pytest.mark.seed("SY01")
@pytest.mark.threat(7)
async def test_one():
    pass


@pytest.mark.threat(8)
class TestGroup:
    @pytest.mark.seed("SY02")
    def test_two(self):
        pass


@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.threat(9))])
def test_three(n):
    pass


@pytest.mark.skip
@pytest.mark.seed("SY03")
def test_skipped():
    pass


@pytest.mark.seed("SY04")
def helper():
    pass
"""


def test_marks_stand_above_tests_and_reasons_anywhere(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "room"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(FILE, encoding="utf-8")
    (folder / "help.py").write_text(FILE, encoding="utf-8")
    name = "tests/room/test_it.py"
    assert list(marks(tmp_path / "tests")) == [
        Mark("threat", 36, "", "sealed by a tool of others"),
        Mark("seed", "SY01", f"{name}::test_one"),
        Mark("threat", 7, f"{name}::test_one"),
        Mark("threat", 8, f"{name}::TestGroup::test_two"),
        Mark("seed", "SY02", f"{name}::TestGroup::test_two"),
        Mark("threat", 9, f"{name}::test_three"),
    ]


def test_a_mark_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n\n@pytest.mark.seed()\ndef test_a(): ...\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="line 4"):
        list(marks(tmp_path))
