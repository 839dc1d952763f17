"""The door for Telegram: over real HTTP, with forged, broken, slow and huge calls."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import httpx
import psutil
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.telegram import webhook as module
from bot.channels.telegram.alarm import alarm_at
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.deliver import Delivery
from bot.channels.telegram.receive import Reception
from bot.channels.telegram.webhook import BODY_BYTES, Address, Together, Webhook
from tests.botapi import TOKEN
from tests.channels.telegram.test_receive import Desk
from tests.channels.telegram.words import phrase

SECRET = "s3cret_" * 8
HEADER = "x-telegram-bot-api-secret-token"
JSON = {"content-type": "application/json"}
ADDRESS = Address(TOKEN, "https://chat.example.org/town/")


class Office:
    """What was committed; `broken`: the store fails."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.batches: list[int] = []
        self.broken = False

    async def take(self, updates: Sequence[object]) -> None:
        await asyncio.sleep(0.01)
        if self.broken:
            raise OSError(f"disk full of {SECRET}")
        self.taken += updates
        self.batches.append(len(updates))


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class House:
    """A webhook beside a page, on a port."""

    def __init__(self) -> None:
        self.office = Office()
        self.webhook = Webhook(ADDRESS, SECRET, self.office.take, alarm_at("telegram_webhook"))
        self.client = httpx.AsyncClient(limits=httpx.Limits(max_connections=100), timeout=20)
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{ADDRESS.url.rpartition('/')[2]}"

    async def post(self, body: object, secret: str | bytes | None = SECRET, **headers: str) -> int:
        given: dict[str, str | bytes] = {**JSON, **headers, **({HEADER: secret} if secret is not None else {})}
        sent = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in given.items()]
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.client.post(self.url, content=content, headers=sent)
        assert answer.content == b""
        return answer.status_code

    async def raw(self, head: str, body: bytes = b"") -> bytes:
        """Bytes as they are; what came back until the connection was closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        path = f"/{ADDRESS.url.rpartition('/')[2]}"
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body)
        answer = await reader.read()
        writer.close()
        return answer


async def page(scope: object, receive: object, send: Callable[..., object]) -> None:
    raise AssertionError("the page was asked")


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    made.port = int(listening.getsockname()[1])
    config = uvicorn.Config(made.webhook.before(page), log_config=None, lifespan="off", ws="none")
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield made
    server.should_exit = server.force_exit = True
    await serving
    await made.client.aclose()


async def test_an_update_is_acknowledged_after_its_commit(house: House) -> None:
    assert await house.post({"update_id": 1}) == 200
    assert house.office.taken == [{"update_id": 1}]


FORGED: list[str | bytes | None] = [
    *(None, "", "s", SECRET[:-1], SECRET + "x", SECRET.upper(), SECRET * 400, "ключ", "🆘" * 60),
    *("é".encode("latin-1") * 56, b"\xff\xfe" + SECRET.encode(), SECRET.encode("utf-16-le").replace(b"\0", b"\x01")),
]


@pytest.mark.threat(1)
@pytest.mark.parametrize("secret", FORGED, ids=lambda secret: repr(secret)[:20])
async def test_who_does_not_know_the_secret_is_told_nothing(house: House, secret: str | bytes | None) -> None:
    assert await house.post({"update_id": 1}, secret) == 401
    assert house.office.taken == []


@pytest.mark.threat(1)
async def test_two_secrets_are_none(house: House) -> None:
    answer = await house.raw(f"{HEADER}: {SECRET}\r\n{HEADER}: {SECRET}\r\nContent-Length: 2\r\n{_json}", b"{}")
    assert answer.startswith(b"HTTP/1.1 401 ")


_json = "Content-Type: application/json"


@pytest.mark.threat(1)
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/jsonp", 415),
        ("Application/JSON; charset=utf-8", 200),
    ],
)
async def test_only_json_is_read(house: House, kind: str, status: int) -> None:
    assert await house.post({"update_id": 1}, **{"content-type": kind}) == status
    assert len(house.office.taken) == (status == 200)


async def test_only_posts(house: House) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = await house.client.request(method, house.url, headers={HEADER: SECRET})
        assert (answer.status_code, answer.content) == (405, b"")
        assert (await house.client.request(method, house.url)).status_code == 401


@pytest.mark.threat(1)
async def test_a_body_over_a_megabyte_is_refused_while_it_comes_and_costs_no_memory(house: House) -> None:
    exact = b'{"update_id": 1, "x": "' + b"a" * (BODY_BYTES - 25) + b'"}'
    assert len(exact) == BODY_BYTES
    assert await house.post(exact) == 200
    assert await house.post(exact + b" ") == 413
    before = psutil.Process().memory_info().rss
    for secret, status in ((SECRET, b"413"), ("wrong", b"401")):
        head = f"{HEADER}: {secret}\r\n{_json}\r\nTransfer-Encoding: chunked"
        answer = await _flooded(house, head)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 " + status)
    assert psutil.Process().memory_info().rss - before < 8 * 2**20
    assert len(house.office.taken) == 1


async def _flooded(house: House, head: str) -> bytes:
    """Fifty megabytes, in pieces, as long as anybody takes them; the answer, lost where the rest was cut off."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(f"POST /{ADDRESS.url.rpartition('/')[2]} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with contextlib.suppress(ConnectionError):
        for _ in range(800):
            writer.write(piece)
            await asyncio.wait_for(writer.drain(), 5)
    answer = b""
    with contextlib.suppress(ConnectionError):
        answer = await asyncio.wait_for(reader.read(), 5)
    writer.transport.abort()
    return answer


@pytest.mark.threat(1)
async def test_a_slow_body_is_given_up_and_hinders_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_SECONDS", 0.5)
    head = f"{HEADER}: {SECRET}\r\n{_json}\r\nContent-Length: 100"
    slow = [asyncio.create_task(house.raw(head, b"{")) for _ in range(50)]
    assert await house.post({"update_id": 1}) == 200
    assert {answer[:12] for answer in await asyncio.gather(*slow)} == {b"HTTP/1.1 408"}
    assert len(house.office.taken) == 1


@pytest.mark.threat(26)
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 500_000, b"1" * 5000, b'"\\ud800"', b"nul"])
async def test_what_telegram_never_sends_is_set_aside_and_does_not_come_again(house: House, body: bytes) -> None:
    with capture_logs() as logs:
        assert await house.post(body) == 200
    assert len(house.office.taken) + len(logs) == 1


@pytest.mark.threat(2)
async def test_a_failing_store_is_no_acknowledgement_and_is_told_once_without_what_it_says(house: House) -> None:
    house.office.broken = True
    with capture_logs() as logs:
        assert [await house.post({"update_id": 1}) for _ in range(3)] == [503, 503, 503]
        house.office.broken = False
        assert await house.post({"update_id": 1}) == 200
    assert [(entry["event"], entry["alarm"]) for entry in logs] == [
        ("telegram_webhook", "store"),
        ("telegram_webhook", ""),
    ]
    assert SECRET not in repr(logs)
    assert house.office.taken == [{"update_id": 1}]


def _objects(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    names = ["update_id", "message", "callback_query", "my_chat_member", "chat", "id", "type", "text", "from", "data"]
    return st.dictionaries(st.sampled_from(names) | st.text(max_size=5), inner, max_size=5)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | _objects(inner)
)


@pytest.mark.threat(26)
@given(st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_with_the_secret_is_acknowledged_and_harms_nothing(body: bytes) -> None:
    async def brought() -> None:
        bot = TelegramBot(TOKEN, "http://127.0.0.1:9/bot")
        reception = Reception(bot, Desk(), Delivery(bot, phrase, lambda file: b""), phrase)
        assert await Webhook(ADDRESS, SECRET, reception.receive, alarm_at("telegram_webhook")).taken(body) == 200
        await reception.close()
        await bot.close_connections()

    with capture_logs():
        asyncio.run(brought())


async def test_updates_that_come_together_share_a_transaction_in_their_order(house: House) -> None:
    statuses = await asyncio.gather(*(house.post({"update_id": number}) for number in range(60)))
    assert set(statuses) == {200}
    assert sorted(update["update_id"] for update in house.office.taken if isinstance(update, dict)) == list(range(60))
    assert len(house.office.batches) < 40


async def test_each_waits_for_its_own_commit() -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    batches: list[list[object]] = []

    async def take(updates: Sequence[object]) -> None:
        batches.append(list(updates))
        await gates[len(batches) - 1].wait()
        if len(batches) == 2:
            raise OSError("disk")

    together = Together(take)
    first = asyncio.create_task(together.take(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(together.take(number)) for number in (2, 3)]
    await asyncio.sleep(0.01)
    gates[0].set()
    await first
    assert not any(other.done() for other in others)
    gates[1].set()
    assert [type(found) for found in await asyncio.gather(*others, return_exceptions=True)] == [OSError, OSError]
    assert batches == [[1], [2, 3]]
    await together.close()


@pytest.mark.threat(1)
@given(st.text("abcdef0123456789:", min_size=1), st.lists(st.text("abc", min_size=1), max_size=3))
def test_the_last_part_is_long_the_same_everywhere_and_known_again(token: str, parts: list[str]) -> None:
    url = "/".join(["https://chat.example.org", *parts])
    address = Address(token, url)
    last = address.url.rpartition("/")[2]
    assert address.url == Address(token, url + "/").url
    assert address.url.startswith(url.rstrip("/") + "/")
    assert len(last) == 32
    assert Address(token).is_ours(address.url)
    assert not Address(token + "x").is_ours(address.url)
    assert not Address(token).is_ours(url)
    assert not Address(token).is_ours(f"https://thief.example.org/other/{last}")
    assert address.leads_here(f"/{last}")
    assert address.leads_here(f"/some/prefix/{last}")
    assert not address.leads_here(f"/{last}/")
    assert not Address(token).leads_here("/")
