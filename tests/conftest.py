"""Databases for the tests: SQLite files, and a throwaway PostgreSQL cluster from Debian's binaries."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from bot.app import open_library
from bot.keys.vault import Ring
from bot.store.engine import Store, migrate
from bot.words.library import Library

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
DEMANDED = "CI_DEMANDS_ALL"
_numbers = count(1)


BYTECODE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Programs that tests start share bytecode, also where none may be written beside the sources: half the time."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and "PYTHONPYCACHEPREFIX" not in os.environ:
        os.environ["PYTHONPYCACHEPREFIX"] = config.stash[BYTECODE] = tempfile.mkdtemp(prefix="passerelle-bytecode-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(BYTECODE, ""):
        shutil.rmtree(folder, ignore_errors=True)


def missing(reason: str) -> None:
    """Skip a test whose tool is not on this machine; on the build server that is a failure."""
    if os.environ.get(DEMANDED) == "1":
        pytest.fail(f"{reason} ({DEMANDED}=1 allows no skip)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def no_violations() -> Iterator[None]:
    """Whoever talked to the strict Bot API server has broken none of its rules, whatever the test looked at."""
    yield
    if server := sys.modules.get("tests.botapi.server"):
        opened, server.BotApi.opened = server.BotApi.opened, []
        assert [found for api in opened for found in api.broken()] == []


@pytest.fixture(scope="session")
def library() -> Library:
    """Our own content, read once; nothing may change it."""
    return open_library()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def ring() -> Ring:
    return Ring.new(NOW)


class Cluster:
    """A PostgreSQL server on a free loopback port, with a migrated template database."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.port = free_port()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, not as root."""
        command = [str(self.programs / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def start(self) -> None:
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -F -c max_connections=200"
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def database(self, template: str = "template0") -> str:
        """The address of a fresh database."""
        name = f"test_{next(_numbers)}"
        connection = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        self.run("createdb", *connection, "-T", template, name)
        return self.url(name)


def free_port() -> int:
    """A loopback port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _quick_folder() -> str | None:
    """Memory where there is plenty of it: a database has a thousand files, and every test has a database."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else None


@contextmanager
def postgresql() -> Iterator[Cluster]:
    """A throwaway server until the end of the block."""
    programs = _programs()
    if programs is None:
        missing("PostgreSQL is not installed under /usr/lib/postgresql")
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="passerelle-postgresql-", dir=_quick_folder()))
    cluster = Cluster(programs, folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """One server for the whole run."""
    with postgresql() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgresql_template(postgresql_cluster: Cluster) -> str:
    """The name of a database that has the newest schema, to be copied."""
    import asyncio

    url = postgresql_cluster.database()
    asyncio.run(migrate(url))
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that has the newest schema, to be copied."""
    import asyncio

    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, once on each kind."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    cluster: Cluster = request.getfixturevalue("postgresql_cluster")
    return cluster.database()


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database with the newest schema, once on each kind."""
    if database_kind == "sqlite":
        copy = tmp_path / "passerelle.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        return f"sqlite:///{copy}"
    cluster: Cluster = request.getfixturevalue("postgresql_cluster")
    return cluster.database(request.getfixturevalue("postgresql_template"))


@pytest.fixture
async def store(database_url: str, ring: Ring) -> AsyncIterator[Store]:
    """An open store on a fresh database, once on each kind."""
    opened = await Store.open(database_url, ring)
    yield opened
    await opened.close()
