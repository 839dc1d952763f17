"""The key ring and the sealed envelope (AES-GCM, bound to table, column and row); receipts and pseudonyms.

The ring is a JSON file outside the data folder. Sealing keys rotate, a signal key stands for one month and is dropped
when its last signal is gone, the three hashing keys stay. An envelope reads ``v1.KEY.NONCE.CIPHERTEXT`` (base64url).
All programs of an installation share the file: it is changed under a lock (`keys.changing`), and the others see it at
their next transaction (`Ring.refresh`).
"""

import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.keys.disk import FileStamp, file_stamp, write_in_one_move
from bot.keys.envelope import join_parts, pad_plain, to_bytes, to_text, unpad_plain

KEY_BYTES = 32
NONCE_BYTES = 12
MONTHS_AHEAD = 24
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
RECEIPT = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z])")  # one as it was given, in a text
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


class VaultError(Exception):
    """The key ring cannot be used: the message names file, cause and cure."""


class Unsealable(VaultError):
    """A sealed value that does not open: tampered with, moved to another row, or its key is gone."""


@dataclass
class Ring:
    """The keys of one installation. ``signal`` maps a month (``2026-11``) to its key."""

    current: str
    sealing: dict[str, bytes]
    signal: dict[str, bytes]
    lane_key: bytes
    receipt_key: bytes
    audit_key: bytes
    notice: Callable[[str], None] | None = field(default=None, compare=False, repr=False)  # told of every sealed value
    path: Path | None = field(default=None, compare=False)  # the file it was read from or saved to
    _mark: FileStamp | None = field(default=None, compare=False, repr=False)  # of the file, as we know it
    _ciphers: dict[str, AESGCM] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def new(cls, now: datetime) -> "Ring":
        """A ring of fresh random keys, with signal keys for this month and the next two years."""
        ring = cls("k1", {"k1": _key()}, {}, _key(), _key(), _key())
        ring.prepare(now)
        return ring

    @classmethod
    def load(cls, path: Path) -> "Ring":
        """Read a ring file. Raises VaultError that names the file, the cause and the cure."""
        mark = file_stamp(path)
        try:
            ring = _parsed(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            cure = "make one with `passerelle keys new`, or point PASSERELLE_KEYS_FILE to it"
            raise VaultError(f"{path}: there is no key ring; {cure}") from None
        except OSError as error:
            raise VaultError(
                f"{path}: the key ring cannot be read ({error.strerror}); correct its permissions"
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            cure = "put the untouched copy of your key custodian back"
            raise VaultError(f"{path}: this is no key ring ({_cause(error)}); {cure}") from None
        ring.path, ring._mark = path, mark
        return ring

    def save(self, path: Path) -> None:
        """Write the ring in one move, readable by its owner only (0600); it stands on the disk when this returns.

        Raises VaultError when the file cannot be written.
        """
        try:
            write_in_one_move(path, json.dumps(self.written(), indent=1))
        except OSError as error:
            cure = "correct the permissions of its folder; mount the folder, not the file"
            raise VaultError(f"{path}: the key ring cannot be written ({error.strerror}); {cure}") from error
        self.path, self._mark = path, file_stamp(path)

    def refresh(self) -> bool:
        """Take over what somebody else changed in the file: True when there was something.

        A sealing key that is gone from the file still opens here, for readers that began before; a month that is gone
        does not. A file that is away for the moment changes nothing. Raises VaultError for the ring of another
        installation, and as `load`.
        """
        mark = None if self.path is None else file_stamp(self.path)
        if self.path is None or mark is None or mark == self._mark:
            return False
        fresh = Ring.load(self.path)
        if fresh._hashing() != self._hashing():
            raise VaultError(f"{self.path}: this is the key ring of another installation; put back the one of this one")
        self.drop_months(self.signal.keys() - fresh.signal.keys())
        self.current, self.sealing, self.signal, self._mark = fresh.current, fresh.sealing, fresh.signal, fresh._mark
        return True

    def rotate(self) -> str:
        """Seal with a fresh key from now on; its name. The keys before it still open. Save before you seal."""
        number = 1 + max(int(kid[1:]) for kid in self.sealing)
        self.current = f"k{number}"
        self.sealing[self.current] = _key()
        return self.current

    def prepare(self, now: datetime, ahead: int = MONTHS_AHEAD) -> bool:
        """Make the signal keys of this month and the months ahead; True when some were missing (then save).

        They are made early so that several replicas share one file and none writes to it.
        """
        months = [month_of(now, later) for later in range(ahead + 1)]
        missing = [month for month in months if month not in self.signal]
        self.signal.update((month, _key()) for month in missing)
        return bool(missing)

    def drop_months(self, months: Iterable[str]) -> list[str]:
        """Forget the signal keys of these months: what they sealed can never be read again. Those there were."""
        gone = sorted(set(months) & self.signal.keys())
        for month in gone:
            del self.signal[month]
            self._ciphers.pop(f"m{month}", None)
        return gone

    def seal(self, plain: bytes, table: str, column: str, row: str, month: str | None = None) -> str:
        """Lock ``plain`` for this very cell, with the key of a month or else the current sealing key."""
        kid = self.current if month is None else f"m{month}"
        nonce = os.urandom(NONCE_BYTES)
        locked = self._cipher(kid).encrypt(nonce, pad_plain(plain), _bound(table, column, row))
        sealed = f"v1.{kid}.{to_text(nonce)}.{to_text(locked)}"
        if self.notice is not None:
            self.notice(sealed)
        return sealed

    def open_(self, sealed: str, table: str, column: str, row: str) -> bytes:
        """Unlock what `seal` locked for this very cell; raises Unsealable for anything else."""
        place = f"{table}.{column} of row {row}"
        try:
            version, kid, nonce, locked = sealed.split(".")
            if version != "v1":
                raise Unsealable(f"{place}: unknown envelope {version!r}; use the version of passerelle that wrote it")
            plain = self._cipher(kid).decrypt(to_bytes(nonce), to_bytes(locked), _bound(table, column, row))
        except (ValueError, InvalidTag) as error:
            raise Unsealable(f"{place}: the sealed value was changed or moved; restore a backup") from error
        return unpad_plain(plain)

    def lane(self, channel: str, chat: str) -> str:
        """The keyed pseudonym of one chat: 22 characters that say nothing without the ring."""
        return self._hash(self.lane_key, "lane", channel, chat)

    def daily(self, kind: str, lane: str, day: date) -> str:
        """A pseudonym for limits that changes every day."""
        return self._hash(self.lane_key, "limit", kind, lane, day.isoformat())

    def receipt_hash(self, code: str) -> str:
        """What is kept of a receipt (canonical form, see `parse_receipt`)."""
        return self._hash(self.receipt_key, "receipt", code)

    def pseudonym(self, kind: str, name: str) -> str:
        """What audit rows and tombstones call a signal or a person."""
        return self._hash(self.audit_key, kind, name)

    def chained(self, *parts: str) -> str:
        """The mac of an audit row or head: 43 characters over all parts in their order."""
        return to_text(hmac.digest(self.audit_key, join_parts("chain", *parts), "sha256"))

    def _hash(self, key: bytes, *parts: str) -> str:
        return to_text(hmac.digest(key, join_parts(*parts), "sha256")[:16])

    def _cipher(self, kid: str) -> AESGCM:
        if kid not in self._ciphers:
            key = self._key(kid)
            if key is None and self.refresh():
                key = self._key(kid)
            if key is None:
                raise Unsealable(
                    f"the key ring has no key {kid!r}; bring back the ring that has it (`passerelle keys`)"
                )
            self._ciphers[kid] = AESGCM(key)
        return self._ciphers[kid]

    def _key(self, kid: str) -> bytes | None:
        return self.signal.get(kid[1:]) if kid.startswith("m") else self.sealing.get(kid)

    def _hashing(self) -> tuple[bytes, bytes, bytes]:
        return self.lane_key, self.receipt_key, self.audit_key

    def written(self) -> dict[str, Any]:
        """What stands in the file."""
        return {
            "version": 1,
            "sealing": {"current": self.current, "keys": {kid: to_text(key) for kid, key in self.sealing.items()}},
            "signal": {month: to_text(key) for month, key in self.signal.items()},
            "hashing": {
                "lane": to_text(self.lane_key),
                "receipt": to_text(self.receipt_key),
                "audit": to_text(self.audit_key),
            },
        }


def month_of(moment: datetime, ahead: int = 0) -> str:
    """The month of a moment, or so many months ahead of it (or before), as ``2026-11``."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + ahead, 12)
    return f"{year:04}-{month + 1:02}"


def new_id() -> str:
    """A random row id: 12 characters, 60 bits, fit for a button."""
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(12)).lower()


def new_receipt() -> str:
    """A fresh receipt ``XXXX-XXXX-XXXX-XXXX``: 75 random bits and one check character."""
    marks = [secrets.randbelow(32) for _ in range(15)]
    return _grouped([*marks, _check(marks)])


def parse_receipt(text: str) -> str | None:
    """The canonical receipt a person meant (case, I L O, dashes and blanks forgiven), or None when it cannot be one."""
    letters = "".join(text.split()).replace("-", "").upper().translate(_ALIKE)
    if len(letters) != 16 or any(letter not in ALPHABET for letter in letters):
        return None
    marks = [ALPHABET.index(letter) for letter in letters]
    return _grouped(marks) if _check(marks[:15]) == marks[15] else None


def _check(marks: list[int]) -> int:
    """A weighted sum in GF(32): notices every wrong character and every swap of two."""
    total = 0
    for mark in marks:
        total = _doubled(total ^ mark)
    return total


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _grouped(marks: list[int]) -> str:
    letters = "".join(ALPHABET[mark] for mark in marks)
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _bound(table: str, column: str, row: str) -> bytes:
    return _cells(table, column) + join_parts(row)


@cache
def _cells(table: str, column: str) -> bytes:
    return join_parts("v1", table, column)


def _read_key(text: str) -> bytes:
    raw = to_bytes(text)
    if len(raw) != KEY_BYTES:
        raise ValueError(f"a key has {len(raw)} bytes instead of {KEY_BYTES}")
    return raw


def _parsed(data: dict[str, Any]) -> Ring:
    if data["version"] != 1:
        raise ValueError(f"version {data['version']!r} is unknown")
    hashing = {name: _read_key(data["hashing"][name]) for name in ("lane", "receipt", "audit")}
    sealing = {kid: _read_key(key) for kid, key in data["sealing"]["keys"].items()}
    current = data["sealing"]["current"]
    if current not in sealing:
        raise ValueError(f"the current key {current!r} is missing")
    signal = {month: _read_key(key) for month, key in data["signal"].items()}
    return Ring(current, sealing, signal, hashing["lane"], hashing["receipt"], hashing["audit"])


def _cause(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
