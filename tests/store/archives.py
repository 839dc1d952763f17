"""Databases as earlier versions left them: a dump of one that was lived in, and its key ring, for every old schema.

Made with the version of that time, from the same story: people, a signal asked about and answered, one closed, one
withdrawn, a talk, replies, limits, an invitation. `python -m tests.store.archives`, before a new schema: leaves the
newest of them as the program of now brings it up.
"""

import asyncio
import shutil
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, column, insert, table
from sqlalchemy.ext.asyncio import create_async_engine

from bot.keys.vault import Ring
from bot.store.engine import database_url, migrate
from bot.store.migrations import HEAD, config
from bot.store.tables import EPOCH, Moment, metadata

FOLDER = Path(__file__).parent / "archive"
NUMBERED = {"0001", "0002"}  # the schemas in which a message's id was a number
VERSIONS = sorted(path.stem for path in FOLDER.glob("*.sql"))


def ring_of(version: str) -> Ring:
    """The key ring of an archived database; it has no file that anything could change."""
    ring = Ring.load(FOLDER / f"{version}.json")
    ring.path = None
    return ring


def unpacked(version: str, path: Path) -> Path:
    """The archived database as the SQLite file it was."""
    connection = sqlite3.connect(path)
    connection.executescript((FOLDER / f"{version}.sql").read_text("utf-8"))
    connection.close()
    return path


async def moved(version: str, source: Path, url: str) -> None:
    """The same rows in an empty PostgreSQL database with the schema of that time."""
    engine = create_async_engine(database_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(_upgraded, version)
        for name, columns, rows in _rows(source):
            old = table(name, *(column(one, _type(version, name, one)) for one in columns))
            await connection.execute(insert(old), rows)
    await engine.dispose()


def _upgraded(connection: Connection, version: str) -> None:
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, version)


def _rows(source: Path) -> list[tuple[str, list[str], list[dict[str, Any]]]]:
    connection, found = sqlite3.connect(source), []
    for one in metadata.sorted_tables:
        there = connection.execute("SELECT name FROM sqlite_master WHERE name = ?", (one.name,)).fetchone()
        cursor = connection.execute(f'SELECT * FROM "{one.name}"') if there else None  # noqa: S608 (our own names)
        columns = [each[0] for each in cursor.description] if cursor else []
        rows = [
            {name: _typed(one.c[name].type, value) for name, value in zip(columns, row, strict=True)}
            for row in cursor or ()
        ]
        if rows:
            found.append((one.name, columns, rows))
    connection.close()
    return found


async def left(folder: Path = FOLDER) -> None:
    """The newest archived database in the schema of now, as a dump beside it, with the same key ring."""
    newest = max(path.stem for path in folder.glob("*.sql"))
    with tempfile.TemporaryDirectory() as scratch:
        path = unpacked(newest, Path(scratch) / "old.db")
        await migrate(f"sqlite:///{path}")
        connection = sqlite3.connect(path)
        (folder / f"{HEAD}.sql").write_text("\n".join(connection.iterdump()) + "\n", "utf-8")
        connection.close()
    shutil.copyfile(folder / f"{newest}.json", folder / f"{HEAD}.json")


def _type(version: str, name: str, one: str) -> Any:
    """The type of a column in that schema."""
    as_number = version in NUMBERED and (name, one) == ("message_number", "number")
    return BigInteger() if as_number else metadata.tables[name].c[one].type


def _typed(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(type_, Moment):
        return EPOCH + timedelta(microseconds=value)
    return bool(value) if isinstance(type_, Boolean) else value


if __name__ == "__main__":
    asyncio.run(left())
