"""The door: foreign hosts and origins stay out, every answer carries its headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
)
HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Not no-referrer: with it browsers send `Origin: null` from our own forms.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "x-content-type-options": "nosniff",
}


def hostname(host: str) -> str:
    """The name in a Host header, without its port; empty when it is none."""
    match = HOST.fullmatch(host.lower())
    return match[1].strip("[]") if match else ""


def is_loopback(request: Request) -> bool:
    """Whether the browser speaks to its own machine; only there a cookie may go without TLS."""
    return hostname(request.headers.get("host", "")) in LOOPBACK


def is_foreign(headers: Headers) -> bool:
    """Whether a post comes from another page than ours.

    Browsers name the page's origin at every post. One that names neither origin nor site is no browser that a foreign
    page could have used: text browsers and scripts.
    """
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") != "same-origin"
    try:
        found = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return not found or found != headers.get("host", "").lower()


@dataclass
class Gate:
    """Refuses before anything else is done, with the page `refuse`.

    `hosts` are the names this server may be called by; empty means any.
    """

    app: ASGIApp
    refuse: ASGIApp
    hosts: Sequence[str] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = self.refuse if self.refused(scope) else self.app
        return await answer(scope, receive, _with_headers(scope, send))

    def refused(self, scope: Scope) -> bool:
        """Whether the request comes to a wrong name or from a wrong page."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not hostname(host) or (self.hosts and hostname(host) not in {name.lower() for name in self.hosts}):
            return True
        return scope["method"] not in ("GET", "HEAD") and is_foreign(headers)


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            framed = "'self'" if scope.get("framed") else "'none'"
            headers["content-security-policy"] = POLICY.format(framed)
            headers["x-frame-options"] = "SAMEORIGIN" if scope.get("framed") else "DENY"
            if scope["scheme"] == "https":
                headers["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return sending
