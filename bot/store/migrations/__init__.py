"""The schema and its steps. Alembic is imported only when there is something to do: it costs a third of a second."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
FOLDER = Path(__file__).parent


class SchemaError(Exception):
    """The schema does not fit this program: the message names cause and cure."""


async def ready(connection: AsyncConnection, target: URL, migrate: bool) -> None:
    """Return when the schema is the newest; bring it there if ``migrate``.

    An existing SQLite file is copied beside itself first; the copy goes when the new schema stands, since it would
    otherwise keep what is erased later. Raises SchemaError for a schema this program may not or cannot use.
    """
    async with connection.begin():
        version = await connection.run_sync(_version)
    if version == HEAD:
        return
    if version is not None and version not in _known():
        cure = "start the newer version of passerelle that wrote it, or restore the backup made before"
        raise SchemaError(f"the database has the schema {version!r}, newer than this program ({HEAD}); {cure}")
    if not migrate:
        state = "empty" if version is None else f"at the older schema {version!r}"
        raise SchemaError(f"the database is {state}, this program needs {HEAD}; run `passerelle migrate` once")
    copy = await _copied(connection, target, version)
    async with connection.begin():
        await connection.run_sync(_upgrade)
    if copy is not None:
        copy.unlink()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


async def _copied(connection: AsyncConnection, target: URL, version: str | None) -> Path | None:
    if version is None or target.get_backend_name() != "sqlite":
        return None
    copy = Path(f"{target.database}.before-{HEAD}")
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    await connection.execution_options(begin="NONE")
    await connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    await connection.rollback()
    await connection.execution_options(begin="IMMEDIATE")
    return copy


def config() -> "Config":
    """Alembic's configuration, without a file of its own."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def _upgrade(connection: Connection) -> None:
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
