import json

import httpx
import pytest

from bot.office.intake import Office
from tests.channels.web import house
from tests.channels.web.reader import Page, Reader


async def test_the_page_shows_two_phones_and_what_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/demo")
    page = Page(answer.text)
    assert [frame["src"] for frame in page.found("iframe")] == ["/pane/worker/?lang=en", "/pane/coordinator/?lang=en"]
    assert "Practice. Everything here is made up." in page.text
    assert {cell["data-kept"] for cell in page.found("output") if "data-kept" in cell} == {
        "talks",
        "signals",
        "talk_bytes",
        "signal_bytes",
        "outbox_bytes",
    }
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("pane", ["worker", "coordinator"])
async def test_a_phone_may_stand_in_our_own_frame_only(client: httpx.AsyncClient, pane: str) -> None:
    headers = (await client.get(f"/pane/{pane}/")).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "SAMEORIGIN"


async def test_each_phone_has_its_own_talk(client: httpx.AsyncClient) -> None:
    worker, coordinator = Reader(client, "/pane/worker/"), Reader(client, "/pane/coordinator/")
    await worker.look()
    page = await worker.press("/start")
    assert page.found("button", value="danger.no")
    assert all(form.action.startswith("/pane/worker/") for form in page.forms)
    assert "Are you worried" in (await coordinator.look()).text


async def test_what_is_kept_falls_to_nothing(client: httpx.AsyncClient) -> None:
    worker = Reader(client, "/pane/worker/")
    await worker.look()
    await worker.press("/start")
    assert (await client.get("/demo/kept")).json()["talks"] == 1
    await worker.send("/pane/worker/leave", [])
    kept = (await client.get("/demo/kept")).json()
    assert (kept["talks"], kept["outbox_bytes"]) == (0, 0)


async def test_the_clock_moves(client: httpx.AsyncClient, office: Office) -> None:
    before = office.clock.now()
    answer = await client.post("/demo/later", data={"days": "30"})
    assert answer.json() == {"lines": ["30 <b>days</b>"]}
    assert 29 < (office.clock.now() - before).days <= 30


async def test_only_the_offered_steps_are_taken(client: httpx.AsyncClient, office: Office) -> None:
    before = office.clock.now()
    for value in ("", "0", "4000", "-1", "x", "1e3"):
        assert (await client.post("/demo/later", data={"days": value})).status_code == 400
        assert (await client.post("/demo/situation", data={"number": value})).status_code == 400
    assert (office.clock.now() - before).days == 0


async def test_the_code_is_shown_on_asking_only(client: httpx.AsyncClient) -> None:
    assert "012345" not in (await client.get("/demo")).text
    assert (await client.post("/demo/code")).json() == {"code": "012345"}
    assert (await client.get("/demo/code")).status_code == 405


async def test_a_situation_is_open_on_the_workers_phone(client: httpx.AsyncClient) -> None:
    assert (await client.post("/demo/situation", data={"number": "2"})).status_code == 200
    worker = Reader(client, "/pane/worker/")
    assert (await worker.look()).found("button", value="danger.no")


async def test_the_story_comes_line_by_line(client: httpx.AsyncClient) -> None:
    answer = await client.post("/demo/story", data={})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == [{"pane": "worker", "text": "begins"}, {"pane": "worker", "text": "answers"}]


async def test_without_the_demonstration_there_are_no_phones(office: Office) -> None:
    transport = httpx.ASGITransport(house.application(office), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        for address in ("/demo", "/demo/kept", "/pane/worker/", "/pane/coordinator/"):
            assert (await client.get(address)).status_code == 404
