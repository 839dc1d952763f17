"""Odd visitors of the page: forms nobody made, bodies of every kind and size, slow ones, broken HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import psutil

from tests.faults import odd
from tests.figures import Figures

AT_ONCE = 8
FORM = "application/x-www-form-urlencoded"
PRESS = re.compile(r'name="talk" value="([^"]*)".*?name="press" value="([^"]*)"', re.DOTALL)
PATHS = (
    *("/", "/say", "/leave", "/away", "/receipt", "/talk/after/", "/file/", "/static/", "/demo", "/pane/worker/say"),
    "/%00",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH")
HUGE, HUGE_KINDS = 50 * 2**20, ("length", "chunked", "other", "length")
SLOW = 3


async def _start(reader: asyncio.StreamReader) -> bytes:
    """The start of an answer; nothing when the connection was closed instead."""
    with contextlib.suppress(ConnectionError):
        return await reader.read(64)
    return b""


class Visitors:
    """Everybody who comes to the page of a process, and what they were answered."""

    def __init__(self, port: int, chance: Random, process: psutil.Process) -> None:
        self.port, self.chance, self.process = port, chance, process
        self.address = f"http://127.0.0.1:{port}"
        self.statuses: Counter[int] = Counter()
        self.broken = 0

    async def visit(self, size: int) -> Figures:
        """So many requests, some at a time, beside huge and slow ones. AssertionError for a 5xx or live markup."""
        self.process.cpu_percent()
        slow = [asyncio.create_task(self.slow(number)) for number in range(SLOW)]
        async with asyncio.TaskGroup() as group:
            for share in range(AT_ONCE):
                group.create_task(self.one_visitor(size // AT_ONCE + (share < size % AT_ONCE)))
        before = self.process.memory_info().rss
        huge = [await self.huge(kind) for kind in HUGE_KINDS]
        refused = await asyncio.gather(*slow)
        highest, big = max(memory for memory, _ in huge), sum(stopped for _, stopped in huge)
        assert big == len(huge), f"{len(huge) - big} bodies of 50 MB were not refused"
        assert all(refused), f"{refused.count(False)} slow bodies were not refused"
        bad = {status: count for status, count in self.statuses.items() if status >= 500}
        assert not bad, f"the page failed: {bad}"
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        told: Figures = {"requests": self.statuses.total() + self.broken, "answers": answers}
        told |= {"closed without an answer": self.broken, "bodies of 50 MB refused": big}
        return {**told, "slow bodies refused": sum(refused), "grew_mb": round((highest - before) / 2**20, 1)}

    async def one_visitor(self, size: int) -> None:
        """A browser that does odd things."""
        async with httpx.AsyncClient(base_url=self.address, timeout=30, trust_env=False) as client:
            for _ in range(size):
                act = self.chance.choice((*[self.says] * 3, self.presses, self.asks, self.bodies, self.raw))
                await act(client)

    async def sent(self, client: httpx.AsyncClient, method: str, path: str, **what: Any) -> httpx.Response | None:
        """A request and its answer, counted and looked at; None when the connection was closed."""
        try:
            answer = await client.request(method, path, **what)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            self.broken += 1
            return None
        self.statuses[answer.status_code] += 1
        if "html" in answer.headers.get("content-type", ""):
            assert "<script>alert" not in answer.text, path
            assert not re.search(r'(?:href|src|action)="[^"]*(?:javascript:|evil)', answer.text), path
        return answer

    async def says(self, client: httpx.AsyncClient) -> None:
        """A form with odd fields; then the page."""
        chance = self.chance
        names = ("press", "done", "tick", "text", "talk", "etag", "seen", "argument", "lang", "fresh", "x")
        pairs = [(chance.choice(names), odd.text(chance)) for _ in range(chance.randint(0, 4))]
        pairs.append(("text", f"{odd.text(chance)[:100]} <script>alert(1)</script> https://evil.example"))
        pairs += [("id", f"{chance.getrandbits(128):032x}")] if chance.random() < 0.9 else []
        body = urlencode(pairs, errors="surrogatepass")
        if await self.sent(client, "POST", "/say", content=body, headers={"content-type": FORM}):
            await self.sent(client, "GET", chance.choice(("/", "/?lang=ar", "/talk/after/0")))

    async def presses(self, client: httpx.AsyncClient) -> None:
        """What the page offers."""
        page = await self.sent(client, "GET", "/")
        found = PRESS.findall(page.text) if page else []
        talk, press = self.chance.choice(found) if found else ("", "/start")
        data = {"id": f"{self.chance.getrandbits(128):032x}", "talk": talk, "press": press}
        await self.sent(client, "POST", "/say", data=data)

    async def asks(self, client: httpx.AsyncClient) -> None:
        """Any address, any method, odd headers."""
        chance = self.chance
        rest = quote(odd.text(chance)[:200].encode("utf-8", "replace"), safe=chance.choice(("", "/?&=")))
        path = chance.choice(PATHS) + rest
        if path.startswith("/talk/after/"):
            path = "/talk/after/" + str(chance.choice((0, 10**9, 10**20, "x")))
        names = ("cookie", "accept-language", "origin", "host", "accept", "last-event-id", "x-forwarded-for", "range")
        text = re.sub(r"[^\x20-\x7e]", "", odd.text(chance)[:2000]).strip()
        headers = {chance.choice(names): text or "x"}
        if headers.get("accept", "").count("text/event-stream"):
            return
        await self.sent(client, chance.choice(METHODS), path[:4000], headers=headers)

    async def bodies(self, client: httpx.AsyncClient) -> None:
        """Bodies of other kinds, other encodings, and too many fields."""
        chance = self.chance
        kinds = ("multipart/form-data; boundary=x", "application/json", FORM + "; charset=utf-16", FORM, "", "x/y")
        text = odd.text(chance).encode("utf-8", "replace")
        part = b"--x\r\ncontent-disposition: form-data; name=a; filename=b\r\n\r\n"
        many, wide = (b"a=b&" * 5000, b"%" * 1000), (b"\xff\xfe" + text, b"id=" + b"a" * 70_000)
        body = chance.choice((text, part + text, text * 30, *many, *wide))
        headers = {"content-type": chance.choice(kinds)}
        await self.sent(client, "POST", chance.choice(("/say", "/leave", "/")), content=body, headers=headers)

    async def raw(self, client: httpx.AsyncClient) -> None:
        """Bytes that are hardly HTTP."""
        chance = self.chance
        junk = odd.text(chance)[:300].encode("utf-8", "replace")
        head = f"POST /say HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: {FORM}\r\n".encode()
        chunked = head + b"transfer-encoding: chunked\r\n\r\n"
        lines = (junk + b"\r\n\r\n", b"GET " + junk + b" HTTP/1.1\r\n\r\n", head + junk + b"\r\n\r\n")
        lengths = (head + b"content-length: -1\r\n\r\n", head + b"content-length: 5\r\ncontent-length: 6\r\n\r\nab")
        chunks = (chunked + b"zz\r\n" + junk, chunked + b"3\r\na=b\r\n0\r\n\r\n", head + b"x: " + b"y" * 90_000)
        await self.exchange(chance.choice((*lines, *lengths, *chunks, b"\x16\x03\x01" + junk)))

    async def exchange(self, data: bytes) -> None:
        """Write, hang up, and count what came back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(0.5):
                writer.write(data)
                await writer.drain()
                self._count(await reader.read(64))
        writer.close()

    def _count(self, start: bytes) -> int:
        """The status at the start of an answer, counted; 0 when there was none."""
        match = re.match(rb"HTTP/1\.1 (\d{3})", start)
        status = int(match[1]) if match else 0
        if status:
            self.statuses[status] += 1
        else:
            self.broken += 1
        return status

    async def huge(self, kind: str) -> tuple[int, bool]:
        """Fifty megabytes, in one of three ways: the most memory the program took, and whether it refused them."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        length = "transfer-encoding: chunked" if kind == "chunked" else f"content-length: {HUGE}"
        type_ = "multipart/form-data; boundary=x" if kind == "other" else FORM
        writer.write(f"POST /say HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {type_}\r\n{length}\r\n\r\n".encode())
        piece = b"10000\r\n" + b"a" * 65536 + b"\r\n" if kind == "chunked" else b"a" * 65536
        highest, status = 0, 0  # hung up without a word
        with contextlib.suppress(ConnectionError, TimeoutError):
            for _ in range(HUGE // 65536):
                writer.write(piece)
                highest = max(highest, self.process.memory_info().rss)
                async with asyncio.timeout(2):
                    await writer.drain()
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(5):
                status = self._count(await reader.read(64))
        writer.close()
        return max(highest, self.process.memory_info().rss), status in (0, 413, 415)

    async def slow(self, number: int) -> bool:
        """A body that drips: whether it was refused within the time the page waits for one, and a little."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"POST /say HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {FORM}\r\ncontent-length: 1000\r\n\r\n"
        writer.write(head.encode())
        answer = asyncio.create_task(_start(reader))
        began = time.monotonic()
        while not answer.done() and time.monotonic() - began < 30:
            with contextlib.suppress(ConnectionError):
                writer.write(b"a")
                await writer.drain()
            await asyncio.sleep(0.2 * (number + 1))
        if not answer.done():
            answer.cancel()
            writer.close()
            return False
        status = self._count(answer.result())
        writer.close()
        return status in (0, 408)
