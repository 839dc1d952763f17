"""The demonstration in real Chromium."""

import re
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, Opened, Site

pytestmark = pytest.mark.browser


async def test_two_phones_a_strip_and_a_clock(opened: Opened, site: Site) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    worker = page.frame_locator("#pane-worker")
    await worker.locator("button[value='/start']").click()
    await worker.locator("button[value='danger.no']").wait_for()
    talks = page.locator("[data-kept='talks']")
    await talks.filter(has_text="1").wait_for()
    await page.get_by_role("button", name="Show code").click()
    await page.locator("#code").filter(has_text=re.compile(r"^\d{6}$")).wait_for()
    await page.screenshot(path=site.pictures / "demo.png", full_page=True)
    await worker.get_by_role("button", name="Leave quickly").click()
    await talks.filter(has_text="0").wait_for()
    await worker.get_by_text("This page is empty.").wait_for()
    await page.get_by_role("button", name="Open again").first.click()
    await worker.locator("button[value='/start']").wait_for()


async def told(page: Any) -> list[str]:
    """The lines of what happens."""
    return [str(line) for line in await page.locator("#happened li").all_inner_texts()]


async def test_the_story_fills_the_phones_while_it_plays(opened: Opened, site: Site) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    worker, coordinator = page.frame_locator("#pane-worker"), page.frame_locator("#pane-coordinator")
    await worker.locator("button[value='/start']").wait_for()
    await page.get_by_role("button", name="Play the story").click()
    await worker.locator("article[data-key='consent']").wait_for()
    assert await coordinator.locator("button[value='/start']").count() == 1, "nothing has come to the coordinator yet"
    await coordinator.locator("article[data-key='case']").first.wait_for(timeout=30_000)
    await page.locator("#happened li").filter(has_text="Ouvrir").wait_for()
    await worker.get_by_text("Bedankt. Ik bel morgen").wait_for()
    assert await worker.locator("html").get_attribute("lang") == "fr"
    assert await coordinator.locator("html").get_attribute("lang") == "nl"
    pressed = await worker.locator("article.own").all_inner_texts()
    assert pressed[1:3] == ["Vous\n\nÉcole", "Vous\n\nUn ou une élève"], "the phone shows what is pressed in it"
    assert not [line for line in await told(page) if "– =" in line]
    await page.screenshot(path=site.pictures / "story-played.png", full_page=True)


async def test_a_situation_opens_on_the_workers_phone(opened: Opened) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    worker = page.frame_locator("#pane-worker")
    await page.get_by_role("button", name="Situation 1").click()
    await worker.locator("button[value='contacts.done']").wait_for()
    await page.get_by_role("button", name="Situation 3").click()
    await worker.locator("button[value='doors.take']").wait_for()
    assert await worker.locator("button[value='contacts.done']").count() == 0


async def test_the_page_speaks_the_browsers_language(opened: Opened) -> None:
    page = await opened("/demo", viewport=DESKTOP, locale="nl")
    assert await page.evaluate("document.documentElement.lang") == "nl"
    assert await page.frame_locator("#pane-worker").locator("html").get_attribute("lang") == "nl"


async def test_on_a_phone_the_panes_stand_one_below_the_other(opened: Opened, site: Site) -> None:
    page = await opened("/demo")
    first = await page.locator("#pane-worker").bounding_box()
    second = await page.locator("#pane-coordinator").bounding_box()
    assert second["y"] >= first["y"] + first["height"]
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.screenshot(path=site.pictures / "demo-phone.png", full_page=True)
