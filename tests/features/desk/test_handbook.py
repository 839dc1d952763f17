"""How to add an act with a clock and a table, as bot/features/desk/README.md says: six files, and ten days pass."""

from __future__ import annotations

from pathlib import Path

from tests.features.desk.referral.made import MIGRATION, act_made, table_made
from tests.handbook import House, opened

FILES = [
    "bot/features/desk/acts.py",
    "bot/features/desk/refer.py",
    "bot/store/migrations/__init__.py",
    MIGRATION,
    "flows/phrases.yaml",
    "flows/talks/desk.yaml",
]


def test_the_page_makes_an_act_with_a_clock_and_a_table_in_six_files(tmp_path: Path) -> None:
    house = House(tmp_path)
    with opened("bot/features/desk/README.md", "How to add an act with a clock and a table") as page:
        act_made(house, page)
        with opened("bot/store/README.md", "How to add a table") as other:
            table_made(house, other)
        touched = house.touched()
        print(f"\nan act with a clock and a table touches {len(touched)}: {', '.join(touched)}")
        assert touched == FILES
        update, schema = page.commands()
        house.does(*update)
        house.translate(*update[2:])
        house.does(*schema)
        assert house.faults() == []
    house.tests("tests/features/desk/referral/story.py", "tests/test_house.py", "-k", "story or sql or desk or exist")
