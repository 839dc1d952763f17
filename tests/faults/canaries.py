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
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot.app import enrol_chat, open_library
from bot.channels.line import LINE_CHANNEL
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.signal.tables import contribution, reply_handle, signal
from bot.features.staff.tables import person
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring
from bot.operations.backup import make_backup, open_backup
from bot.store.engine import Store
from bot.store.journal import Journal
from bot.store.tables import outbox, talk
from bot.words.library import Library
from bot.words.operators import Towns
from tests.faults.planted import Chatter, Plants, Telegrammer
from tests.logged import logging_to_a_text
from tests.operations.test_backup import Keeper
from tests.proof import Witness, files

GOAL = "500 planted texts, names and ids: 0 in logs, database, WAL, backups, temporary files, notices after erasure"
SMALL, FULL = 120, 500  # canaries


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
        await boss.types("/desk", f"={option}", "=case.ask")
        question = next(each for each in boss.options if each.startswith("ask_back."))
        await boss.types(f"={question}")


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
        said = stack.enter_context(logging_to_a_text())
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
    office = Office(library, FEATURES, store, Towns.pretend(), clock, journal=Journal(scanned / "journal.txt"))
    try:
        for role in ("coordinator", "deputy"):
            await enrol_chat(office, LINE_CHANNEL, role, "en", role)
        sent = await populated(office, own, plants, size)
        await at_desk(office, own, plants)
        await make_backup(store, scanned / "before.age", [keeper.public], clock.now())
        (scanned / "before.lines").write_bytes(open_backup(scanned / "before.age", keeper.file))
        seen_before, held = found(plants, places(url, scanned)), len(witness.found(url))
        before_all = await signals_kept(store)
        (scanned / "before.lines").unlink()
        await erased(office, sent)
        deputy = Chatter(office, "deputy", "en", own)
        await deputy.types("")
        await Rounds(office).once()
        await make_backup(store, scanned / "after.age", [keeper.public], clock.now())
        (scanned / "after.lines").write_bytes(open_backup(scanned / "after.age", keeper.file))
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
