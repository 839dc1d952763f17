"""Chance from a seed, for one whole process: the same walk gives the same names, in whatever tree.

Each kind of chance has a row of its own, so that one call more of one kind does not change the others. Row ids count
up: the order that rows have by their ids is then that of their making.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence

import pyotp

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
DIGITS = 32  # a row id shows a byte as one of so many signs
LAST = 31  # and this one as z


class Chance:
    """All chance of a process."""

    def __init__(self, seed: str) -> None:
        self.bytes, self.below, self.bases = (random.Random(f"{seed}.{kind}") for kind in ("bytes", "below", "bases"))
        self.count = 0

    def token_bytes(self, nbytes: int | None = None) -> bytes:
        """Random bytes; of twelve the first are z and a number that counts up."""
        made = self.bytes.randbytes(nbytes or 32)
        if nbytes != 12:
            return made
        self.count += 1
        number = (self.count // DIGITS**2 % DIGITS, self.count // DIGITS % DIGITS, self.count % DIGITS)
        return bytes((LAST, *number)) + made[4:]

    def token_hex(self, nbytes: int | None = None) -> str:
        """Random bytes as hexadecimal signs."""
        return self.bytes.randbytes(nbytes or 32).hex()

    def randbelow(self, exclusive_upper_bound: int) -> int:
        """A number from 0 to below the limit."""
        return self.below.randrange(exclusive_upper_bound)

    def random_base32(self, length: int = 32, chars: Sequence[str] = BASE32) -> str:
        """The secret of somebody's app."""
        return "".join(self.bases.choice(chars) for _ in range(length))

    def rule(self) -> None:
        """From now on this is the chance of the process."""
        random.seed(self.bases.random())
        for name in ("token_bytes", "token_hex", "randbelow"):
            setattr(secrets, name, getattr(self, name))
        pyotp.random_base32 = self.random_base32
