"""The whole story in real Chromium, by clicking and typing in the two phones of the demonstration.

The picture in the README is made here: `DEMO_PICTURE=.github/demo.png uv run pytest -m browser
tests/browser/test_story.py` renews it.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, Opened, Site, english_in

pytestmark = pytest.mark.browser
PICTURE = os.environ.get("DEMO_PICTURE", "")
ANSWER = "Bedankt. Ik bel morgen met de zorgcoördinator van de school."
NUMBERS = ("talks", "signals", "talk_bytes", "signal_bytes", "outbox_bytes")


@dataclass
class Phone:
    """One of the two panes, and who sits before it."""

    frame: Any

    async def press(self, value: str) -> None:
        """Press the button with this value."""
        await self.frame.locator(f"button[value='{value}']").last.click()

    async def tick(self, *values: str) -> None:
        """Tick boxes and press Done."""
        for value in values:
            await self.frame.locator(f"input[value='{value}']").check()
        await self.frame.locator("form.ticks button.main").last.click()

    async def type(self, text: str) -> None:
        """Answer a question that wants words."""
        await self.frame.locator("article [name='text']").fill(text)
        await self.frame.locator("article form.typing button").click()

    async def write(self, text: str) -> None:
        """Type into the field for everything else."""
        box = self.frame.locator("#write")
        if not await box.is_visible():
            await self.frame.locator("#free summary").click()
        await box.fill(text)
        await box.press("Enter")

    async def sees(self, text: str) -> None:
        """Wait until a text stands in the log."""
        await self.frame.get_by_role("log").get_by_text(text).last.wait_for()

    async def all_text(self) -> str:
        """Everything the pane shows."""
        return str(await self.frame.locator("body").inner_text())


async def speaks(phone: Phone, language: str) -> None:
    """Choose a language on the first page."""
    await phone.frame.locator(f"nav a[lang='{language}']").click()
    await phone.frame.locator(f"html[lang='{language}']").wait_for()


async def a_worry(worker: Phone) -> None:
    """From the first page to the review, about 1800 Vilvoorde."""
    await worker.press("/start")
    await worker.press("danger.no")
    await worker.press("role.school")
    await worker.press("about.pupil")
    await worker.press("age.young")
    await worker.type("1800 Vilvoorde")
    await worker.press("need.coordinator")
    await worker.press("law.understood")
    await worker.press("allowed.yes")
    await worker.press("consent.yes")
    await worker.tick("areas.peers")
    await worker.tick("noticed[peers].drops")
    await worker.type("Ne vient plus à l'entraînement depuis septembre.")
    await worker.press("guard.ok")
    await worker.tick("how_known.seen")
    await worker.press("since.months3")
    await worker.tick("strengths.adult", "strengths.plans")
    await worker.tick("other_reasons.grief")
    await worker.press("informed.will")
    await worker.press("contact_me.chat")


async def the_reading(page: Any, coordinator: Phone) -> None:
    """Unlock with the code the page shows, and open the signal."""
    await page.get_by_role("button", name="Show code").click()
    shown = page.locator("#code").filter(has_text=re.compile(r"^\d{6}$"))
    await coordinator.write(await shown.inner_text())
    await coordinator.frame.locator("button[value^='desk.']").first.click()
    await coordinator.sees("Vrienden – Opgevallen: Laat oude vrienden vallen")


async def the_answer(coordinator: Phone) -> None:
    """Take the signal and write a few words to its sender."""
    await coordinator.press("case.take")
    await coordinator.sees("Je hebt het op je genomen.")
    await coordinator.press("case.answer")
    await coordinator.type(ANSWER)
    await coordinator.press("guard.ok")
    await coordinator.sees("Je woorden zijn onderweg.")


async def picture(page: Any, site: Site) -> None:
    """The screen in the middle of the story; for the README where this is asked for."""
    await page.locator("[data-kept='signals']").filter(has_text="1").wait_for()
    await page.evaluate("scrollTo(0, 0)")
    box = await page.locator(".panes").bounding_box()
    clip = {"x": 0, "y": 0, "width": DESKTOP["width"], "height": box["y"] + box["height"] + 16}
    await page.mouse.move(0, 0)
    path = Path(PICTURE) if PICTURE else site.pictures / "reading.png"
    await page.screenshot(path=path, full_page=True, clip=clip)


async def kept(page: Any) -> list[int]:
    """The numbers of the strip."""
    return [int(await page.locator(f"[data-kept='{name}']").inner_text()) for name in NUMBERS]


async def later(page: Any, days: int, lines: int) -> None:
    """Press a button of the clock and wait until it has been told what happened."""
    await page.get_by_role("button", name=f"+ {days} days").click()
    await page.locator("#happened li").nth(lines - 1).wait_for(timeout=30_000)


async def test_a_worker_writes_in_french_and_is_answered_in_dutch(opened: Opened, site: Site) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    worker, coordinator = (Phone(page.frame_locator(f"#pane-{name}")) for name in ("worker", "coordinator"))
    await speaks(worker, "fr")
    await speaks(coordinator, "nl")
    await coordinator.press("/start")

    await a_worry(worker)
    await worker.press("review.send")
    await worker.sees("Votre code est")
    await coordinator.sees("Er is iets om te lezen.")
    await the_reading(page, coordinator)
    await picture(page, site)
    assert english_in(await worker.all_text(), "fr", site) == []
    assert english_in(await coordinator.all_text(), "nl", site) == []
    await worker.press("how_are_you.ok")
    await the_answer(coordinator)
    await worker.sees("Il y a du nouveau.")
    await worker.press("/receipt")
    await worker.sees("Bedankt. Ik bel morgen")
    assert min((await kept(page))[1:]) > 0
    await page.screenshot(path=site.pictures / "story.png", full_page=True)

    await later(page, 90, 1)
    await coordinator.sees("Er is iets om te lezen.")
    await later(page, 90, 3)
    for name in NUMBERS:
        await page.locator(f"[data-kept='{name}']").filter(has_text=re.compile("^0$")).wait_for()
    assert await kept(page) == [0, 0, 0, 0, 0]
    await page.screenshot(path=site.pictures / "nothing.png", full_page=True)
