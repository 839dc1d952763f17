"""How to add a table, as bot/store/README.md says: what is declared of it is what the tests of the store ask."""

from __future__ import annotations

import re
from pathlib import Path

from bot.store.migrations import HEAD
from tests.features.desk.referral.made import act_listed, table_made
from tests.handbook import House, Page, opened

FILES = [f"tests/store/test_{name}.py" for name in ("retention", "migrations", "archives")]
OF_THE_README = "tests/operations/test_retention.py"
ASKED = "declared every refers dies backup handed tried outlives head lead_to archived readme"  # by their names
MARKS = ("<!-- python -m bot.operations.retention -->\n\n", "\n\n<!-- end of what is kept -->")


def carried_out(house: House, page: Page) -> None:
    """Its dump, its module in the list of acts, its migration, and the table of the README."""
    archive, printed = (command.split() for command in re.findall("`uv run python ([^`]*)`", page.text))
    assert house.runs(archive).returncode == 0
    act_listed(house)
    table_made(house, page)
    says = house.runs(printed).stdout.strip()
    readme = (house.folder / "README.md").read_text("utf-8")
    before = readme.partition(MARKS[0])[2].partition(MARKS[1])[0]
    house.change("README.md", (before, says))
    assert "| `referral` | desk | as long as its signal | random: `signal`; plain: `town` | yes |" in says


def test_the_page_makes_a_table_that_every_test_of_the_store_accepts(tmp_path: Path) -> None:
    house = House(tmp_path)
    with opened("bot/store/README.md", "How to add a table") as page:
        carried_out(house, page)
    assert {f"{HEAD}.json", f"{HEAD}.sql"} <= {path.name for path in (tmp_path / "tests/store/archive").iterdir()}
    house.tests(*FILES, OF_THE_README, "-k", f"({' or '.join(ASKED.split())}) and not postgresql")
