"""Whether the audit log is as it was written: nothing removed, moved, changed, put in between or cut off."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.keys.vault import Ring, month_of
from bot.store import chain
from bot.store.chain import PENDING_CHAINS, POINTER, ChainLink, mac_of
from bot.store.retention import kept_months
from bot.store.tables import audit
from bot.store.tx import Tx

LINKS_AT_ONCE = 5000


@dataclass(frozen=True)
class ChainVerdict:
    """What was looked at, and everything that is wrong, each in a sentence. ``head`` is worth printing."""

    rows: int
    months: tuple[str, ...]
    head: str
    wrong: tuple[str, ...]


async def verify_chain(tx: Tx, now: datetime, known: str = "") -> ChainVerdict:
    """Look at every row. ``known``: a head printed earlier (`chain.head`) that must still stand in the log."""
    found = await chain.chain_links(tx)
    kept = [link for link, _ in found if link.first != POINTER]
    wrong = [f"the head of {link.month} was changed" for link, seal in found if link.seal(tx.ring) != seal]
    wrong += _pointed([link for link, _ in found])
    wrong += _joined(kept, month_of(now, -kept_months(audit)))
    rows, macs = 0, _Known(known)
    walk = _Walk(tx.ring, kept)
    async for row in _rows(tx):
        rows += 1
        macs.see(row["seq"], row["mac"])
        wrong += walk.past(row)
    wrong += walk.ended()
    wrong += macs.said(kept)
    return ChainVerdict(rows, tuple(link.month for link in kept), await chain.chain_head(tx), tuple(wrong))


def _pointed(found: list[ChainLink]) -> Iterator[str]:
    """The pointer names the end of the last chain."""
    if not found:
        return
    last = found[-1]
    if found[0] != replace(last, first=POINTER, after="", begins=""):
        yield "the end of the log was cut off, or its head was changed"


def _joined(kept: list[ChainLink], oldest: str) -> Iterator[str]:
    """Each chain begins with the head of the one before; only months past their time may be missing."""
    before: ChainLink | None = None
    for link in kept:
        fits = link.after == "" if before is None else (before.mac, before.last + 1) == (link.begins, link.first)
        if not fits and not (link.after and link.after < oldest):
            yield f"{link.month}: what stood before it ({link.after or 'nothing'}) is missing or was changed"
        before = link


async def _rows(tx: Tx) -> AsyncIterator[Mapping[str, Any]]:
    last = -(2**62)
    while rows := await tx.rows(select(audit).where(audit.c.seq > last).order_by(audit.c.seq).limit(LINKS_AT_ONCE)):
        for row in rows:
            yield row._asdict()
        last = rows[-1].seq


class _Walk:
    """Goes over the rows along the chains."""

    def __init__(self, ring: Ring, kept: list[ChainLink]) -> None:
        self.ring, self.kept = ring, list(kept)
        self.here: ChainLink | None = None
        self.mac, self.seq = "", 0

    def past(self, row: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with the next row, if anything."""
        while self.kept and self.kept[0].first <= row["seq"] and not self._inside(row["seq"]):
            yield from self._enter()
        link = self.here
        if link is None or not self._inside(row["seq"]):
            yield f"row {row['seq']} ({row['month']}) was put in: no month has it"
            return
        if link.begins != PENDING_CHAINS and row["seq"] > self.seq:
            yield f"{self._named(self.seq, row['seq'] - 1)} ({link.month}) missing"
        mac = mac_of(self.ring, self.mac, row["seq"], row)
        if row["mac"] != (None if link.begins == PENDING_CHAINS else mac):
            yield f"row {row['seq']} ({link.month}) was changed, or the one before it is not the one that was"
        self.mac, self.seq = (mac if link.begins == PENDING_CHAINS else row["mac"] or ""), row["seq"] + 1

    def ended(self) -> Iterator[str]:
        """What is missing behind the last row."""
        yield from self._left()
        while self.kept:
            yield from self._enter()
        yield from self._left()

    def _enter(self) -> Iterator[str]:
        yield from self._left()
        self.here = self.kept.pop(0)
        self.mac, self.seq = self.here.begins, self.here.first

    def _left(self) -> Iterator[str]:
        link, self.here = self.here, None
        if link is None:
            return
        if self.seq <= link.last:
            yield f"{self._named(self.seq, link.last)} ({link.month}) missing"
        elif self.mac != link.mac:
            yield f"the last row of {link.month} is not the one that was"

    def _inside(self, seq: int) -> bool:
        return self.here is not None and self.here.first <= seq <= self.here.last

    def _named(self, first: int, last: int) -> str:
        return f"row {first} is" if first == last else f"rows {first} to {last} are"


class _Known:
    """A head that was printed earlier, looked for on the way."""

    def __init__(self, printed: str) -> None:
        number, _, self.mac = printed.strip().partition(".")
        if printed and not (number.isdecimal() and self.mac):
            raise ValueError(f"{printed!r} is no head of the log: write it as it was printed, number and mac")
        self.seq = int(number) if printed else None
        self.found: str | None = None

    def see(self, seq: int, mac: str | None) -> None:
        """A row on the way."""
        if seq == self.seq:
            self.found = mac or ""

    def said(self, kept: list[ChainLink]) -> Iterator[str]:
        """Whether the row stands where it stood."""
        if self.seq is None or self.found == self.mac:
            return
        if self.found is None and kept and self.seq < kept[0].first and kept[0].after:
            return  # its month was dropped: nothing to hold it against
        yield f"row {self.seq} is not the one of the printed head: the log was cut off or written anew since"
