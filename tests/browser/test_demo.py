"""The demonstration in real Chromium."""

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
    await page.locator("#code").filter(has_text="012345").wait_for()
    await page.screenshot(path=site.pictures / "demo.png", full_page=True)
    await worker.get_by_role("button", name="Leave quickly").click()
    await talks.filter(has_text="0").wait_for()
    await worker.get_by_text("This page is empty.").wait_for()
    await page.get_by_role("button", name="Open again").first.click()
    await worker.locator("button[value='/start']").wait_for()


async def test_what_happens_is_told_as_text(opened: Opened) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    await page.get_by_role("button", name="+ 90 days").click()
    await page.get_by_text("90 <b>days</b>").wait_for()


async def test_the_story_plays_in_the_panes(opened: Opened) -> None:
    page = await opened("/demo", viewport=DESKTOP)
    worker = page.frame_locator("#pane-worker")
    await page.get_by_role("button", name="Situation 1").click()
    await worker.locator("button[value='danger.no']").wait_for()
    await page.get_by_role("button", name="Play the story").click()
    await page.locator("#happened li").filter(has_text="answers").wait_for()
    await worker.locator("button[value='role.school']").wait_for()


async def test_on_a_phone_the_panes_stand_one_below_the_other(opened: Opened) -> None:
    page = await opened("/demo")
    first = await page.locator("#pane-worker").bounding_box()
    second = await page.locator("#pane-coordinator").bounding_box()
    assert second["y"] >= first["y"] + first["height"]
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
