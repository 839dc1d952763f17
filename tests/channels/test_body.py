"""The body of a request: what is too much, too slow, of another kind or never whole is refused with its number."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot.channels.body import read_body

KIND, LIMIT = "application/json", 10


class Caller:
    """Somebody who sends these parts, and then nothing, hangs up, or ends."""

    def __init__(self, parts: Iterable[bytes], then: str = "ends") -> None:
        self.parts, self.then, self.taken = list(parts), then, 0

    async def __call__(self) -> Message:
        if self.taken < len(self.parts):
            self.taken += 1
            return {"type": "http.request", "body": self.parts[self.taken - 1], "more_body": True}
        if self.then == "waits":
            await asyncio.sleep(60)
        if self.then == "hangs up":
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}


async def answered(caller: Caller, kind: str = KIND, seconds: float = 5.0) -> bytes | int:
    """The body, or the number of the refusal."""
    headers = [(b"content-type", kind.encode("latin-1"))] if kind else []
    request = Request({"type": "http", "method": "POST", "headers": headers}, caller)
    try:
        return await read_body(request, KIND, LIMIT, seconds)
    except HTTPException as refused:
        return refused.status_code


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", " application/json ; charset=utf-8"])
async def test_the_same_kind_is_taken_however_it_is_written(kind: str) -> None:
    assert await answered(Caller([b"12", b"3"]), kind) == b"123"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/jsonx", "text/plain; application/json"])
async def test_another_kind_is_refused_unread(kind: str) -> None:
    caller = Caller([b"123"])
    assert (await answered(caller, kind), caller.taken) == (415, 0)


@given(st.lists(st.binary(max_size=6), max_size=8))
async def test_up_to_the_limit_it_is_whole_and_one_byte_more_is_refused(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    assert await answered(Caller(parts)) == (whole if len(whole) <= LIMIT else 413)


async def test_it_is_counted_while_it_comes_and_the_rest_is_never_asked_for() -> None:
    caller = Caller([b"123456"] * 100)
    assert (await answered(caller), caller.taken) == (413, 2)


async def test_who_is_too_slow_is_refused() -> None:
    assert await answered(Caller([b"1"], "waits"), seconds=0.05) == 408


async def test_who_hangs_up_in_the_middle_is_no_fault_of_ours() -> None:
    assert await answered(Caller([b"1"], "hangs up")) == 400
