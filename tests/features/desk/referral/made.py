"""A copy of the tree with the act and its table, as the two pages say."""

from __future__ import annotations

import re

from tests.handbook import ROOT, House, Page

WHOLE = ROOT / "tests" / "features" / "desk" / "referral" / "refer.py"
LISTS = ", naming, next]"


def act_made(house: House, page: Page) -> None:
    """The act in its module, the list, the desk's talk and the phrases."""
    whole = WHOLE.read_text("utf-8")
    assert page.take("python") in whole
    house.add("bot/features/desk/refer.py", whole)
    imported = ("from bot.features.desk.lay_out import lay_case\n", "from bot.features.desk.refer import REFER\n")
    house.change(
        "bot/features/desk/acts.py", (imported[0], "".join(imported)), ("NAME_SECOND)\n", "NAME_SECOND, REFER)\n")
    )
    option, steps = page.take("yaml"), page.take("yaml")
    before = "      print: {label: Print"
    house.change(
        "flows/talks/desk.yaml",
        (before, option + before),
        ("  - id: next\n", f"{steps}\n  - id: next\n"),
        (LISTS, ", naming, to_town, referring, next]"),
    )
    phrases = re.findall(r"`((?:desk|log)_refer\w*: [^`]*)`", page.text)
    assert len(phrases) == 2
    house.change("flows/phrases.yaml", ("phrases:\n", "phrases:\n" + "".join(f"  {each}\n" for each in phrases)))


def table_made(house: House, page: Page) -> None:
    """The migration; the declaration stands in the module of the act."""
    assert page.take("python") in WHOLE.read_text("utf-8")
    house.add("bot/store/migrations/versions/0004_referral.py", page.take("python"))
    house.change("bot/store/migrations/__init__.py", ('HEAD = "0003"', 'HEAD = "0004"'))
