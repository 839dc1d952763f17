import asyncio
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.features.signal import records as signals
from bot.features.signal.tables import signal
from bot.keys.vault import Ring
from bot.store import audit, engine, talks
from bot.store.engine import Store, StoreError, database_url
from bot.store.tables import talk
from bot.store.talks import StoredTalk
from tests.conftest import NOW
from tests.store.people import a_signal, at_work, do_act

LATER = NOW.replace(hour=10)


def a_talk(lane: str, payload: str = "{}") -> StoredTalk:
    return StoredTalk(lane, "abc123", "advice", payload, LATER)


async def lanes(store: Store) -> set[str]:
    async with store.read() as tx:
        return {row.lane for row in await tx.rows(select(talk.c.lane))}


async def test_a_transaction_commits_at_its_end_and_rolls_back_on_an_exception(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("kept")])

    async def fail() -> None:
        async with store.write() as tx:
            await talks.save_talks(tx, [a_talk("lost")])
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await lanes(store) == {"kept"}


async def test_a_reader_sees_nothing_of_an_open_transaction_and_does_not_wait_for_it(store: Store) -> None:
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("unborn")])
        assert await asyncio.wait_for(lanes(store), 2) == set()
    assert await lanes(store) == {"unborn"}


async def test_writers_take_turns_and_none_is_lost(store: Store) -> None:
    async def add(number: int) -> None:
        async with store.write() as tx:
            await talks.save_talks(tx, [a_talk(f"lane{number}")])

    await asyncio.gather(*(add(number) for number in range(30)))
    assert len(await lanes(store)) == 30


async def test_a_cancelled_writer_leaves_nothing_and_blocks_nobody(store: Store) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with store.write() as tx:
            await talks.save_talks(tx, [a_talk("cancelled")])
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("next")])
    assert await lanes(store) == {"next"}


async def test_a_locked_lane_makes_the_next_transaction_wait_while_other_lanes_go_on(store: Store) -> None:
    order: list[str] = []

    async def work(name: str, lane: str, ready: asyncio.Event, go: asyncio.Event) -> None:
        async with store.write() as tx:
            await tx.lock([lane, "shared-by-none" + name])
            ready.set()
            await go.wait()
            order.append(name)

    first_in, second_in, go, at_once = (asyncio.Event() for _ in range(4))
    at_once.set()
    first = asyncio.create_task(work("first", "a", first_in, go))
    await first_in.wait()
    second = asyncio.create_task(work("second", "a", second_in, at_once))
    await asyncio.sleep(0.1)
    assert not second_in.is_set()
    go.set()
    await asyncio.gather(first, second)
    assert order == ["first", "second"]


async def test_sqlite_is_set_up_for_durability_and_erasure(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "deep" / "passerelle.db"
    store = await Store.open(f"sqlite:///{path}", ring)
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 5000}
    for transaction in (store.write, store.read):
        async with transaction() as tx:
            found = {name: (await tx.run(text(f"PRAGMA {name}"))).scalar() for name in wanted}
        assert found == wanted
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await store.close()


async def test_a_file_open_to_others_is_closed_to_them(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "open.db"
    path.touch(mode=0o644)
    await (await Store.open(f"sqlite:///{path}", ring)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_reader_takes_no_write_lock(tmp_path: Path, ring: Ring) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'a.db'}", ring)
    async with store.read() as reading:
        await reading.rows(select(talk.c.lane))
        async with store.write() as tx:
            await talks.save_talks(tx, [a_talk("a")])
        assert await reading.rows(select(talk.c.lane)) == []  # its picture of the data is from its first look
    await store.close()


async def test_traces_are_noticed_and_erased(store: Store) -> None:
    async with store.write() as tx:
        await talks.note_update_ids(tx, "web", ["1"], NOW)
    assert not store.traces
    async with store.write() as tx:
        await talks.end_talks(tx, [talks.TalkEnding("a", "abc123", "ended")], NOW)
    noticed = store.traces
    await store.erase_traces()
    assert (noticed, store.traces) == (True, False)


async def partly_erased(store: Store, chance: Random) -> list[bytes]:
    """Signals; some are closed, most are erased. What was sealed in those that are gone."""
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        keys = [await a_signal(tx, NOW, content=f"content of {number}") for number in range(300)]
        sealed = {row.id: str(row.content).encode() for row in await tx.rows(select(signal.c.id, signal.c.content))}
    order = chance.sample(keys, 300)
    for at in range(0, 300, 25):
        async with store.write() as tx:
            await signals.erase_signals(tx, order[at : at + 25 : 2], "withdrawn", NOW)
            for key in order[at + 1 : at + 25 : 2]:
                assert await do_act(tx, ann.id, key, 1, "close", NOW, outcome="no_action")
    async with store.write() as tx:
        await signals.erase_signals(tx, chance.sample(keys, 200), "withdrawn", NOW)
        kept = {row.id for row in await tx.rows(select(signal.c.id))}
    return [content for key, content in sealed.items() if key not in kept]


@pytest.mark.long
async def test_an_erased_row_that_had_been_moved_leaves_no_copy(tmp_path: Path, ring: Ring) -> None:
    """SQLite moves rows to where others went; `secure_delete` does not reach the copies that stay in the old place."""
    copies = 0
    for seed in range(40):
        path = tmp_path / f"{seed}.db"
        store = await Store.open(f"sqlite:///{path}", ring)
        sealed = await partly_erased(store, Random(seed))
        await store.erase_traces(at_once=False)
        assert (store.traces, store.copies) == (False, True)
        copies += sum(one in path.read_bytes() for one in sealed)
        await store.erase_traces()
        assert (store.to_erase, store.copies) == (False, False)
        assert sum(one in path.read_bytes() for one in sealed) == 0
        await store.close()
        if copies:
            return
    raise AssertionError("SQLite has learned to clear them: the file need not be written anew")


async def test_a_file_is_written_anew_by_itself_and_then_rests(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FIRST_REST", 0.0)
    store = await Store.open(f"sqlite:///{tmp_path / 'a.db'}", ring)
    for written_anew in (True, False):
        async with store.write() as tx:
            await talks.end_talks(tx, [talks.TalkEnding("a", "abc123", "ended")], NOW)
        assert store.to_erase
        await store.erase_traces(at_once=False)
        assert (store.copies, store.to_erase) == (not written_anew, False)
    await store.close()


async def test_erasing_traces_waits_for_a_reader_and_cuts_the_log_to_nothing(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "a.db"
    store = await Store.open(f"sqlite:///{path}", ring)
    reading = asyncio.Event()

    async def read_slowly() -> None:
        async with store.read() as tx:
            await tx.rows(select(talk.c.lane))
            reading.set()
            await asyncio.sleep(0.5)

    reader = asyncio.create_task(read_slowly())
    await reading.wait()
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a")])
    wal = Path(f"{path}-wal")
    assert wal.stat().st_size > 0
    await store.erase_traces()
    assert reader.done()
    assert wal.stat().st_size == 0
    await reader
    await store.close()


@pytest.mark.threat(30)
async def test_a_foreign_program_holding_the_write_lock_is_waited_for(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "a.db"
    store = await Store.open(f"sqlite:///{path}", ring)
    program = (
        "import sqlite3, sys, time\nother = sqlite3.connect(sys.argv[1])\nother.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\ntime.sleep(1)"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    await asyncio.to_thread(other.stdout.readline)
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a")])
    other.wait()
    other.stdout.close()
    assert await lanes(store) == {"a"}
    await store.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "cannot be read"),
        ("mysql://a/b", "begins with 'mysql'"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_an_unusable_address_is_refused_with_the_cure(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        database_url(url)
    assert "PASSERELLE_DATABASE_URL" in str(caught.value)


def test_the_drivers_are_added() -> None:
    assert database_url("postgres://u:p@h/n").drivername == "postgresql+asyncpg"
    assert database_url("sqlite:///a.db").drivername == "sqlite+aiosqlite"


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/a\.db: .* cannot be opened .*; correct the folder's permissions"):
        await Store.open(f"sqlite:///{tmp_path}/file/a.db", ring)


async def test_a_file_that_is_no_database_is_named(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "a.db").write_text("a letter, not a database " * 100)
    with pytest.raises(StoreError, match=r"a\.db: the database cannot be used \(file is not a database\); check"):
        await Store.open(f"sqlite:///{tmp_path / 'a.db'}", ring)


async def test_a_server_that_is_not_there_is_named_without_the_password(ring: Ring) -> None:
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/passerelle: the database cannot be used") as caught:
        await Store.open("postgresql://someone:secret@127.0.0.1:1/passerelle", ring)
    assert "secret" not in str(caught.value)


async def test_several_programs_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\nfrom datetime import UTC, datetime\nfrom bot.store.engine import Store\n"
        "from bot.keys.vault import Ring\nasync def main():\n"
        "    await (await Store.open(sys.argv[1], Ring.new(datetime.now(UTC)))).close()\nasyncio.run(main())"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'a.db'}"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [await asyncio.to_thread(one.communicate) for one in running]
    assert [one.returncode for one in running] == [0] * 4, errors


@pytest.mark.threat(31)
async def test_a_full_or_broken_database_raises_and_keeps_nothing(tmp_path: Path, ring: Ring) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'a.db'}", ring)

    async def fill() -> None:
        async with store.write() as tx:
            await tx.run(text("PRAGMA max_page_count = 1"))
            await talks.save_talks(tx, [a_talk(f"lane{number}", "x" * 5000) for number in range(50)])

    with pytest.raises(OperationalError, match="full"):
        await fill()
    assert await lanes(store) == set()
    await store.close()


def test_heavy_parts_are_imported_at_first_use() -> None:
    heavy = ("alembic", "asyncpg", "sqlalchemy.dialects.postgresql", "rapidfuzz", "phonenumbers", "typst")
    program = f"import sys, bot.app, bot.service; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_second_store_on_a_file_does_not_end_the_locks_of_the_first(ring: Ring, tmp_path: Path) -> None:
    """POSIX ends all locks of a process on a file as soon as the process closes it once, by whatever descriptor; then
    another program that is the last to close it, as it thinks, takes the log away from under the first."""
    url = f"sqlite:///{tmp_path}/a.db"
    store = await Store.open(url, ring)
    assert await lanes(store) == set()
    await (await Store.open(url, ring)).close()
    other = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM talk').fetchall()"
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", other, str(tmp_path / "a.db")], check=True)
    assert (tmp_path / "a.db-wal").exists()
    async with store.write() as tx:
        await talks.save_talks(tx, [a_talk("a")])
    assert await lanes(store) == {"a"}
    await store.close()


async def test_a_folder_is_no_database_and_stays_as_it_is(ring: Ring, tmp_path: Path) -> None:
    (tmp_path / "a.db").mkdir(0o755)
    with pytest.raises(StoreError, match=r"cannot be opened .it is a folder, or not ours"):
        await Store.open(f"sqlite:///{tmp_path}/a.db", ring)
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o755


async def test_what_fails_alone_takes_no_audit_row_of_the_others_with_it(store: Store) -> None:
    async with store.write() as tx:
        await audit.write_audit(tx, "before", NOW)
        with suppress(LookupError):
            async with tx.nested():
                await audit.write_audit(tx, "inside", NOW)
                await audit.audit_entries(tx, "2026-11")  # writes what was logged so far
                raise LookupError
    async with store.read() as tx:
        assert [entry.what for entry in await audit.audit_entries(tx, "2026-11")] == ["before"]
