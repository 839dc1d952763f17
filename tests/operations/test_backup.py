"""Backups on disk: sealed, whole, and nobody's but the holder's of the offline key."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage
import pytest

from bot.custody import snapshot
from bot.keys.vault import Ring
from bot.operations.backup import BackupError, make_backup, open_backup, restore_backup
from bot.store import audit, chain, outbox, talks
from bot.store.engine import Store
from bot.store.journal import Journal
from tests.conftest import NOW
from tests.store.people import a_signal, at_work

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])  # what the database has no part in


class Keeper:
    """Somebody who holds an age identity, in a file on a machine of theirs."""

    def __init__(self, folder: Path) -> None:
        self.identity = pyrage.x25519.Identity.generate()
        self.public = str(self.identity.to_public())
        self.file = folder / f"{self.public[-6:]}.txt"
        self.file.write_text(f"# public key: {self.public}\n{self.identity}\n")


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path)


@pytest.fixture
async def filled(database_url: str, ring: Ring) -> AsyncIterator[Store]:
    store = await Store.open(database_url, ring)
    async with store.write() as tx:
        await at_work(tx, "ann", "coordinator", NOW)
        for number in range(30):
            await a_signal(tx, NOW, content=f"content {number}")
    yield store
    await store.close()


@SQLITE
@pytest.mark.threat(36)
async def test_only_the_offline_key_opens_it_and_no_key_of_the_server_is_inside(
    filled: Store, keeper: Keeper, tmp_path: Path
) -> None:
    path, second = tmp_path / "out" / "a.age", Keeper(tmp_path)
    path.parent.mkdir()
    steps: list[int] = []
    made = await make_backup(filled, path, [keeper.public, f" {second.public} "], NOW, steps.append)
    assert (made.file, made.bytes, made.rows) == (str(path), path.stat().st_size, steps[-1])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["a.age"]
    raw = path.read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n")
    plain = open_backup(path, keeper.file)
    assert open_backup(path, second.file) == plain
    for key in (*filled.ring.sealing.values(), *filled.ring.signal.values(), *filled.ring._hashing()):
        assert key not in plain + raw
    assert b"content 7" not in plain  # sealed inside too
    with pytest.raises(BackupError, match=r"does not open with .* give the identity it was made for"):
        open_backup(path, Keeper(tmp_path).file)
    assert pyrage.decrypt(raw, [keeper.identity]) == plain  # as the plain age tool does


@SQLITE
async def test_the_head_of_the_log_is_in_it_and_told(filled: Store, keeper: Keeper, tmp_path: Path) -> None:
    made = await make_backup(filled, tmp_path / "a.age", [keeper.public], NOW)
    async with filled.read() as tx:
        assert await chain.chain_head(tx) == made.head
        assert (await audit.audit_entries(tx, "2026-11"))[-1].what == "backed_up"
    assert snapshot.read_backup_head(iter(open_backup(tmp_path / "a.age", keeper.file).splitlines())).audit == made.head


async def test_one_moment_is_written_while_others_write_on(filled: Store, keeper: Keeper, tmp_path: Path) -> None:
    """The rows of signals and of consents are read one after the other, and fit each other all the same."""
    stop = asyncio.Event()

    async def live() -> None:
        while not stop.is_set():
            async with filled.write() as tx:
                await a_signal(tx, NOW)
                await talks.save_talks(tx, [talks.StoredTalk("lane", "abc123", "advice", "{}", NOW)])

    living = asyncio.ensure_future(live())
    for number in range(5):
        await make_backup(filled, tmp_path / f"{number}.age", [keeper.public], NOW)
    stop.set()
    await living
    for number in range(5):
        counts = json.loads(open_backup(tmp_path / f"{number}.age", keeper.file).splitlines()[-1])["rows"]
        assert counts["signal"] == counts["consent"] == counts["reply_handle"]


@SQLITE
async def test_it_comes_back(filled: Store, keeper: Keeper, tmp_path: Path) -> None:
    await make_backup(filled, tmp_path / "a.age", [keeper.public], NOW)
    file = Journal(tmp_path / "erased.txt")
    file.prepare()
    fresh = await Store.open(f"sqlite:///{tmp_path}/fresh.db", filled.ring)
    done = await restore_backup(fresh, tmp_path / "a.age", keeper.file, file, NOW)
    assert (done.rows["signal"], done.wrong) == (30, ())
    await fresh.close()


@SQLITE
@pytest.mark.parametrize(
    ("to", "why"),
    [
        ([], "nobody could open it; name a recipient"),
        (["age1nonsense"], "'age1nonsense' is no age recipient; give the public one"),
        (["AGE-SECRET-KEY-1QQ"], "this is the secret key; give the public one, .* keep the secret one away"),
    ],
)
async def test_a_wrong_recipient_is_refused_before_anything_is_written(
    filled: Store, tmp_path: Path, to: list[str], why: str
) -> None:
    with pytest.raises(BackupError, match=why):
        await make_backup(filled, tmp_path / "out.age", to, NOW)
    assert not list(tmp_path.glob("*.age"))


@SQLITE
async def test_a_file_that_is_there_or_cannot_be_written_is_named(
    filled: Store, keeper: Keeper, tmp_path: Path
) -> None:
    (tmp_path / "a.age").write_text("mine")
    with pytest.raises(BackupError, match=r"a\.age: there is such a file already"):
        await make_backup(filled, tmp_path / "a.age", [keeper.public], NOW)
    assert (tmp_path / "a.age").read_text() == "mine"
    with pytest.raises(BackupError, match=r"b\.age: the backup cannot be written .* give a folder that can be"):
        await make_backup(filled, tmp_path / "none" / "b.age", [keeper.public], NOW)


@SQLITE
async def test_one_that_fails_half_way_leaves_no_file(
    filled: Store, keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(done: int) -> None:
        raise LookupError(done)

    monkeypatch.setattr(snapshot, "ROWS_AT_ONCE", 5)
    (tmp_path / "out").mkdir()
    with pytest.raises(LookupError):
        await make_backup(filled, tmp_path / "out" / "a.age", [keeper.public], NOW, fails)
    assert list((tmp_path / "out").iterdir()) == []
    async with filled.write() as tx:  # the connection it read from is free again
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", "x")], NOW)


@SQLITE
@pytest.mark.parametrize("cut", [1, 17, 400])
async def test_a_backup_that_was_cut_or_changed_does_not_open(
    filled: Store, keeper: Keeper, tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "a.age"
    await make_backup(filled, path, [keeper.public], NOW)
    raw = path.read_bytes()
    path.write_bytes(raw[:-cut])
    with pytest.raises(BackupError, match="the whole file"):
        open_backup(path, keeper.file)
    path.write_bytes(raw[:-cut] + bytes([raw[-cut] ^ 1]) + raw[len(raw) - cut + 1 :])
    with pytest.raises(BackupError, match="does not open"):
        open_backup(path, keeper.file)


def test_what_is_no_identity_or_no_backup_is_named(keeper: Keeper, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no such backup; correct the path"):
        open_backup(tmp_path / "none.age", keeper.file)
    with pytest.raises(BackupError, match="no age identity can be read from it"):
        open_backup(tmp_path / "none.age", tmp_path / "none.txt")
    (tmp_path / "public.txt").write_text(keeper.public)
    with pytest.raises(BackupError, match="no age identity can be read from it"):
        open_backup(tmp_path / "none.age", tmp_path / "public.txt")
    (tmp_path / "bare.txt").write_text("# nothing\n\n")
    with pytest.raises(BackupError, match="there is no age identity in it"):
        open_backup(tmp_path / "none.age", tmp_path / "bare.txt")
