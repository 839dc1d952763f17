"""The audit chain: each row's mac covers the row and the mac before it, so that no row can be changed unnoticed.

A chain stands for a month and begins with the head of the one before it. ``audit_chain`` keeps for each where it
begins and ends, under a mac of its own, and in the row with ``first`` = 0 the head of all: who cuts rows off the end
would have to put back an older head. Heads are printed at each backup, for whoever could do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import insert, select

from bot.keys.vault import Ring
from bot.store.tables import EPOCH, MICROSECOND, audit, audit_chain
from bot.store.tx import Tx

POINTER = 0  # as ``first``: the head of all
PENDING_CHAINS = "0001"  # as ``begins``: rows from before there were chains, whose macs are empty
CHAINED_FIELDS = ("month", "at", "who", "role", "what", "object", "area", "reason")


@dataclass(frozen=True)
class ChainLink:
    """One chain: its month and that of the one before (``after``), the mac it begins with, its rows and its head."""

    first: int
    month: str
    after: str
    begins: str
    last: int
    mac: str

    def seal(self, ring: Ring) -> str:
        """The mac of the row in ``audit_chain``."""
        return ring.chained("link", *(str(value) for value in asdict(self).values()))


def mac_of(ring: Ring, before: str, seq: int, row: Mapping[str, Any]) -> str:
    """The mac of an audit row that follows the mac ``before``."""
    fields = {**row, "at": str((row["at"] - EPOCH) // MICROSECOND)}
    return ring.chained("row", before, str(seq), *(fields[name] for name in CHAINED_FIELDS))


async def append_pending(tx: Tx) -> None:
    """Chain and write what the transaction has logged. The last thing it does: nobody else appends until it commits."""
    rows, tx.log = tx.log, []
    if not rows:
        return
    await tx.lock(["audit"], kind="audit")
    link = await newest_link(tx) or await _adopted(tx)
    grown: dict[int, ChainLink] = {}
    made = []
    for row in rows:
        longer = _next(link, row["month"])
        mac = mac_of(tx.ring, longer.mac, longer.last, row)
        link = grown[longer.first] = replace(longer, mac=mac)
        made.append(row | {"seq": link.last, "mac": mac})
    await tx.run(insert(audit), made)
    found = list(grown.values())
    await _keep(tx, [*found, _pointer(found[-1])])


def _next(link: ChainLink | None, month: str) -> ChainLink:
    """The chain that the next row goes to, already counting it."""
    if link is None:
        return ChainLink(1, month, "", "", 1, "")
    if link.month == month and link.begins != PENDING_CHAINS:
        return replace(link, last=link.last + 1)
    return ChainLink(link.last + 1, month, link.month, link.mac, link.last + 1, link.mac)


def _pointer(link: ChainLink) -> ChainLink:
    return replace(link, first=POINTER, after="", begins="")


async def _keep(tx: Tx, links: list[ChainLink]) -> None:
    row = tx.upsert(audit_chain)
    fresh = {name: row.excluded[name] for name in ("month", "last", "mac", "seal")}
    values = [asdict(link) | {"seal": link.seal(tx.ring)} for link in links]
    await tx.run(row.on_conflict_do_update(index_elements=["first"], set_=fresh), values)


async def chain_links(tx: Tx) -> list[tuple[ChainLink, str]]:
    """All chains and the pointer (first), with their seals as kept."""
    rows = await tx.rows(select(audit_chain).order_by(audit_chain.c.first))
    return [(ChainLink(*(getattr(row, name) for name in ChainLink.__dataclass_fields__)), row.seal) for row in rows]


async def newest_link(tx: Tx) -> ChainLink | None:
    """The chain that rows are appended to, or None before the first."""
    row = await tx.one(select(audit_chain).order_by(audit_chain.c.first.desc()).limit(1))
    return row and ChainLink(*(getattr(row, name) for name in ChainLink.__dataclass_fields__))


async def _adopted(tx: Tx) -> ChainLink | None:
    """Rows of a database from before the chains become one chain: from now on they cannot be changed either."""
    rows = await tx.rows(select(audit).order_by(audit.c.seq))
    if not rows:
        return None
    mac = PENDING_CHAINS
    for row in rows:
        mac = mac_of(tx.ring, mac, row.seq, row._asdict())
    month = max(row.month for row in rows)
    link = ChainLink(rows[0].seq, month, "", PENDING_CHAINS, rows[-1].seq, mac)
    await _keep(tx, [link])
    return link


async def chain_head(tx: Tx) -> str:
    """What is printed to hold the log against later: number and mac of the last row; empty before the first."""
    link = await newest_link(tx)
    return f"{link.last}.{link.mac}" if link else ""
