"""A tense place told on the real page, on a narrow phone, from left to right and from right to left."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened, Site, english_in
from tests.browser.test_talk import WIDTH, question

pytestmark = pytest.mark.browser
PRESSES = ("danger.no", "role.youth", "about.place")
TICKS = {
    "where": ("district", "online"),
    "what": ("insults", "rumours"),
    "how_known": ("seen",),
    "unsafe": ("young", "group"),
    "helps": ("youth_work", "neighbours"),
    "would_help": ("talks", "youth"),
}
CUT_OFF = """() => [...document.querySelectorAll('button, label, summary')]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""


class Phone:
    """One person's page; every step is looked at."""

    def __init__(self, page: Any, site: Site, language: str) -> None:
        self.page, self.site, self.language, self.steps = page, site, language, 0

    async def press(self, value: str) -> None:
        """Press a button once its question is open and the page is as it should be."""
        button = await question(self.page, value)
        await self.look(value)
        await button.click()

    async def look(self, name: str) -> None:
        """Nothing cut off, nothing beside the screen, no English."""
        shown = await self.page.locator("body").inner_text()
        assert english_in(shown, self.language, self.site) == [], name
        assert await self.page.evaluate(WIDTH) == 360, name
        assert await self.page.evaluate(CUT_OFF) == [], name
        self.steps += 1
        folder = Path(os.environ.get("PICTURES") or self.site.pictures)
        await self.page.screenshot(path=folder / f"{self.language}-{self.steps:02}.png")

    async def tick(self, step: str) -> None:
        """Tick the boxes of a question and go on."""
        for option in TICKS[step]:
            await self.page.locator(f"input[value='{step}.{option}']").check()
        done = self.page.locator(f"button[name='done'][value^='{step}']")
        await done.wait_for()
        await self.look(step)
        await done.click()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
async def test_a_tense_place_on_a_narrow_phone(opened: Opened, site: Site, language: str, direction: str) -> None:
    page = await opened(f"/?lang={language}")
    phone = Phone(page, site, language)
    await page.locator("button[value='/start']").click()
    for press in PRESSES:
        await phone.press(press)
    await page.locator("article input[name='text']").fill("1800 Vilvoorde")
    await page.keyboard.press("Enter")
    for press in ("need.coordinator", "allowed.yes", "consent.yes"):
        await phone.press(press)
    assert await page.evaluate("document.documentElement.dir || 'ltr'") == direction
    await phone.tick("where")
    await phone.tick("what")
    await phone.press("/skip")
    await phone.tick("how_known")
    for press in ("since.months3", "trend.growing"):
        await phone.press(press)
    for step in ("unsafe", "helps", "would_help"):
        await phone.tick(step)
    await phone.press("contact_me.code")
    await phone.press("review.send")
    await phone.press("how_are_you.talk")
    await page.locator("#free summary").wait_for()
    await phone.look("end")
