"""A third channel that is pushed to: it costs its own folder, a line in the list, a setting and the README."""

from __future__ import annotations

import ast
import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import service
from bot.app import practice_office
from bot.channels.known import CHANNELS, KnownChannel
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.operations.doctor import examine_installation
from bot.service import connect_telegram, stand_for_lead
from bot.settings import Settings
from bot.store import alarms, outbox
from bot.store.engine import Store
from bot.words.library import Library
from tests.botapi import TOKEN, BotApi
from tests.botapi.fixtures import botapi
from tests.channels import pigeon
from tests.channels.pigeon.channel import CURES, Pigeon
from tests.channels.pigeon.server import Loft
from tests.conftest import free_port

__all__ = ["botapi"]
ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "bot" / "channels" / "README.md"
TOUCHED = {"bot/channels/pigeon/", "bot/channels/known.py", "bot/settings.py", "README.md"}
FIRST, ROLE = "can someone get hurt soon?", "Who are you in this?"


class WithPigeon(Settings):
    """The settings with one more."""

    pigeon_url: str = ""


class Unled(Pigeon):
    """One whose part of the lead fails at once."""

    async def lead(self, languages: Collection[str], last: datetime | None = None) -> None:
        """Never gets anywhere."""
        raise LookupError("Anna from class 4")


def known(kind: type[Pigeon] = Pigeon) -> tuple[KnownChannel, ...]:
    """The list with one more."""
    return (*CHANNELS, KnownChannel(pigeon.NAME, pigeon.CAN, lambda: kind, needs="pigeon_url"))


@pytest.fixture
async def loft() -> AsyncIterator[Loft]:
    async with Loft() as server:
        yield server


@asynccontextmanager
async def serving(
    library: Library, settings: Settings, channels: Sequence[KnownChannel] | None = None
) -> AsyncIterator[Office]:
    """The real program with one channel more."""
    channels = channels or known()
    async with (
        practice_office(library, channels=channels) as office,
        connect_telegram(settings, office, channels) as open_ones,
        stand_for_lead(office, open_ones),
    ):
        yield office


async def presses(loft: Loft, name: str, label: str, until: str) -> str:
    """A press, and the message that follows."""
    await loft.sees(name, label)
    loft.presses(name, label)
    return await loft.sees(name, until)


async def test_people_talk_through_it_and_their_chat_is_cleared(loft: Loft, library: Library) -> None:
    async with serving(library, WithPigeon(pigeon_url=loft.url)) as office:
        own = loft.writes("ann", "/start")
        first = await loft.sees("ann", FIRST)
        assert re.fullmatch("m-[0-9a-f]{8}", first)
        await presses(loft, "ann", "No", ROLE)
        await presses(loft, "ann", "School", "Who or what is it about?")
        await presses(loft, "ann", "A pupil", "How old")
        await presses(loft, "ann", "12 to 17", "Where is it?")
        loft.writes("ann", "/life_map")
        async with asyncio.timeout(10):
            while loft.letters[-1]["message"] not in await ids(office, "ann"):
                await asyncio.sleep(0.02)
        loft.writes("ann", "1000 Brussel")
        ticked = await presses(loft, "ann", "Alone", "☐ School")
        assert await presses(loft, "ann", "☐ School", "☑ School") == ticked
        assert loft.messages[ticked].edits == 1
        await presses(loft, "ann", "☑ School", "☐ School")
        known_ids = await ids(office, "ann")
        assert {own, first, ticked} <= set(known_ids)
        loft.writes("ann", "/clear")
        await loft.sees("ann", "I deleted the messages I could")
        assert not set(known_ids) & loft.messages.keys()
        assert all(len(shown.text) <= pigeon.CAN.longest for shown in loft.messages.values())


async def ids(office: Office, chat: str) -> list[str]:
    async with office.store.read() as tx:
        return await outbox.message_numbers(tx, office.lane(pigeon.NAME, chat))


async def test_it_keeps_its_own_pace(loft: Loft, library: Library) -> None:
    async with serving(library, WithPigeon(pigeon_url=loft.url)):
        for number in range(24):
            loft.writes(f"person{number}", "/start")
        await asyncio.gather(*(loft.sees(f"person{number}", FIRST) for number in range(24)))
    sent = sorted(loft.sent_at)  # 10 a second and 2 at once, some late
    assert len(sent) >= 24
    assert max(sum(moment <= other < moment + 1 for other in sent) for moment in sent) <= 14


async def test_its_alarm_is_noted_beside_telegrams_and_doctor_tells_both(
    loft: Loft, botapi: BotApi, library: Library, sqlite_template: Path, tmp_path: Path, ring: Ring
) -> None:
    settings = at_home(tmp_path, sqlite_template, ring).model_copy(
        update={"pigeon_url": loft.url, "telegram_token": WithPigeon(telegram_token=TOKEN).telegram_token}
    )
    settings.telegram_api = botapi.base
    assert await told(settings, library) == [(True, "the loft by the river"), (True, "none"), (True, "none")]
    store = await Store.open(settings.database_url, ring)
    async with practice_office(library, channels=known()) as office:
        office.store, before = store, office.store
        async with connect_telegram(settings, office, known()) as open_ones, stand_for_lead(office, open_ones):
            loft.refuses = 401
            async with asyncio.timeout(20):
                while (noted := await newest(store, pigeon.NAME)) is None:
                    await asyncio.sleep(0.05)
            assert (noted.alarm, noted.over) == ("token", None)
            person = botapi.person(7)
            person.writes("/start")
            await person.sees(FIRST, patience=30)
            assert await newest(store, "telegram") is None
        office.store = before
    found = await told(settings, library)
    assert found[0] == (False, f"token: {CURES['token']}")
    assert found[1] == (True, "none")
    assert not found[2][0]
    assert found[2][1].endswith(CURES["token"])
    async with store.write() as tx:
        await alarms.note_alarm(tx, pigeon.NAME, "of another version", datetime.now().astimezone())
    await store.close()
    assert "see its log" in (await told(settings, library))[2][1]


async def newest(store: Store, channel: str) -> alarms.NotedAlarm | None:
    async with store.read() as tx:
        return await alarms.newest_alarm(tx, channel)


def at_home(folder: Path, template: Path, ring: Ring) -> WithPigeon:
    """An installation in a folder."""
    ring.save(folder / "keys")
    (folder / "data").mkdir()
    (folder / "data" / "town.db").write_bytes(template.read_bytes())
    return WithPigeon(database_url=f"sqlite:///{folder}/data/town.db", keys_file=folder / "keys")


async def told(settings: Settings, library: Library) -> list[tuple[bool, str]]:
    """What doctor says of the pigeon, of Telegram's alarms and of the pigeon's."""
    lines = {line.what: line for line in await examine_installation(settings, library, known())}
    return [(lines[what].well, lines[what].says) for what in ("pigeon", "alarms telegram", "alarms pigeon")]


async def test_a_channel_that_cannot_be_led_stops_no_other(
    loft: Loft, botapi: BotApi, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LED_AGAIN", (0.05, 0.05))
    settings = WithPigeon(pigeon_url=loft.url, telegram_token=TOKEN, telegram_api=botapi.base)
    person = botapi.person(7)
    person.writes("/start")
    with capture_logs() as logs:
        async with serving(library, settings, known(Unled)):
            await person.sees(FIRST, patience=30)
            await asyncio.sleep(0.2)
    failed = [entry for entry in logs if entry["event"] == "channel_lead"]
    assert len(failed) > 1
    assert {(entry["channel"], entry["error"]) for entry in failed} == {("pigeon", "LookupError")}
    assert "Anna" not in repr(logs)
    assert [entry for entry in logs if entry["event"] == "lead_trouble"] == []


async def test_without_its_setting_it_is_not_even_imported(library: Library) -> None:
    def load() -> type[Pigeon]:
        raise AssertionError("imported")

    channels = (KnownChannel(pigeon.NAME, pigeon.CAN, load, needs="pigeon_url"),)
    async with practice_office(library) as office, connect_telegram(WithPigeon(), office, channels) as open_ones:
        assert open_ones == []


def blocks() -> list[str]:
    """The code of the handbook, in its order."""
    return re.findall(r"```python\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)


def house_with_pigeon(folder: Path) -> None:
    """The program as the handbook changes it; every file that stays as it is a link."""
    for part in ("bot", "flows", "locales"):
        shutil.copytree(ROOT / part, folder / part, copy_function=os.symlink, ignore=shutil.ignore_patterns("*.pyc"))
    ability, imported, function, entry = blocks()
    (setting,) = re.findall(r"`(pigeon_url: .*?)`", HANDBOOK.read_text(encoding="utf-8"))
    own = ROOT / "tests" / "channels" / "pigeon"
    assert ability in (own / "__init__.py").read_text("utf-8")
    (folder / "bot/channels/pigeon").mkdir()
    for name in ("__init__.py", "api.py", "channel.py"):
        source = (own / name).read_text("utf-8").replace("tests.channels.pigeon", "bot.channels.pigeon")
        (folder / "bot/channels/pigeon" / name).write_text(source, "utf-8")
    changed(folder, "bot/channels/known.py", "from bot.post.reach", imported, function, f"    {entry.rstrip()},\n")
    changed(folder, "bot/settings.py", "    webhook_url: str", f"    {setting}\n")
    listed = (ROOT / "README.md").read_text("utf-8").replace("`TELEGRAM_API`,", "`TELEGRAM_API`, `PIGEON_URL`,")
    (folder / "README.md").write_text(listed, "utf-8")


def changed(folder: Path, name: str, before: str, block: str, function: str = "", line: str = "") -> None:
    """One file with a block before a line of it; in the list, the function and the line in `CHANNELS` too."""
    text = (ROOT / name).read_text("utf-8").replace(before, block + before, 1)
    if function:
        text = text.replace("CHANNELS = (\n", f"{function}\n\nCHANNELS = (\n{line}", 1)
    (folder / name).unlink()
    (folder / name).write_text(text, "utf-8")


async def test_the_handbook_makes_a_program_with_a_third_channel_in_four_places(
    loft: Loft, tmp_path: Path, ring: Ring
) -> None:
    house_with_pigeon(tmp_path)
    touched = {
        "bot/channels/pigeon/" if path.parent.name == "pigeon" else str(path.relative_to(tmp_path))
        for path in tmp_path.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    print(f"\na third channel touches {len(touched)}: {', '.join(sorted(touched))}")
    assert touched == TOUCHED
    ring.save(tmp_path / "keys.json")
    given = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
    given |= {
        "PYTHONPATH": str(tmp_path),
        "PASSERELLE_PIGEON_URL": loft.url,
        "PASSERELLE_KEYS_FILE": str(tmp_path / "keys.json"),
        "PASSERELLE_DATABASE_URL": f"sqlite:///{tmp_path}/town.db",
        "PASSERELLE_WEB_BIND": f"127.0.0.1:{free_port()}",
    }
    loft.writes("ann", "/start")
    command = (sys.executable, "-c", "import sys; sys.argv[0] = 'passerelle'; from bot.cli import main; main()")
    program = await asyncio.create_subprocess_exec(*command, "run", cwd=tmp_path, env=given)
    try:
        await loft.sees("ann", FIRST)
        await presses(loft, "ann", "No", ROLE)
    finally:
        if program.returncode is None:
            program.terminate()
        await program.wait()
    doctor = await asyncio.create_subprocess_exec(
        *command, "doctor", cwd=tmp_path, env=given, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await doctor.communicate()
    assert "the loft by the river" in said.decode()


def test_the_handbook_is_short() -> None:
    assert len(HANDBOOK.read_text(encoding="utf-8").splitlines()) <= 40


def test_no_file_names_telegram_that_a_third_channel_would_have_to_be_named_in_too() -> None:
    naming = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if "telegram" not in path.parts and any("telegram" in said.lower() for said in spoken(path))
    }
    assert naming == {
        "bot/channels/known.py",
        "bot/settings.py",
        "bot/post/reach.py",  # what the three can do, where nobody says which channels there are
        "bot/store/alarms.py",  # rows from before alarms had a channel
        "bot/log.py",  # a library that is kept quiet
    }


def spoken(path: Path) -> list[str]:
    """Names that a module imports, and its strings that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]
    return strings + [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
