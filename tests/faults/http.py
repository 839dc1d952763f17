"""Odd input over HTTP, through the real program: updates from a strict Bot API server, and posts to its page."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from random import Random

import psutil

from bot.channels.telegram.parse import MEDIA_KINDS
from tests.botapi import BotApi
from tests.botapi.world import Chat
from tests.conftest import free_port
from tests.faults import odd
from tests.faults.program import UNPACED, Program
from tests.faults.visitors import Visitors
from tests.text.pressable import pressable

GOAL = "odd updates and odd posts: nothing unhandled, no file fetched or kept, no word of a stranger to press"
LOGGED = "from bot.log import configure_logging; configure_logging(); "  # as the command line does it
SMALL, FULL = 300, 20_000
CHATS = range(1, 10)
WRITERS = range(11, 16)  # one of each language
TO_WORDS = (
    *("/tension", ".role.school", "1800 Vilvoorde", ".allowed.yes", ".where.+secondary", ".where.!"),
    *(".what.+insults", ".what.!"),
)
LANGUAGES = ("en", "fr", "nl", "de", "ar")
BATCH = 60
PATIENCE = 120.0  # seconds
MEDIA = "MEDIA-BYTES-THAT-NOBODY-ASKED-FOR"
EVIL = "@evil https://evil.example /evil #evil evil@evil.example 0471 12 34 56"
MADE_UP = "a press that never was", "a private chat cannot be left"  # nobody pressed it; a group with a person's number
FAILED = "event_set_aside", "unhandled", "talk_unreadable", "web_store", "sender_store", "Traceback"
UNHANDLED = re.compile("|".join((*FAILED, r'"(?:uvicorn|asyncio)[^}]*"ERROR"')))
GROWTH = 96  # megabytes that the program may grow by while it refuses bodies of fifty


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Six of ten cases come as updates, the others to the page. AssertionError says what broke."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory(prefix="passerelle-http-") as name:
        folder, port = Path(name), free_port()
        async with BotApi() as api:
            api.promises.clear()  # nothing here is paced, and presses that were made up cannot be answered
            settings = {"PASSERELLE_WEB_BIND": f"127.0.0.1:{port}"}
            program = Program(folder, f"sqlite:///{folder}/passerelle.db", api, LOGGED + UNPACED, settings)
            await program.start(PATIENCE)
            assert program.process
            try:
                kinds = await media(api, chance)
                echoed, hot = await updates(api, chance, size * 6 // 10)
                page = await Visitors(port, chance, psutil.Process(program.process.pid)).visit(size - size * 6 // 10)
            finally:
                await program.kill()
        found = UNHANDLED.findall(program.log())
        assert not found, f"{len(found)} unhandled: {sorted(set(found))}"
        fetched, kept = (
            len(api.called("getFile")),
            b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file()),
        )
        stored = kept.count(MEDIA.encode()) * len(MEDIA)
        assert not fetched, f"{fetched} files were fetched"
        assert not stored, f"{stored} bytes of files were kept"
        assert b"evil" not in kept, "a text stands readable in the files"
        assert echoed, "no text was shown back: nothing was proved of what can be pressed"
        assert float(page["grew_mb"]) <= GROWTH, f"the program grew by {page['grew_mb']} MB"
    return {"updates": size * 6 // 10, "kinds of media": kinds, "getFile calls": fetched, "stored media bytes": stored,
            "texts shown back": echoed, "pressable": hot, **page, "unhandled": len(found)}  # fmt: skip


async def media(api: BotApi, chance: Random) -> int:
    """Every kind of message but text, sent to people who are asked something: a kind word, and the same question."""
    kinds = (*MEDIA_KINDS, "sticker_of_2099")
    people = {kind: api.person(1000 + number, LANGUAGES[number % 5]) for number, kind in enumerate(kinds)}
    for person in people.values():
        person.writes("/start")
    await drained(api)
    before = {kind: (person.labels(), len(person.texts())) for kind, person in people.items()}
    assert all(labels for labels, _ in before.values())
    for kind, person in people.items():
        content = odd.update(chance, 1, "message", kind)["message"][kind] if kind in MEDIA_KINDS else {"file_id": MEDIA}
        api.world.push_raw(_message(api, person.chat.id, {kind: _marked(content)}))
    await drained(api)
    for kind, person in people.items():
        labels, count = before[kind]
        assert person.labels() == labels, f"{kind} changed what is asked"
        assert len(person.texts()) == count + 1, f"{kind} got {len(person.texts()) - count} answers"
    return len(people)


def _marked(content: object) -> object:
    """The same, its file named so that it could be found again."""
    return {**content, "file_id": MEDIA, "file_unique_id": MEDIA} if isinstance(content, dict) else content


def _message(api: BotApi, chat: int, content: dict[str, object]) -> dict[str, object]:
    number = api.world.next_message()
    who = {"id": chat, "is_bot": False, "first_name": MEDIA, "language_code": "en"}
    head = {"message_id": number, "date": int(api.world.now()), "from": who}
    return {
        "update_id": api.world.next_update(),
        "message": {**head, "chat": {"id": chat, "type": "private"}, **content},
    }


async def updates(api: BotApi, chance: Random, size: int) -> tuple[int, int]:
    """Odd updates among people who answer; how many texts of theirs were shown back, and how many can be pressed."""
    for id in CHATS:
        api.person(id, LANGUAGES[id % 5]).writes("/start")
    await words_shown(api, chance)
    await drained(api)
    for start in range(0, size, BATCH):
        for _ in range(min(BATCH, size - start)):
            _one(api, chance)
        api.person(CHATS[0]).writes("/help")  # kinds we did not ask for are only confirmed by a later one
        await drained(api)
    api.violations[:] = [each for each in api.violations if not each.endswith(MADE_UP)]
    assert not api.violations, api.violations[:5]
    sent = [given for name, given in api.calls if name in ("sendMessage", "editMessageText")]
    assert not [given for given in sent if given.get("parse_mode") or given.get("entities")]
    echoes = [given["text"] for given in sent if "evil" in given["text"]]
    hot = [text for text in echoes if pressable(" ".join(re.findall(r"\S*evil\S*|[\d·]{8,}", text)))]
    assert not hot, f"{len(hot)} texts that can be pressed: {hot[0]!a}"
    return len(echoes), len(hot)


async def words_shown(api: BotApi, chance: Random) -> None:
    """People go to where words are asked for, and write some with a number: the question about it shows them."""
    writers = [api.person(id, LANGUAGES[id % 5]) for id in WRITERS]
    for step in TO_WORDS:
        for person in writers:
            if step.startswith("."):
                api.world.press(person.chat, *next(each for each in _buttons(person.chat) if each[1].endswith(step)))
            else:
                person.writes(step)
        await drained(api)
    for person in writers:
        api.world.push_raw(_message(api, person.chat.id, {"text": f"{odd.text(chance)[:200]} {EVIL}"}))


def _buttons(chat: Chat) -> list[tuple[int, str]]:
    """The buttons of the newest messages: number of the message, code."""
    return [(number, each["callback_data"]) for number, message in sorted(chat.messages.items())[-3:]
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for each in row]  # fmt: skip


def _one(api: BotApi, chance: Random) -> None:
    """One thing that comes in."""
    kind, chat = chance.random(), api.world.chats[chance.choice(CHATS)]
    buttons = _buttons(chat)
    if kind < 0.4 and buttons:
        api.world.press(chat, *chance.choice(buttons))
    elif kind < 0.6:
        text = chance.choice((odd.text(chance)[:4096], f"{odd.text(chance)[:200]} {EVIL}", f"/{odd.text(chance)[:60]}"))
        api.world.push_raw(_message(api, chat.id, {"text": text}))
    elif kind < 0.65:
        api.person(chat.id, chat.language).writes(
            chance.choice(("/signal", "/life_map", "/tension", "/start", "/back"))
        )
    else:
        _strange(api, odd.update(chance, 0))


def _strange(api: BotApi, update: object) -> None:
    """An update of any shape; Telegram numbers each, so the number is put right."""
    number = api.world.next_update()
    found = {**update, "update_id": number} if isinstance(update, dict) else {"update_id": number, "message": update}
    api.world.push_raw(found)


async def drained(api: BotApi) -> None:
    """Until every update is confirmed and what it brings about has been sent."""
    async with asyncio.timeout(PATIENCE):
        while api.world.updates:
            await asyncio.sleep(0.01)
        calls = -1
        while calls != len(api.calls):
            calls = len(api.calls)
            await asyncio.sleep(0.5)
