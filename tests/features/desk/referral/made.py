"""A copy of the tree with the act and its table, as the two pages say."""

from __future__ import annotations

import re

from bot.store.migrations import HEAD
from tests.handbook import ROOT, House, Page

WHOLE = ROOT / "tests" / "features" / "desk" / "referral" / "refer.py"
NEXT = f"{int(HEAD) + 1:04}"  # the page is about the fourth step
MIGRATION = f"bot/store/migrations/versions/{NEXT}_referral.py"
LISTS = ", next]"  # of both options of the step `next`


def act_made(house: House, page: Page) -> None:
    """The act in its module, the list, the desk's talk and the phrases."""
    assert page.take("python") in WHOLE.read_text("utf-8")
    act_listed(house)
    option, steps = page.take("yaml"), page.take("yaml")
    before = "      print: {label: Print"
    house.change(
        "flows/talks/desk.yaml",
        (before, option + before),
        ("  - id: next\n", f"{steps}\n  - id: next\n"),
        (LISTS, f", to_town, referring{LISTS}"),
    )
    phrases = re.findall(r"`((?:desk|log)_refer\w*: [^`]*)`", page.text)
    assert len(phrases) == 2
    house.change("flows/phrases.yaml", ("phrases:\n", "phrases:\n" + "".join(f"  {each}\n" for each in phrases)))


def act_listed(house: House) -> None:
    """The module, and the act in the list."""
    house.add("bot/features/desk/refer.py", WHOLE.read_text("utf-8"))
    after = "from bot.features.desk.lay_out import lay_case\n"
    imported = (after, f"{after}from bot.features.desk.refer import REFER\n")
    house.change("bot/features/desk/acts.py", imported, ("ACTS = (", "ACTS = (REFER, "))


def table_made(house: House, page: Page) -> None:
    """The migration; the declaration stands in the module of the act."""
    assert page.take("python") in WHOLE.read_text("utf-8")
    block = page.take("python").replace('"0004", "0003"', f'"{NEXT}", "{HEAD}"')
    house.add(MIGRATION, block)
    house.change("bot/store/migrations/__init__.py", (f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"'))
