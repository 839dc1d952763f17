"""The handbook carried out: blocks taken from a page, put into a copy of the tree, and the program run there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
HEADING = re.compile(r"^# How to .*$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINKED, COPIED = ("bot", "tests"), ("flows", "locales", "pyproject.toml", "README.md")
PROGRAM = "import sys; sys.argv[0] = 'passerelle'; from bot.cli import main; main()"
CLAIMED = ("fr", "nl", "de", "ar")
PRODUCT = ("bot/", "flows/")
GENERATED = "flows/schemas/"  # by `passerelle flows schema`


def pages(file: str) -> dict[str, str]:
    """The pages of a file that say how to do something: heading without its sign, and the text with it."""
    text = (ROOT / file).read_text("utf-8")
    starts = [match.start() for match in re.finditer(r"^# ", re.sub(BLOCK, _blank, text), re.MULTILINE)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return {part.splitlines()[0].removeprefix("# "): part for part in parts if HEADING.match(part)}


def _blank(block: re.Match[str]) -> str:
    """As long, without signs that could be taken for a heading."""
    return re.sub(r"[^\n]", " ", block[0])


class Page:
    """One page; its blocks are taken in their order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = [(match[1], match[2]) for match in BLOCK.finditer(text)]

    def take(self, language: str) -> str:
        """The next block, which is in this language."""
        found, block = self.left.pop(0)
        assert found == language, block
        return block

    def commands(self) -> list[list[str]]:
        """The commands of the program that the page names: their arguments."""
        return [command.split() for command in re.findall(r"`uv run passerelle ([^`]*)`", self.text)]


@contextmanager
def opened(file: str, heading: str) -> Iterator[Page]:
    """A page of the handbook; every block of it must be used."""
    page = Page(pages(file)[heading])
    yield page
    assert page.left == []


class House:
    """A copy of the tree: what is code is linked until it is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in LINKED:
            ignored = shutil.ignore_patterns("*.pyc", "__pycache__")
            shutil.copytree(ROOT / part, folder / part, copy_function=os.symlink, ignore=ignored)
        for part in COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, folder / part)

    def add(self, name: str, text: str) -> None:
        """A new file."""
        path = self.folder / name
        assert not path.exists(), name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, *changes: tuple[str, str]) -> None:
        """A file with texts replaced, each of which stands there."""
        path = self.folder / name
        text = path.read_text("utf-8")
        for before, after in changes:
            assert before in text, (name, before)
            text = text.replace(before, after)
        path.unlink()
        path.write_text(text, "utf-8")

    def changed(self) -> list[str]:
        """Every file that is new or changed."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        names = [path.relative_to(self.folder).as_posix() for path in files if "__pycache__" not in path.parts]
        return sorted(name for name in names if not _same(self.folder / name, ROOT / name))

    def touched(self) -> list[str]:
        """The files of the product among them, without those that commands write, and translations."""
        return [name for name in self.changed() if name.startswith(PRODUCT) and not name.startswith(GENERATED)]

    def runs(self, command: Sequence[str], typed: str = "") -> subprocess.CompletedProcess[str]:
        """A program of Python in the copy, and what it printed."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
        given["PYTHONPATH"] = str(self.folder)
        command = [sys.executable, *command]
        return subprocess.run(command, cwd=self.folder, env=given, input=typed, capture_output=True, text=True)

    def does(self, *arguments: str, typed: str = "") -> str:
        """What a command of the program prints; it must be well."""
        done = self.runs(["-c", PROGRAM, *arguments], typed)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tests(self, *arguments: str) -> None:
        """Tests that pass in the copy."""
        done = self.runs(["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *arguments])
        assert done.returncode == 0, done.stdout + done.stderr
        print(done.stdout.splitlines()[-1])

    def faults(self) -> list[str]:
        """What `check` finds, a line each."""
        done = self.runs(["-c", PROGRAM, "check"])
        return [] if done.returncode == 0 else done.stdout.strip().splitlines()

    def translate(self, *languages: str) -> None:
        """The work of a translator, without their art: every text that waits is there, with a sign of its own."""
        for language in languages:
            for path in (self.folder / "locales" / language).glob("*.po"):
                with path.open("rb") as file:
                    catalogue = read_po(file, locale=language)
                for message in catalogue:
                    if message.id and (not message.string or message.fuzzy):
                        message.string = f"{message.id}’"
                        message.flags.discard("fuzzy")
                with path.open("wb") as file:
                    write_po(file, catalogue)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()
