"""How to add a talk, as bot/features/README.md says: four files, and it is played."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.handbook import CLAIMED, House, Page, opened

FILES = [
    "bot/features/__init__.py",
    "bot/features/before_call.py",
    "flows/phrases.yaml",
    "flows/talks/before_call.yaml",
]


def carried_out(house: House, page: Page) -> None:
    """The four steps."""
    house.add("flows/talks/before_call.yaml", page.take("yaml"))
    house.add("bot/features/before_call.py", page.take("python"))
    listed = ("import areas, contacts", "import areas, before_call, contacts")
    house.change("bot/features/__init__.py", listed, ("(areas.FEATURE, ", "(areas.FEATURE, before_call.FEATURE, "))
    (phrase,) = re.findall(r'`(at_hand: "[^`]*)`', page.text)
    house.change("flows/phrases.yaml", ("phrases:\n", f"phrases:\n  {phrase}\n"))


def test_the_page_makes_a_talk_with_its_own_deed_in_four_files(tmp_path: Path) -> None:
    house = House(tmp_path)
    with opened("bot/features/README.md", "How to add a talk") as page:
        carried_out(house, page)
        touched = house.touched()
        print(f"\na talk touches {len(touched)}: {', '.join(touched)}")
        assert touched == FILES
        faults = house.faults()
        assert faults
        assert all("'phrases.at_hand' has no text in" in fault for fault in faults)
        update, schemas, chat = page.commands()
        assert chat == ["chat"]
        assert update == ["texts", "update", *CLAIMED]
        house.does(*update)
        house.translate(*CLAIMED)
        house.does(*schemas)
        assert house.faults() == []
    assert "At hand: 2 of 3.’" in shown(house, "fr")
    (row,) = re.findall(r"`(\"before_call\": set\(\),)`", page.text)
    house.change("tests/test_house.py", ('    "areas": set(),\n', f'    "areas": set(),\n    {row}\n'))
    house.tests("tests/test_house.py", "-k", "feature or kernel")


def shown(house: House, language: str) -> str:
    """The talk played at the terminal."""
    typed = "/before_call\n=at_hand.paper,=at_hand.time\n=contacts.done\n"
    lines = house.does("chat", "--json", "--language", language, typed=typed).splitlines()
    told = [json.loads(line) for line in lines]
    assert [one["waiting"] for one in told if "waiting" in one] == ["at_hand", "contacts", None]
    return "\n".join(one["text"] for one in told if "text" in one)
