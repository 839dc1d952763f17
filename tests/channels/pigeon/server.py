"""A loft to test against: it keeps letters and messages, and answers as badly as it is told to."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

PATIENCE = 0.3  # seconds a question for letters is held


@dataclass
class Shown:
    """A message in somebody's chat."""

    to: str
    text: str
    buttons: dict[str, str]
    edits: int = 0


@dataclass
class Loft:
    """The server, as an async context manager. `refuses` is an HTTP status for every call, 0 for none."""

    letters: list[dict[str, str]] = field(default_factory=list)
    messages: dict[str, Shown] = field(default_factory=dict)
    sent_at: list[float] = field(default_factory=list)
    refuses: int = 0
    url: str = ""
    runner: web.AppRunner | None = None

    def writes(self, name: str, text: str) -> str:
        """Somebody writes; the id of their own message."""
        id = f"own-{secrets.token_hex(4)}"
        self.messages[id] = Shown(name, text, {})
        self.letters.append({"id": secrets.token_hex(4), "from": name, "text": text, "message": id})
        return id

    def presses(self, name: str, label: str) -> None:
        """Somebody presses the newest button of that label."""
        shown = [one for one in self.messages.values() if one.to == name and label in one.buttons]
        self.letters.append({"id": secrets.token_hex(4), "from": name, "press": shown[-1].buttons[label]})

    async def sees(self, name: str, text: str) -> str:
        """Wait until a chat shows this; the id of the message."""
        async with asyncio.timeout(20):
            while True:
                for id, one in reversed(self.messages.items()):
                    if one.to == name and text in one.text + "\n".join(one.buttons):
                        return id
                await asyncio.sleep(0.02)

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._judged])
        app.router.add_get("/me", self._me)
        app.router.add_get("/letters", self._letters)
        app.router.add_post("/messages", self._put)
        app.router.add_put("/messages/{id}", self._change)
        app.router.add_delete("/messages/{id}", self._delete)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        if self.runner:
            await self.runner.cleanup()

    @web.middleware
    async def _judged(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.refuses:
            return web.json_response({}, status=self.refuses)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _me(self, request: web.Request) -> web.Response:
        return web.json_response({"name": "the loft by the river"})

    async def _letters(self, request: web.Request) -> web.Response:
        """Those after the cursor, which is a word of ours."""
        after = int(request.query["after"].removeprefix("letter-") or 0)
        for _ in range(int(PATIENCE / 0.02)):
            if len(self.letters) > after:
                break
            await asyncio.sleep(0.02)
        return web.json_response({"letters": self.letters[after:], "cursor": f"letter-{len(self.letters)}"})

    async def _put(self, request: web.Request) -> web.Response:
        data = await request.json()
        if len(data["text"]) > 500:
            return web.json_response({}, status=400)
        id = f"m-{secrets.token_hex(4)}"
        self.messages[id] = Shown(data["to"], data["text"], _buttons(data))
        self.sent_at.append(asyncio.get_running_loop().time())
        return web.json_response({"id": id})

    async def _change(self, request: web.Request) -> web.Response:
        data, shown = await request.json(), self.messages.get(request.match_info["id"])
        if shown is None:
            return web.json_response({}, status=404)
        shown.text, shown.buttons, shown.edits = data["text"], _buttons(data), shown.edits + 1
        return web.json_response({})

    async def _delete(self, request: web.Request) -> web.Response:
        gone = self.messages.pop(request.match_info["id"], None)
        return web.json_response({}, status=200 if gone else 404)


def _buttons(data: dict[str, Any]) -> dict[str, str]:
    return {one["label"]: one["code"] for one in data.get("buttons", [])}
