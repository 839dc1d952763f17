"""The groups of commands, put together."""

from __future__ import annotations

import subprocess
import sys

from tests.commands.tree import every_command

SLOW = ("telegram", "sqlalchemy", "aiohttp", "starlette", "babel", "typst", "rich")


def test_every_group_is_registered() -> None:
    assert every_command() >= {"run", "lock", "restore", "flows paths", "places find", "contacts add", "keys new"}


def test_the_commands_are_put_together_without_what_only_one_of_them_needs() -> None:
    code = f"import sys; import bot.cli; print([name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
