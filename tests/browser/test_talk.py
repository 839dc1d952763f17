"""The public page in real Chromium."""

import asyncio
import re
from typing import Any

import pytest

from bot.post.message import Arrival
from bot.talk.event import Chose
from tests.browser.conftest import DESKTOP, Opened, Site, english_in

pytestmark = pytest.mark.browser
WIDTH = "document.documentElement.scrollWidth"


async def question(page: Any, press: str) -> Any:
    """The button that shows which question is open."""
    button = page.locator(f"button[value='{press}']")
    await button.wait_for()
    return button


async def write(page: Any, text: str) -> None:
    """Type into the field for everything else."""
    await page.locator("#free summary").click()
    await page.locator("#write").fill(text)
    await page.keyboard.press("Enter")


async def to_areas(page: Any) -> None:
    """From the first page to the life areas."""
    await page.locator("button[value='/start']").click()
    await question(page, "danger.no")
    await write(page, "/life_map")
    for press in ("role.school", "about.pupil", "age.teen"):
        await (await question(page, press)).click()
    await page.get_by_label("Town or postcode").fill("1800 Vilvoorde")
    await page.keyboard.press("Enter")
    await (await question(page, "mode.alone")).click()
    await question(page, "areas")


async def tab_to(page: Any, selector: str) -> None:
    """Press Tab until this element has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


async def test_with_the_keyboard_alone(opened: Opened) -> None:
    page = await opened()
    await tab_to(page, "button[value='/start']")
    await page.keyboard.press("Enter")
    await question(page, "danger.no")
    assert await page.evaluate("document.activeElement.matches('article')"), "the new message has the focus"
    await tab_to(page, "button[value='danger.no']")
    width = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 3, "the focus can be seen"
    await page.keyboard.press("Space")
    await question(page, "role.school")


async def test_the_conversation_is_a_log_that_keeps_what_was_said(opened: Opened) -> None:
    page = await opened()
    await page.locator("button[value='/start']").click()
    await (await question(page, "danger.no")).click()
    await question(page, "role.school")
    said = await page.get_by_role("log").inner_text()
    assert said.index("can someone get hurt soon?") < said.index("You\n\nNo") < said.index("Who are you in this?")
    assert await page.locator("button[value='danger.no']").count() == 0
    assert page.url.endswith("/"), "no page was loaded"


async def test_boxes_are_ticked_and_sent_together(opened: Opened, site: Site) -> None:
    page = await opened()
    await to_areas(page)
    boxes = page.get_by_role("group", name="Your choice").get_by_role("checkbox")
    assert await boxes.count() == 14
    await boxes.nth(0).focus()
    await page.keyboard.press("Space")
    await boxes.nth(2).check()
    await page.screenshot(path=site.pictures / "boxes.png")
    await page.get_by_role("button", name="Done").click()
    await page.locator("button[name='done'][value^='strengths']").wait_for()


async def test_danger_back_and_stop_are_always_in_sight(opened: Opened) -> None:
    page = await opened()
    await to_areas(page)
    for name in ("Danger", "Back", "Stop", "Leave quickly"):
        button = page.get_by_role("button", name=name)
        box = await button.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 780
        assert box["height"] >= 44
    await page.get_by_role("button", name="Danger").click()
    await question(page, "danger.now")


async def test_leave_quickly_leaves_no_way_back(opened: Opened, site: Site) -> None:
    page = await opened("/away")
    await page.goto(site.home)
    await page.locator("button[value='/start']").click()
    await question(page, "danger.no")
    (cookie,) = await page.context.cookies()
    await page.get_by_role("button", name="Leave quickly").click()
    await page.wait_for_url("**/away")
    assert await page.locator("body").inner_text() == "This page is empty."
    assert await page.title() == "A talk"
    assert await page.context.cookies() == []
    assert await site.office.standing("web", cookie["value"]) == (None, None)
    await page.go_back()
    assert page.url.endswith("/away"), "the talk is not in the history"


async def test_news_from_elsewhere_appear_by_themselves(opened: Opened, site: Site) -> None:
    page = await opened()
    await page.locator("button[value='/start']").click()
    await question(page, "danger.no")
    (cookie,) = await page.context.cookies()
    await site.office.take([Arrival("web", "elsewhere", cookie["value"], Chose("danger", ("no",)))])
    await question(page, "role.school")
    await page.reload()
    await question(page, "role.school")


async def test_a_lost_connection_loses_and_doubles_nothing(opened: Opened, site: Site) -> None:
    page = await opened()
    await page.locator("button[value='/start']").click()
    no = await question(page, "danger.no")
    sent: list[str] = []

    async def lost(route: Any) -> None:
        sent.append(route.request.post_data)
        if len(sent) == 1:
            await route.fetch()  # it arrives, the answer does not
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/say", lost)
    await no.click()
    await page.get_by_role("alert").filter(has_text="No connection").wait_for()
    await page.evaluate("document.querySelector('button[value=\"danger.no\"]')?.click()")  # the news may be faster
    await question(page, "role.school")
    assert await page.locator("button[value='role.school']").count() == 1
    assert len({re.sub("seen=[0-9]+", "", post) for post in sent}) == 1
    site.complaints = [line for line in site.complaints if "ERR_FAILED" not in line]


async def test_another_language_turns_the_whole_page(opened: Opened, site: Site) -> None:
    page = await opened("/?lang=ar-XB")
    await page.locator("button[value='/start']").click()
    await (await question(page, "danger.no")).click()
    await question(page, "role.school")
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    article = await page.get_by_role("log").locator("article").last.bounding_box()
    first = await page.locator("button[value='/danger']").bounding_box()
    last = await page.locator("button[value='/stop']").bounding_box()
    assert first["x"] > last["x"], "the row of buttons begins at the right"
    assert article["x"] >= 0
    assert article["x"] + article["width"] <= 360
    await page.screenshot(path=site.pictures / "right-to-left.png")


async def test_the_first_page_in_arabic(opened: Opened, site: Site) -> None:
    page = await opened("/", locale="ar")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert english_in(await page.locator("body").inner_text(), "ar", site) == []
    assert await page.evaluate(WIDTH) == 360
    await page.screenshot(path=site.pictures / "first-page.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "en-XA", "ar-XB"])
async def test_nothing_scrolls_sideways_on_a_narrow_phone(opened: Opened, site: Site, language: str) -> None:
    page = await opened(f"/?lang={language}")
    assert await page.evaluate(WIDTH) == 360
    await page.locator("button[value='/start']").click()
    await (await question(page, "danger.no")).click()
    await question(page, "role.school")
    assert await page.evaluate(WIDTH) == 360
    await write(page, "/phone")
    await page.locator("article input[name='text']").fill("1800 Vilvoorde")
    await page.keyboard.press("Enter")
    await question(page, "contacts.done")
    await page.screenshot(path=site.pictures / f"contacts-{language}.png")
    assert await page.evaluate(WIDTH) == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_letters_are_large_and_stand_out(opened: Opened, scheme: str) -> None:
    page = await opened(color_scheme=scheme, viewport=DESKTOP)
    await to_areas(page)
    worst = await page.evaluate(CONTRAST)
    assert worst["ratio"] >= 4.5, worst
    smallest = await page.evaluate(SMALLEST)
    assert smallest >= 18 * 0.8, "only the SOS sign is smaller than 18 px"


async def test_without_script(opened: Opened) -> None:
    page = await opened(java_script_enabled=False)
    await page.locator("button[value='/start']").click()
    await page.locator("button[value='danger.no']").click()
    await page.locator("button[value='role.school']").wait_for()
    assert "Without script this page shows only the newest messages." in await page.locator("footer").inner_text()
    await page.get_by_role("link", name="Look for new messages").click()
    await page.locator("button[value='role.school']").wait_for()
    await page.get_by_role("button", name="Leave quickly").click()
    assert page.url.endswith("/away")
    assert await page.context.cookies() == []


async def test_two_presses_at_once_are_one(opened: Opened, site: Site) -> None:
    page = await opened()
    await page.locator("button[value='/start']").dblclick()
    await question(page, "danger.no")
    await asyncio.sleep(0.3)
    assert await page.locator("article[data-key='danger']").count() == 1
    assert site.complaints == []


CONTRAST = """() => {
  const parts = color => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = parts(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  let worst = {ratio: 99, text: ''};
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
    if (!text || !element.checkVisibility()) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst.ratio) worst = {ratio, text};
  }
  return worst;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.checkVisibility())
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
