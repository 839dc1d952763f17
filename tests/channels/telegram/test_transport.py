import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram import transport
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.transport import Transport, Unreachable, proxy_for
from tests.botapi import TOKEN, BotApi

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[str]:
    """A bare server: its address. Whoever it serves at the end is hung up on."""
    served: list[asyncio.Task[None]] = []

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.create_task(one(reader, writer)))

    listening = await asyncio.start_server(begin, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()
    for task in served:
        task.cancel()
    await asyncio.gather(*served, return_exceptions=True)


@asynccontextmanager
async def opened(base: str, connections: int = 2) -> AsyncIterator[Transport]:
    """A transport, closed afterwards."""
    made = Transport(base, connections)
    yield made
    await made.shutdown()


async def request(reader: asyncio.StreamReader) -> bytes:
    """One whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def test_ptb_s_own_methods_go_the_same_way(bot: TelegramBot, botapi: BotApi) -> None:
    botapi.person(1).writes("hello")
    assert (await bot.get_me()).username == "footbridge_bot"
    sent = await bot.send_document(1, b"content", filename="page.pdf", disable_notification=True)
    assert sent.document is not None
    assert sent.document.file_name == "page.pdf"
    assert botapi.world.chats[1].files == [("page.pdf", b"content")]


async def test_a_post_is_sent_once_even_when_a_kept_connection_breaks() -> None:
    seen = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await request(reader))
        writer.write(ANSWER)
        seen.append(await request(reader))
        writer.close()

    async with server(serve) as base, opened(base) as made:
        assert await made.send(base, {"n": 1}) == (200, b"{}")
        with pytest.raises(Unreachable):
            await made.send(base, {"n": 2})
    assert len(seen) == 2


async def test_connections_are_kept_and_there_are_never_more_than_said() -> None:
    opened_connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened_connections
        opened_connections += 1
        for _ in range(5):
            await request(reader)
            await asyncio.sleep(0.01)
            writer.write(ANSWER)
        writer.close()

    async with server(serve) as base, opened(base, connections=2) as made:
        answers = await asyncio.gather(*(made.send(base, {"n": number}) for number in range(10)))
        assert {code for code, _ in answers} == {200}
        assert made.session() is made.session()
    assert opened_connections == 2


async def test_waiting_for_a_free_connection_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "POOL", 0.05)
    free = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        await free.wait()
        writer.write(ANSWER)
        writer.close()

    async with server(serve) as base, opened(base, connections=1) as made:
        first = asyncio.create_task(made.send(base, {}))
        await asyncio.sleep(0.01)
        with pytest.raises(Unreachable, match="ConnectionTimeoutError"):
            await made.send(base, {})
        free.set()
        assert await first == (200, b"{}")


async def test_an_answer_that_drips_does_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "POOL", 0.1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(ANSWER.replace(b"Length: 2", b"Length: 9999"))
        for _ in range(100):
            writer.write(b" ")
            await asyncio.sleep(0.02)

    async with server(serve) as base, opened(base) as made:
        with pytest.raises(Unreachable, match="TimeoutError"):
            await made.send(base, {}, patience=0.1)


async def test_the_environment_s_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await request(reader))
        writer.write(ANSWER)
        writer.close()

    async with server(serve) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "localhost")
        base = "http://api.example.org/bot"
        assert (proxy_for(base), proxy_for("http://localhost/bot")) == (proxy, None)
        async with opened(base) as made:
            assert await made.send(f"{base}{TOKEN}/getMe", {}) == (200, b"{}")
    assert seen[0].startswith(f"POST {base}{TOKEN}/getMe".encode())
