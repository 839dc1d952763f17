"""Proof of erasure: every sealed value is noted as it is written and searched for, byte by byte, in the files.

`Witness` watches a ring. `found` tells which of the values noted stand in the database file, its log or its index:
before the erasure all that should be there, after it (and `Store.erase_traces`) none.
"""

from pathlib import Path

from sqlalchemy import make_url

from bot.keys.vault import Ring

SUFFIXES = ("", "-wal", "-shm", "-journal")


class Witness:
    """Notes every value that the ring seals from now on."""

    def __init__(self, ring: Ring) -> None:
        self.sealed: list[str] = []
        ring.notice = self.sealed.append

    def found(self, url: str) -> list[str]:
        """The sealed values noted so far whose bytes are anywhere in the files of a SQLite database.

        A value too long for one page lies in pieces: it counts as found when any piece of 200 bytes is there.
        """
        everything = b"\0".join(path.read_bytes() for path in files(url))
        return [sealed for sealed in self.sealed if any(piece in everything for piece in _pieces(sealed))]


def _pieces(sealed: str) -> list[bytes]:
    raw = sealed.encode()
    size = 200
    return [raw[start : start + size] for start in range(0, max(1, len(raw) - size + 1), size)]


def files(url: str) -> list[Path]:
    """The files of a SQLite database that exist now."""
    base = str(make_url(url).database)
    return [path for path in (Path(base + suffix) for suffix in SUFFIXES) if path.exists()]


def planted(url: str, plain: list[str]) -> list[str]:
    """Those of the plain texts that stand readable in the files: there should never be one."""
    everything = b"\0".join(path.read_bytes() for path in files(url))
    return [text for text in plain if text.encode() in everything]
