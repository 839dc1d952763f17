import random
from urllib.parse import urlencode

import httpx
import pytest

from bot.channels.web.gate import hostname
from bot.intake.office import Office
from tests.channels.web.reader import Reader
from tests.channels.web.test_talk import begun

FORM = {"content-type": "application/x-www-form-urlencoded"}
WAYS = ("/", "/away", "/receipt", "/talk/after/0", "/nowhere", "/static/page.css", "/static/page.js", "/file/1/1")
POSTS = ("/say", "/leave", "/demo/later", "/demo/story", "/pane/worker/say")


async def test_every_answer_carries_its_headers(client: httpx.AsyncClient) -> None:
    for address in WAYS:
        headers = (await client.get(address)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_no_page_holds_inline_script_style_or_foreign_addresses(reader: Reader) -> None:
    await begun(reader)
    for address in ("/", "/receipt", "/away", "/demo", "/nowhere"):
        page = await reader.look(address)
        assert all(script["src"] for script in page.found("script"))
        assert not page.found("style")
        for name, attributes in page.elements:
            assert not [key for key in attributes if key == "style" or key.startswith("on")], name
            for key in ("src", "href", "action"):
                assert not (attributes.get(key) or "").startswith(("http", "//")), name


FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:8081"},
    {"origin": "http://127.0.0.1:8080.evil.example"},
    {"origin": "http://[broken"},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)


async def test_a_foreign_page_cannot_post(reader: Reader, office: Office) -> None:
    chat = await begun(reader)
    before = await office.pulled("web", chat)
    _, fields = reader.sent("danger.no")
    for address in POSTS:
        for headers in FOREIGN:
            answer = await reader.client.post(address, data=dict(fields), headers=headers)
            assert answer.status_code == 403, (address, headers)
            assert "did not come from this page" in answer.text
    assert await office.pulled("web", chat) == before


async def test_a_foreign_name_is_refused(client: httpx.AsyncClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example:8080", "", "[", "evil.example:80@127.0.0.1", "127.0.0.1/x"):
        assert (await client.get("/", headers={"host": host})).status_code == 403, host


@pytest.mark.parametrize(
    ("host", "name"),
    [("localhost:8080", "localhost"), ("[::1]:80", "::1"), ("Talk.Example", "talk.example"), ("[", ""), ("", "")],
)
def test_the_name_in_a_host(host: str, name: str) -> None:
    assert hostname(host) == name


async def test_a_body_above_64_kib_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/say", content=b"text=" + b"x" * 65_536, headers=FORM)
    assert answer.status_code == 413
    assert "write less" in answer.text


async def test_too_many_fields_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/say", content=b"a=1&" * 500, headers=FORM)).status_code == 413


async def test_only_forms_are_read(client: httpx.AsyncClient) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        assert (await client.post("/say", content=b"{}", headers={"content-type": kind})).status_code == 415


async def test_broken_bytes_are_no_fault(reader: Reader) -> None:
    await begun(reader)
    body = b"id=0123456789abcdef&text=%ff%fe%00\xff\xfe"
    answer = await reader.client.post("/say", content=body, headers=FORM, follow_redirects=True)
    assert answer.status_code == 200


async def test_only_a_post_says_something(client: httpx.AsyncClient) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert (await client.request(method, "/say")).status_code == 405


async def test_no_bad_input_is_a_fault(reader: Reader, office: Office) -> None:
    await begun(reader)
    chance = random.Random(7)
    names = ["id", "press", "done", "tick", "text", "talk", "etag", "argument", "seen", "fresh", "lang", "x"]
    _, good = reader.sent("danger.no")
    values = ["", "0", "-1", "9" * 12, "9" * 30, "/", "/start x", "danger.no", "danger.", "a[b].c", "\0", "\ud800"]
    for _ in range(150):
        pairs = [(chance.choice(names), chance.choice(values)) for _ in range(chance.randrange(6))]
        body = urlencode([*good, *pairs], errors="surrogatepass").encode()
        answer = await reader.client.post("/say", content=body, headers=FORM)
        assert answer.status_code in (303, 400), body
    for address in ("/talk/after/" + "9" * 40, "/talk/after/x", "/talk/after/-1", "/file/1/" + "9" * 40, "/file/a/b"):
        assert (await reader.client.get(address)).status_code == 404, address
    for cookie in ("visitor=", "visitor=" + "g" * 32, "visitor=" + "0" * 33, "=;;=", "device=\x7f"):
        assert (await reader.client.get("/", headers={"cookie": cookie})).status_code == 200
    for again in ("-1", "x", "9" * 30):
        answer = await reader.client.get("/talk/after/0", headers={"last-event-id": again})
        assert answer.status_code == 200
