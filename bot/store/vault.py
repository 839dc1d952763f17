"""The key ring and the sealed envelope (AES-GCM, bound to table, column and row); receipts and pseudonyms.

The ring is a JSON file outside the data folder. Sealing keys rotate, a signal key stands for one month and is dropped
when its last signal is gone, the three hashing keys stay. An envelope reads ``v1.KEY.NONCE.CIPHERTEXT`` (base64url).
"""

import base64
import binascii
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
PAD_TO = 64  # lengths of sealed texts say little: they grow in steps of this many bytes
MONTHS_AHEAD = 24
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
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
        try:
            return _parsed(json.loads(path.read_text("utf-8")))
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

    def save(self, path: Path) -> None:
        """Write the ring in one move, readable by its owner only (0600)."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(self._written(), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def prepare(self, now: datetime, ahead: int = MONTHS_AHEAD) -> bool:
        """Make the signal keys of this month and the months ahead; True when some were missing (then save).

        They are made early so that several replicas share one file and none writes to it.
        """
        missing = [month for month in _months(now, ahead) if month not in self.signal]
        self.signal.update((month, _key()) for month in missing)
        return bool(missing)

    def drop_months(self, before: str) -> list[str]:
        """Forget the signal keys of all months before ``before``: what they sealed can never be read again."""
        gone = [month for month in sorted(self.signal) if month < before]
        for month in gone:
            del self.signal[month]
            self._ciphers.pop(f"m{month}", None)
        return gone

    def seal(self, plain: bytes, table: str, column: str, row: str, month: str | None = None) -> str:
        """Lock ``plain`` for this very cell, with the key of a month or else the current sealing key."""
        kid = self.current if month is None else f"m{month}"
        nonce = os.urandom(NONCE_BYTES)
        locked = self._cipher(kid).encrypt(nonce, _padded(plain), _bound(table, column, row))
        sealed = f"v1.{kid}.{_text(nonce)}.{_text(locked)}"
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
            plain = self._cipher(kid).decrypt(_bytes(nonce), _bytes(locked), _bound(table, column, row))
        except (ValueError, InvalidTag) as error:
            raise Unsealable(f"{place}: the sealed value was changed or moved; restore a backup") from error
        return plain[: plain.rindex(b"\x80")]

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

    def _hash(self, key: bytes, *parts: str) -> str:
        return _text(hmac.digest(key, _joined(*parts), "sha256")[:16])

    def _cipher(self, kid: str) -> AESGCM:
        if kid not in self._ciphers:
            key = self.signal.get(kid[1:]) if kid.startswith("m") else self.sealing.get(kid)
            if key is None:
                raise Unsealable(
                    f"the key ring has no key {kid!r}; bring back the ring that has it (`passerelle keys`)"
                )
            self._ciphers[kid] = AESGCM(key)
        return self._ciphers[kid]

    def _written(self) -> dict[str, Any]:
        return {
            "version": 1,
            "sealing": {"current": self.current, "keys": {kid: _text(key) for kid, key in self.sealing.items()}},
            "signal": {month: _text(key) for month, key in self.signal.items()},
            "hashing": {
                "lane": _text(self.lane_key),
                "receipt": _text(self.receipt_key),
                "audit": _text(self.audit_key),
            },
        }


def month_of(moment: datetime) -> str:
    """The month a signal is sealed with, as ``2026-11``."""
    return f"{moment.year:04}-{moment.month:02}"


def new_id() -> str:
    """A random row id: 12 characters, 60 bits, fit for a button."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12)).lower()


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


def _months(now: datetime, ahead: int) -> Iterator[str]:
    for offset in range(ahead + 1):
        year, month = divmod(now.year * 12 + now.month - 1 + offset, 12)
        yield f"{year:04}-{month + 1:02}"


def _padded(plain: bytes) -> bytes:
    return plain + b"\x80" + bytes(-(len(plain) + 1) % PAD_TO)


def _bound(table: str, column: str, row: str) -> bytes:
    return _joined("v1", table, column, row)


def _joined(*parts: str) -> bytes:
    """Parts with their lengths before them, so that no two lists of parts read the same."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if _text(raw) != text:  # one value, one spelling
        raise ValueError("not canonical base64url")
    return raw


def _read_key(text: str) -> bytes:
    raw = _bytes(text)
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
