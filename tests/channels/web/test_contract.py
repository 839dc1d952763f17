"""What the page needs, and where it stands: panes that never share a cookie, and an office that is one."""

from __future__ import annotations

from bot.channels.web.contract import PHONES, PUBLIC, DemoControls, Office
from bot.intake.office import Office as RealOffice
from tests.channels.web import house


async def test_the_office_and_the_demonstration_are_what_the_page_asks_for(office: RealOffice) -> None:
    needed: Office = office  # held by mypy; asked once, so that a renamed method fails here too
    await needed.take([])
    assert await needed.pulled("web", "anna") == []
    assert await needed.standing("web", "anna") == (None, None)
    await needed.drop("web", "anna", 0)
    shown: DemoControls = await house.desk(office)
    assert set(await shown.kept()) >= {"talks", "signals", "talk_bytes", "signal_bytes", "outbox_bytes"}
    assert len(shown.code()) == 6


def test_no_two_panes_share_a_place_or_a_cookie() -> None:
    panes = (PUBLIC, *PHONES)
    assert len({pane.path for pane in panes}) == len(panes)
    cookies = [name for pane in panes for name in (pane.cookie, pane.device)]
    assert len(set(cookies)) == len(cookies)
    assert all(pane.path.startswith("/") and pane.path.endswith("/") for pane in panes)


def test_only_the_phones_of_the_demonstration_have_somebody_sitting_there_and_a_frame() -> None:
    assert (PUBLIC.seat, PUBLIC.framed) == ("", False)
    assert [(pane.seat, pane.framed) for pane in PHONES] == [("worker", True), ("coordinator", True)]


def test_an_address_inside_a_pane_begins_with_its_path() -> None:
    assert [pane.url("say") for pane in (PUBLIC, PHONES[0])] == ["/say", "/pane/worker/say"]
    assert PHONES[0].url() == PHONES[0].path
