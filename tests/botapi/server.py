"""The HTTP side: decode, judge, obey the script of faults, act, judge our own answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.botapi import oracle, pace, rules
from tests.botapi.faults import AFTER, DESCRIPTIONS, Fault
from tests.botapi.methods import METHODS, Polling
from tests.botapi.oracle import Upload, Wrong
from tests.botapi.person import Person
from tests.botapi.world import TOKEN, Chat, No, World


class Cut(Response):
    """Promises more than it sends, then the connection closes."""

    def __init__(self, start: bytes = b"") -> None:
        super().__init__(start)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(self.body), "more_body": True})


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the tests' own signals stay theirs


class BotApi:
    """A Bot API server for one bot. Use it as an async context manager; `base` is what a client needs.

    `violations` lists every call that no correct program makes; `calls` names every call in order. `judged` off saves
    the judge's time where only speed is measured. `weather` may name a fault for any call (method, chat). `promises`
    are judged at the end, with the violations; a test that sends by itself, or kills the program, takes them out.
    """

    opened: ClassVar[list[BotApi]] = []  # by the test that runs; the fixture `no_violations` looks at them afterwards

    def __init__(self, port: int = 0, judged: bool = True) -> None:
        BotApi.opened.append(self)
        self.promises = {"pace", "answers"} if judged else set()
        self.world = World()
        self.port, self.judged = port, judged
        self.violations: list[str] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[Fault] = []
        self.weather: Callable[[str, int | None], Fault | None] = lambda method, chat: None
        self.polling = Polling()

    @property
    def base(self) -> str:
        """PTB's `base_url` form, to be followed by the token."""
        return f"http://127.0.0.1:{self.port}/bot"

    def base_of(self, program: str) -> str:
        """The same for one of several programs, whose messages are told apart by its name (`Chat.senders`)."""
        return f"http://127.0.0.1:{self.port}/{program}/bot"

    def person(self, id: int, language: str = "en") -> Person:
        """Somebody with a phone; the same chat for the same id."""
        chat = self.world.chats.setdefault(id, Chat(id, language))
        return Person(self.world, chat)

    def fail(self, kind: str, method: str = "*", **how: Any) -> Fault:
        """Script a fault; see `Fault`."""
        fault = Fault(kind, method, **how)
        self.faults.append(fault)
        return fault

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method."""
        return [given for name, given in self.calls if name == method]

    def too_fast(self) -> list[str]:
        """Where the program broke Telegram's pace."""
        return pace.breaches(self.world.sendings)

    def broken(self) -> list[str]:
        """Everything that no correct program does: violations, the pace, and presses that hung for 5 seconds."""
        pace_ = self.too_fast() if "pace" in self.promises else []
        late = self.world.unanswered() if "answers" in self.promises else []
        return [*self.violations, *pace_, *late]

    async def restart(self, seconds: float = 0.0) -> None:
        """Hang up on everybody and refuse connections so long; what was known is still known."""
        await self.__aexit__()
        await asyncio.sleep(seconds)
        await self.__aenter__()

    async def __aenter__(self) -> BotApi:
        self.world.ended = None
        listening = socket.socket(
            socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )  # else asyncio lets Nagle wait
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = int(listening.getsockname()[1])
        paths = ("/bot{token}/{method}", "/{program}/bot{token}/{method}")
        app = Starlette(routes=[Route(path, self.answer, methods=["GET", "POST"]) for path in paths])
        config = uvicorn.Config(app, log_config=None, log_level="critical", lifespan="off", ws="none", loop="none")
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started:
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.world.ended = self.world.now()
        self.polling.turn += 1  # ends a long poll that still waits
        self.world.arrived.set()
        self._server.should_exit = self._server.force_exit = True
        await self._serving

    async def answer(self, request: Request) -> Response:
        """One call."""
        try:
            method, form = request.path_params["method"], await _form(request)
        except ClientDisconnect:  # it died while it was speaking
            return Response(status_code=400)
        if request.path_params["token"] != TOKEN:
            return _refused(401, DESCRIPTIONS[401])
        fault = self._fault(method, form)
        if fault and fault.kind not in AFTER:
            return await _goes_wrong(fault)
        self.world.caller = request.path_params.get("program", "")
        answer = await self._act(method, form)
        return await _goes_wrong_after(fault, answer) if fault else answer

    def _fault(self, method: str, form: dict[str, Any]) -> Fault | None:
        chat = int(form["chat_id"]) if form.get("chat_id") else None
        fault = next((one for one in self.faults if one.fits(method, chat)), None)
        if fault is None:
            return self.weather(method, chat)
        fault.times -= 1
        return fault

    async def _act(self, method: str, form: dict[str, Any]) -> Response:
        try:
            given = self._given(method, form)
            self.calls.append((method, given))
            result = await self._do(method, given)
        except Wrong as wrong:
            self.violations.append(f"{method}: {wrong}")
            return _refused(400, f"Bad Request: {wrong}")
        except No as no:
            return _refused(no.code, no.description)
        if self.judged and method != "getUpdates":  # updates are judged when they are made; tests may add broken ones
            oracle.check_result(method, result)
        told = json.dumps({"ok": True, "result": result})  # all of it in ASCII: half characters can be told, too
        return Response(told, media_type="application/json")

    def _given(self, method: str, form: dict[str, Any]) -> dict[str, Any]:
        if not self.judged:
            return oracle.decoded(oracle.METHODS[method], form)
        given = oracle.arguments(method, form)
        rules.check(method, given)
        return given

    async def _do(self, method: str, given: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self.polling(self.world, given)
        if method not in METHODS:
            raise Wrong("nothing in the program needs this method")
        return METHODS[method](self.world, given)


async def _form(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    form: dict[str, Any] = dict(request.query_params)
    async with request.form() as given:
        for name, value in given.items():
            form[name] = Upload(value.filename or "", await value.read()) if isinstance(value, UploadFile) else value
    return form


def _refused(code: int, description: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": code, "description": description}, code)


async def _goes_wrong(fault: Fault) -> Response:
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
    if fault.kind in ("hang", "reset"):
        return Cut()
    if fault.kind == "page":
        return HTMLResponse("<html>proxy</html>", fault.code)
    return JSONResponse(fault.told(), fault.code)


async def _goes_wrong_after(fault: Fault, answer: Response) -> Response:
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return answer
    if fault.kind == "garbage":
        return Response(b'{"ok": tru', media_type="application/json")
    return Cut(bytes(answer.body)[: len(answer.body) // 2] if fault.kind == "truncated" else b"")
