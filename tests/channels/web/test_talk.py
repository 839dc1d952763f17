import asyncio
import json
import re

import httpx
import pytest
from sqlalchemy import text

from bot.features.staff import records as people
from bot.intake.office import Office
from bot.post.message import Arrival
from bot.talk.event import Chose
from tests.channels.web.house import PAUSE
from tests.channels.web.reader import Page, Reader


async def begun(reader: Reader) -> str:
    """A person at the first question; their address."""
    await reader.look()
    await reader.press("/start")
    return reader.client.cookies["visitor"]


async def broken(office: Office) -> None:
    """A store that fails at every turn."""
    async with office.store.write() as tx:
        await tx.run(text("DROP TABLE outbox"))


async def test_a_talk_without_script(reader: Reader) -> None:
    page = await reader.look()
    assert "Are you worried about someone?" in page.text
    page = await reader.press("/start")
    assert "can someone get hurt soon?" in page.text
    assert reader.answer
    assert [answer.status_code for answer in reader.answer.history] == [303]
    page = await reader.press("danger.no")
    assert page.found("button", value="role.school")
    assert "can someone get hurt soon?" not in page.text


async def test_looking_alone_keeps_nothing_and_sets_no_cookie(reader: Reader, office: Office) -> None:
    await reader.look()
    assert not reader.client.cookies
    assert reader.answer
    assert "set-cookie" not in reader.answer.headers


async def test_the_cookie_is_random_and_shut_in(reader: Reader) -> None:
    await reader.look()
    address, fields = reader.sent("/start")
    answer = await reader.client.post(address, data=dict(fields))
    cookie = answer.headers["set-cookie"]
    assert re.match(r"visitor=[0-9a-f]{32};", cookie)
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=strict"}


async def test_away_from_loopback_the_cookie_needs_tls(client: httpx.AsyncClient) -> None:
    far = Reader(client, "https://talk.example/")
    await far.look()
    address, fields = far.sent("/start")
    answer = await client.post("https://talk.example" + address, data=dict(fields))
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]


async def invited(reader: Reader, code: str) -> httpx.Response:
    form = next(form for form in reader.page.forms if "text" in form.typed)
    return await reader.client.post(form.action, data=dict([*form.fields, ("text", f"/invite {code}")]))


async def test_an_invited_device_is_remembered(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    async with office.store.write() as tx:
        code = await people.make_invitation(tx, ["be:23088"], "deputy", office.clock.now())
    answer = await invited(reader, code)
    assert answer.headers["set-cookie"].startswith(f"device={chat}; HttpOnly; Max-Age=15552000; Path=/;")


async def test_a_wrong_invitation_leaves_no_cookie(reader: Reader) -> None:
    await begun(reader)
    assert "set-cookie" not in (await invited(reader, "AAAA-BBBB")).headers


async def test_the_same_post_twice_has_one_effect(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    address, fields = reader.sent("danger.no")
    await reader.send(address, fields)
    first = await office.pulled("web", chat)
    await asyncio.gather(*(reader.post(address, fields) for _ in range(5)))
    assert await office.pulled("web", chat) == first


async def test_the_first_post_twice_is_one_visitor(reader: Reader, office: Office) -> None:
    await reader.look()
    address, fields = reader.sent("/start")
    answers = await asyncio.gather(*(reader.client.post(address, data=dict(fields)) for _ in range(3)))
    (cookie,) = {answer.headers["set-cookie"] for answer in answers if "set-cookie" in answer.headers}
    assert len(await office.pulled("web", cookie[8:40])) == 1


async def test_another_button_of_the_same_page_counts(reader: Reader) -> None:
    await begun(reader)
    page = reader.page
    await reader.press("danger.no")
    reader.page = page
    assert "Stopped" in (await reader.press("/stop")).text


async def test_loading_the_page_anew_changes_nothing(reader: Reader) -> None:
    await begun(reader)
    before = reader.page.text
    assert (await reader.look()).text == before


async def test_boxes_answer_together(reader: Reader) -> None:
    await begun(reader)
    await reader.type("/life_map")
    for press in ("role.school", "about.pupil", "age.teen"):
        await reader.press(press)
    await reader.type("1800 Vilvoorde")
    await reader.press("mode.alone")
    assert len(reader.page.found("input", type="checkbox")) == 14
    page = await reader.tick()
    assert "message error" in {article["class"] for article in page.found("article")}
    page = await reader.tick("areas.school", "areas.peers")
    assert "strengths[school]" in [value for form in page.forms for name, value, _ in form.buttons if name == "done"]


async def test_a_typed_place_gives_numbers_to_call(reader: Reader) -> None:
    await begun(reader)
    page = await reader.press("/phone")
    page = await reader.type("1800 Vilvoorde")
    assert any((link["href"] or "").startswith("tel:") for link in page.found("a"))
    assert all(link["rel"] == "noreferrer noopener" for link in page.found("a") if "http" in (link["href"] or ""))


async def test_commands_can_be_typed(reader: Reader) -> None:
    await begun(reader)
    assert "Stopped" in (await reader.type("/stop")).text


async def test_rows_go_when_a_later_request_names_them(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    before = await office.pulled("web", chat)
    await reader.press("danger.no")
    assert not {seq for seq, _ in before} & {seq for seq, _ in await office.pulled("web", chat)}


async def test_news_as_a_page_keeps_the_open_question(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    seq = (await office.pulled("web", chat))[-1][0]
    page = await reader.look(f"/talk/after/{seq}")
    assert page.found("button", value="danger.no")
    await reader.press("/stop")
    seq = (await office.pulled("web", chat))[-1][0]
    page = await reader.look(f"/talk/after/{seq}")
    assert await office.pulled("web", chat) == []
    assert "Are you worried" in page.text


async def test_news_as_events(reader: Reader, office: Office, client: httpx.AsyncClient) -> None:
    chat = await begun(reader)
    last = (await office.pulled("web", chat))[-1][0]

    async def later() -> None:
        await asyncio.sleep(PAUSE * 2)
        await office.take([Arrival("web", "x1", chat, Chose("danger", ("no",)))])

    sending = asyncio.create_task(later())
    headers = {"accept": "text/event-stream", "last-event-id": "0"}
    lines = await _until_row(client, f"/talk/after/{last}", headers)
    await sending
    row = next(json.loads(line[6:]) for line in lines if line.startswith("data: "))
    assert Page(row).found("button", value="role.school")
    assert f"id: {last + 1}" in lines


async def _until_row(client: httpx.AsyncClient, address: str, headers: dict[str, str]) -> list[str]:
    """The lines of a stream up to its first row. httpx gathers an ASGI answer to its end, so the app is called here."""
    lines: list[str] = []
    heard = asyncio.Event()

    async def send(message: dict[str, object]) -> None:
        lines.extend(str(message.get("body", b""), "utf-8").splitlines())  # type: ignore[call-overload]
        if any(line.startswith("data: ") for line in lines):
            heard.set()

    async def receive() -> dict[str, object]:
        await heard.wait()
        return {"type": "http.disconnect"}

    request = client.build_request("GET", address, headers=headers)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8080),
    }  # fmt: skip
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    await asyncio.wait_for(transport.app(scope, receive, send), 10)  # type: ignore[arg-type]
    return lines


async def test_leaving_ends_the_talk_and_forgets_the_visitor(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    page = await reader.send("/leave", [])
    assert reader.answer
    assert reader.answer.url.path == "/away"
    assert page.text == "A talk This page is empty."
    assert not reader.client.cookies
    assert await office.standing("web", chat) == (None, None)
    assert await office.pulled("web", chat) == []
    assert "Are you worried" in (await reader.look()).text


async def test_the_cookie_goes_with_the_talk(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    await reader.press("/stop")
    await office.drop("web", chat, (await office.pulled("web", chat))[-1][0])
    await reader.look()
    assert not reader.client.cookies


async def test_an_open_talk_without_waiting_rows_can_be_gone_on_with(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    await office.drop("web", chat, (await office.pulled("web", chat))[-1][0])
    await reader.look()
    page = await reader.press("/where_to_turn")
    assert page.found("button", value="danger.no")


async def test_a_failing_store_takes_nothing_and_shows_a_number(reader: Reader, office: Office) -> None:
    await begun(reader)
    address, fields = reader.sent("danger.no")
    await broken(office)
    page = await reader.send(address, fields)
    assert reader.answer
    assert reader.answer.status_code == 503
    assert reader.answer.headers["retry-after"]
    assert page.found("a", href="tel:112")


async def test_a_failing_store_does_not_stop_leaving(reader: Reader, office: Office) -> None:
    await begun(reader)
    await broken(office)
    await reader.send("/leave", [])
    assert reader.answer
    assert reader.answer.url.path == "/away"
    assert not reader.client.cookies


async def test_the_code_page_asks_for_news_of_a_signal(reader: Reader) -> None:
    page = await reader.look("/receipt")
    (form,) = [form for form in page.forms if form.typed]
    page = await reader.send(form.action, [*form.fields, ("argument", "0000-0000-0000-0000")])
    assert "I do not know that code" in page.text


async def test_a_file_is_drawn_when_it_is_fetched(reader: Reader, client: httpx.AsyncClient) -> None:
    await begun(reader)
    await reader.press("/phone")
    await reader.type("1800 Vilvoorde")
    page = await reader.press("contacts.save")
    link = next(link["href"] for link in page.found("a") if (link["href"] or "").startswith("/file/"))
    answer = await client.get(str(link))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert "106" in answer.text
    client.cookies.clear()
    assert (await client.get(str(link))).status_code == 404, "nobody else can fetch it"


async def test_after_the_end_one_can_begin_again(reader: Reader) -> None:
    await begun(reader)
    page = await reader.press("/stop")
    assert "open" in page.found("details")[0]
    assert (await reader.press("/start")).found("button", value="danger.no")


@pytest.mark.parametrize("address", ["/file/1/0", "/file/999999/3"])
async def test_a_file_that_is_gone(reader: Reader, address: str) -> None:
    await begun(reader)
    page = await reader.look(address)
    assert reader.answer
    assert reader.answer.status_code == 404
    assert "not here any more" in page.text


async def test_the_language_of_the_talk_is_the_language_of_the_page(reader: Reader) -> None:
    await reader.look("/?lang=ar-XB")
    page = await reader.press("/start")
    assert page.found("html", lang="ar-XB", dir="rtl")
    assert page.found("article", lang="ar-XB", dir="rtl")


async def test_two_visitors_do_not_see_each_other(reader: Reader, client: httpx.AsyncClient) -> None:
    await begun(reader)
    page = await reader.press("danger.no")
    cookies = dict(client.cookies)
    client.cookies.clear()
    other = Reader(client)
    assert "role.school" not in str((await other.look()).forms)
    client.cookies.update(cookies)
    assert (await reader.look()).text == page.text
