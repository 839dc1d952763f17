import json
from datetime import timedelta

import httpx
import pytest

from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.text.day import date_text
from tests.channels.web import house
from tests.channels.web.reader import Page, Reader


async def played(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    """The story's lines, from the first to the last."""
    answer = await client.post("/demo/story", data={})
    parts = [json.loads(line) for line in answer.text.splitlines()]
    return [(part["pane"], part["text"]) for part in parts]


def coordinator_sees_a_case(page: Page) -> bool:
    """Whether what a worker noticed can be read."""
    return "data-protected" in {name for _, found in page.elements for name in found}


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


async def test_after_the_story_and_twice_90_days_nothing_is_kept(client: httpx.AsyncClient, office: Office) -> None:
    before = office.clock.now()
    await played(client)
    full = (await client.get("/demo/kept")).json()
    assert full["signals"] == 1
    assert full["signal_bytes"] > 0
    assert full["outbox_bytes"] > 0
    answer = await client.post("/demo/later", data={"days": "90", "lang": "fr"})
    (asked,) = answer.json()["lines"]
    assert asked.startswith(date_text((before + timedelta(days=90)).date(), "fr"))
    closed, deleted = (await client.post("/demo/later", data={"days": "90"})).json()["lines"]
    assert closed.endswith(": Closed by itself.")
    assert deleted.endswith(": Deleted.")
    assert set((await client.get("/demo/kept")).json().values()) == {0}
    assert 179 < (office.clock.now() - before).days <= 180


async def test_a_locked_desk_takes_the_case_from_the_page(client: httpx.AsyncClient, office: Office) -> None:
    await played(client)
    coordinator = Reader(client, "/pane/coordinator/")
    assert coordinator_sees_a_case(await coordinator.look())
    office.clock.move(timedelta(minutes=11))
    await Rounds(office).once()
    page = await coordinator.look()
    assert not coordinator_sees_a_case(page)
    assert page.found("article", **{"data-key": "lock", "lang": "nl"})


async def test_only_the_offered_steps_are_taken(client: httpx.AsyncClient, office: Office) -> None:
    before = office.clock.now()
    for value in ("", "0", "4000", "-1", "x", "1e3"):
        assert (await client.post("/demo/later", data={"days": value})).status_code == 400
        assert (await client.post("/demo/situation", data={"number": value})).status_code == 400
    assert (office.clock.now() - before).days == 0


async def test_the_code_is_shown_on_asking_only_and_opens_the_desk(client: httpx.AsyncClient) -> None:
    code = (await client.post("/demo/code")).json()["code"]
    assert code not in Page((await client.get("/demo")).text).text
    assert (await client.get("/demo/code")).status_code == 405
    coordinator = Reader(client, "/pane/coordinator/")
    await coordinator.look()
    await coordinator.press("/start")
    assert (await coordinator.type(code)).found("button", value="desk.refresh")


ASKED = {1: "contacts.done", 2: "how_known.seen", 3: "doors.take"}


@pytest.mark.parametrize("number", ASKED)
async def test_a_situation_is_all_that_the_workers_phone_shows(client: httpx.AsyncClient, number: int) -> None:
    for each in (number % 3 + 1, number):
        assert (await client.post("/demo/situation", data={"number": str(each)})).status_code == 200
    page = await Reader(client, "/pane/worker/").look()
    shown = {found["value"] for _, found in page.elements if "value" in found}
    assert {asked for asked in ASKED.values() if asked in shown} == {ASKED[number]}
    assert len({found["data-talk"] for found in page.found("article") if found["data-talk"]}) == 1


async def test_the_story_tells_each_press_in_the_words_of_the_button(client: httpx.AsyncClient) -> None:
    lines = await played(client)
    assert lines[:2] == [("worker", ""), ("coordinator", "")], "both phones begin anew"
    assert lines[2:4] == [("worker", "Écrire à la coordination locale"), ("worker", "École")]
    said = [text for _, text in lines]
    assert "1800 Vilvoorde" in said
    assert "Envoyer" in said
    assert ("coordinator", "Ik neem dit op me") in lines
    assert lines[-1] == ("worker", "Ouvrir")
    assert not [text for text in said if text.startswith(("=", "/"))]


async def test_the_story_can_be_played_again_and_again(client: httpx.AsyncClient) -> None:
    first = await played(client)
    again = await played(client)
    assert len(again) == len(first)
    worker = await Reader(client, "/pane/worker/").look()
    assert "Il y a du nouveau." in worker.text, "a notice speaks the language of its signal"
    assert "Bedankt. Ik bel morgen" in worker.text
    assert worker.found("html", lang="fr")
    assert (await client.get("/demo/kept")).json()["signals"] == 2


async def test_without_the_demonstration_there_are_no_phones(office: Office) -> None:
    transport = httpx.ASGITransport(house.application(office), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        for address in ("/demo", "/demo/kept", "/pane/worker/", "/pane/coordinator/"):
            assert (await client.get(address)).status_code == 404
