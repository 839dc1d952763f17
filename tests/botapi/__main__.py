"""The server as a process of its own: `python -m tests.botapi`. A line `7 /start` on standard input is what person 7
writes, `7 =Yes` a press; every line of standard output is a chat and what its person sees, or a violation."""

from __future__ import annotations

import asyncio
import json
import sys

from tests.botapi.person import shown
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN


async def main() -> None:
    """Until the end of standard input."""
    async with BotApi() as api:
        _say(base=api.base, token=TOKEN)
        telling = asyncio.create_task(_tell(api))
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            _act(api, *line.strip().partition(" ")[::2])
        telling.cancel()


def _act(api: BotApi, chat: str, said: str) -> None:
    person = api.person(int(chat))
    if said.startswith("="):
        try:
            person.presses(said[1:])
        except AssertionError as error:
            _say(chat=int(chat), error=str(error))
    else:
        person.writes(said)


async def _tell(api: BotApi) -> None:
    told: dict[int, int] = {}
    judged = 0
    while True:
        await asyncio.sleep(0.05)
        for chat in api.world.chats.values():
            for message in chat.log[told.get(chat.id, 0) :]:
                _say(chat=chat.id, sees=shown(message))
            told[chat.id] = len(chat.log)
        for violation in api.violations[judged:]:
            _say(violation=violation)
        judged = len(api.violations)


def _say(**what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


asyncio.run(main())
