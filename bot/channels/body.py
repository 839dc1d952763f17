"""The body of a request: of one kind, within a limit and a time."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, kind: str, limit: int, seconds: float) -> bytes:
    """The whole body. Raises `HTTPException`: 415 for another media type than `kind`, 413 above `limit` bytes (counted
    while it comes, and never kept beyond that), 408 when it takes longer, 400 when the caller hangs up in the middle.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(seconds):
            return await _counted(request, limit)
    except TimeoutError:
        raise HTTPException(408) from None
    except ClientDisconnect:
        raise HTTPException(400) from None  # nobody reads it; but it is no fault of ours


async def _counted(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise HTTPException(413)
    return bytes(body)
