"""Planted texts, names and ids wherever a person can type and in all that a channel gives: after the erasure nowhere.

Whole signals are written through Telegram's raw updates (with names, user names, captions, contacts, forged buttons)
and through the line mode; coordinators answer and ask back; then everybody erases what they sent. Searched: the
database, its log and index, what the program logs and prints, temporary files, notices, the journal, and backups made
before and after, opened with their identity.
"""

from __future__ import annotations

import contextlib
import io
import random
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import enrol, open_library
from bot.channels.line import CHANNEL as LINE
from bot.channels.line import Line
from bot.channels.telegram.parse import CHANNEL, see
from bot.office.clock import Clock
from bot.office.intake import Office
from bot.office.library import Library
from bot.office.operators import Towns
from bot.office.rounds import Rounds
from bot.operations.backup import make, opened
from bot.store.engine import Store
from bot.store.journal import Journal
from bot.store.tables import contribution, outbox, person, reply_handle, signal, talk
from bot.store.vault import Ring
from bot.talk.event import Wrote
from tests.faults.quiet import quiet
from tests.faults.stream import RECEIPT
from tests.operations.test_backup import Keeper
from tests.person import Person
from tests.proof import Witness, files

GOAL = "500 planted texts, names and ids: 0 in logs, database, WAL, backups, temporary files, notices after erasure"
SMALL, FULL = 120, 500  # canaries
TYPED = ("noticed_text", "around_then_text", "their_view", "contact_phone")
ANSWERS = {
    **{"role": "school", "about": "pupil", "age": "teen", "law": "understood", "allowed": "yes", "consent": "yes"},
    **{"child_channel": "done", "review": "more", "how_are_you": "ok"},
}


@dataclass
class Plants:
    """Every canary ever planted."""

    chance: random.Random
    planted: list[str] = field(default_factory=list)

    def new(self) -> str:
        """One that looks like nothing else, as a word."""
        made = "Zq" + "".join(self.chance.choice("abcdefghjkmnpqrstvwxyz") for _ in range(12))
        self.planted.append(made)
        return made

    def number(self) -> str:
        """One made of digits, as an id of a chat, or a phone."""
        made = str(self.chance.randrange(10**11, 10**12))
        self.planted.append(made)
        return made


class Chatter(Person):
    """A person at the line mode, to begin with."""

    channel = LINE

    async def sends_signal(self, plants: Plants, way: str) -> str:
        """A whole signal with a planted text wherever one is asked; the code."""
        await self.types("/signal")
        for _ in range(120):
            if RECEIPT.search(self.text) and self.waiting != "review":
                break
            await self.answers(plants, way)
        found = RECEIPT.search(self.text)
        assert found, f"no receipt after {self.waiting}: {self.text[:200]}"
        code = found[0]
        while self.waiting:
            await self.answers(plants, way)
        return code

    async def answers(self, plants: Plants, way: str) -> None:
        """Whatever is asked now."""
        step = self.waiting or ""
        if "guard.ok" in self.options:
            await self.types("=guard.ok")
        elif step in TYPED:
            phone = f"+32 470 {plants.number()[:6]}"
            plants.planted.append(phone)
            await self.types(phone if step == "contact_phone" else f"{plants.new()} was there with {plants.new()}")
        elif step == "place":
            await self.types(f"{plants.new()}ville", "=place.be:23088")
        else:
            await self.types(f"={self.choice(step, way)}")

    def choice(self, step: str, way: str) -> str:
        """An option that leads on: once all is asked, Send."""
        options = [option for option in self.options if not option.startswith("/")]
        wanted = f"{step}.{way if step == 'contact_me' else ANSWERS.get(step, '')}"
        if step == "review" and wanted not in options:
            wanted = "review.send"
        return wanted if wanted in options else options[0]


class Telegrammer(Chatter):
    """The same through raw updates of Telegram, with all that an app gives away about its owner."""

    channel = CHANNEL

    def __init__(self, office: Office, folder: Path, plants: Plants) -> None:
        super().__init__(office, plants.number(), "en", folder)
        names = {"first_name": plants.new(), "last_name": plants.new(), "username": plants.new()}
        self.owner = {"id": int(self.name), "is_bot": False, "language_code": "en", **names}
        self.number = 0

    def at_terminal(self) -> Line:
        line = super().at_terminal()
        line.office = _Wrapped(self)  # type: ignore[assignment]
        return line

    def raw(self, **content: Any) -> dict[str, Any]:
        """An update with a message."""
        self.number += 1
        chat = {**self.owner, "type": "private", "title": self.owner["username"]}
        message = {"message_id": self.number, "date": 1, "from": self.owner, "chat": chat, **content}
        return {"update_id": secrets.randbits(50), "message": message}

    async def gives(self, update: dict[str, Any]) -> None:
        """Telegram hands over this update."""
        seen = see(update)
        if seen.arrival:
            await self.office.take([seen.arrival])

    async def gives_everything(self, plants: Plants) -> None:
        """What people send by mistake, and what a forger sends."""
        new, sender = plants.new, {"type": "user", "sender_user": {**self.owner, "first_name": plants.new()}}
        contact = {"phone_number": plants.number(), "first_name": new(), "vcard": new()}
        for content in (
            {"photo": [{"file_id": new(), "file_unique_id": new()}], "caption": new()},
            {"document": {"file_id": new(), "file_name": f"{new()}.pdf"}},
            {"contact": contact},
            {"venue": {"title": new(), "address": new(), "location": {"latitude": 50.9, "longitude": 4.4}}},
            {"poll": {"id": "1", "question": new(), "options": [{"text": new()}]}},
            {"text": new(), "forward_origin": sender},
            {"text": f"/start {new()}"},
            {"text": f"/{new()} {new()}"},
            {"text": f"/receipt {new()}"},
            {"text": f"/language {new()}"},
        ):
            await self.gives(self.raw(**content))
        edited = self.raw(text=new())
        await self.gives({"update_id": edited["update_id"], "edited_message": edited["message"]})
        query = {"id": new(), "from": self.owner, "data": f"1.{new()}.role.{new()}", "message": self.raw()["message"]}
        await self.gives({"update_id": secrets.randbits(50), "callback_query": query})
        await self.gives({"update_id": secrets.randbits(50), new(): {"text": new()}})


class _Wrapped:
    """The office as the terminal of a Telegram user reaches it."""

    def __init__(self, one: Telegrammer) -> None:
        self.one, self.office = one, one.office

    async def take(self, arrivals: list[Any]) -> None:
        """Texts as raw updates; presses as they are, from that chat."""
        for arrival in arrivals:
            if isinstance(arrival.event, Wrote):
                await self.one.gives(self.one.raw(text=arrival.event.text))
            else:
                await self.office.take([replace(arrival, channel=CHANNEL)])

    async def pulled(self, channel: str, chat: str, after: int = 0) -> Any:
        """What is on its way to the chat."""
        return await self.office.pulled(CHANNEL, chat, after)

    async def drop(self, channel: str, chat: str, upto: int) -> None:
        """It was delivered."""
        await self.office.drop(CHANNEL, chat, upto)

    async def standing(self, channel: str, chat: str) -> Any:
        """What the chat is asked."""
        return await self.office.standing(CHANNEL, chat)


async def at_desk(office: Office, folder: Path, plants: Plants) -> None:
    """A coordinator reads every signal, answers it, and asks back."""
    boss = Chatter(office, "coordinator", "en", folder)
    await boss.types("/desk")
    for option in [each for each in boss.options if each.startswith("desk.")]:
        await boss.types("/desk", f"={option}")
        if "case.answer" not in boss.options:
            continue
        await boss.types("=case.answer", f"We thank you, {plants.new()}.")
        while "guard.ok" in boss.options:
            await boss.types("=guard.ok")


def places(url: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Where bytes are left, by name."""
    yield "database", b"\0".join(path.read_bytes() for path in files(url))
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def found(plants: Plants, where: Iterator[tuple[str, bytes]]) -> dict[str, int]:
    """How many canaries stand in each place that has any, in whatever case or as bytes of UTF-16."""
    counts: dict[str, int] = {}
    for name, raw in where:
        folded = raw.lower()
        some = [one for one in plants.planted if one.lower().encode() in folded or one.encode("utf-16-le") in raw]
        counts |= {name: len(some)} if some else {}
    return counts


async def populated(office: Office, folder: Path, plants: Plants, size: int) -> list[tuple[Chatter, str]]:
    """People with their codes, until there are so many canaries."""
    sent: list[tuple[Chatter, str]] = []
    while len(plants.planted) < size:
        number = len(sent)
        one = Chatter(office, plants.number(), "en", folder) if number % 4 == 3 else Telegrammer(office, folder, plants)
        if isinstance(one, Telegrammer):
            await one.gives_everything(plants)
        sent.append((one, await one.sends_signal(plants, ("chat", "phone", "code", "chat")[number % 4])))
    return sent


async def erased(office: Office, sent: list[tuple[Chatter, str]]) -> None:
    """Everybody takes back what they sent: with the code, or all that answers into the chat."""
    for one, code in sent:
        await one.types("/receipt " + code, "/withdraw " + code, "/delete", "/stop", "/clear", "")
    await Rounds(office).once()
    await office.store.erase_traces()


async def signals_kept(store: Store) -> int:
    """How many signals there are."""
    async with store.read() as tx:
        return len(await tx.rows(select(signal.c.id)))


async def left_over(store: Store, witness: Witness, url: str, plants: Plants) -> list[str]:
    """Sealed values that are still in the files though no row has them. What waits to go out names nobody."""
    kept: set[str] = set()
    async with store.read() as tx:
        for row in await tx.rows(select(outbox.c.id, outbox.c.payload)):
            kept.add(row.payload)
            waiting = tx.unseal(row.payload, "outbox", "payload", row.id)
            assert not (named := found(plants, iter([("outbox", waiting.encode())]))), f"a reply still names {named}"
        for column in (person.c.address, person.c.totp, talk.c.payload):
            kept |= {row[0] for row in await tx.rows(select(column))}
        for table in (signal, contribution, reply_handle):
            assert await tx.rows(select(table)) == [], f"{table.name} has rows after everybody erased theirs"
    return [sealed for sealed in witness.found(url) if sealed not in kept]


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Plant, look, erase, look again."""
    with contextlib.ExitStack() as stack:
        said = stack.enter_context(quiet())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="canaries-")))
        stack.enter_context(contextlib.redirect_stdout(said))
        stack.enter_context(contextlib.redirect_stderr(said))
        return await _measured(folder, Plants(random.Random(seed)), size, said, open_library())


async def _measured(
    folder: Path, plants: Plants, size: int, said: io.StringIO, library: Library
) -> dict[str, float | int | str]:
    scanned, own = folder / "scanned", folder / "own"
    for path in (scanned, own, folder / "data", folder / "keepers"):
        path.mkdir()
    url, clock, keeper = f"sqlite:///{folder}/data/a.db", Clock(), Keeper(folder / "keepers")
    tempfile.tempdir, before = str(scanned), tempfile.tempdir
    store = await Store.open(url, Ring.new(datetime.now(UTC)))
    witness = Witness(store.ring)
    office = Office(library, store, Towns.pretend(), clock, journal=Journal(scanned / "journal.txt"))
    try:
        for role in ("coordinator", "deputy"):
            await enrol(office, LINE, role, "en", role)
        sent = await populated(office, own, plants, size)
        await at_desk(office, own, plants)
        await make(store, scanned / "before.age", [keeper.public], clock.now())
        (scanned / "before.lines").write_bytes(opened(scanned / "before.age", keeper.file))
        seen_before, held = found(plants, places(url, scanned)), len(witness.found(url))
        before_all = await signals_kept(store)
        (scanned / "before.lines").unlink()
        await erased(office, sent)
        deputy = Chatter(office, "deputy", "en", own)
        await deputy.types("")
        await Rounds(office).once()
        await make(store, scanned / "after.age", [keeper.public], clock.now())
        (scanned / "after.lines").write_bytes(opened(scanned / "after.age", keeper.file))
        (scanned / "log").write_text(said.getvalue())
        (scanned / "notices").write_text(deputy.text)
        seen_after, residues = found(plants, places(url, scanned)), await left_over(store, witness, url, plants)
        gone = before_all - await signals_kept(store)
    finally:
        await store.close()
        tempfile.tempdir = before
    assert seen_before == {}, f"readable before the erasure already: {seen_before}"
    assert seen_after == {}, f"readable after the erasure: {seen_after}"
    assert held > len(sent), "nothing sealed was found before: the search is blind"
    assert residues == [], f"{len(residues)} sealed values left in the files"
    assert gone == len(sent), f"{len(sent)} signals were sent, {gone} erased"
    assert deputy.text, "the deputy got no notice: nothing was proved about notices"
    return {
        "canaries": len(plants.planted),
        "people": len(sent),
        "signals_erased": gone,
        "sealed_values_before": held,
        "sealed_values_left": len(residues),
        "found": sum(seen_after.values()),
    }
