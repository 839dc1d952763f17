"""Where data dies, declared: a `keep_table` beside each table, carried out by `purge.py`; nothing else says how long.

A declaration holds how long a row lives as data (`Lives`), the acts that end it sooner by the function that does it,
what each text column holds and how it is locked, and whether the backup has the table. The backup, `rekey` and a
restore read the declarations; README.md prints them (`python -m bot.operations.retention`); a test lets time pass.

Features hand in what only they know: a `Clock` for rows that live by more than a moment, an `Eraser` for what a
tombstone names. The program hands them in (`Features.hand_in`); no store opens while one is missing.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Table, exists

from bot.places.calendar import Calendar
from bot.store.tx import Tx

Calendars = Callable[[str], Calendar]  # of an area
Shorter = Callable[[str], Mapping[str, Any]]  # what the operator of an area has shortened, by name
How = Literal["sealed", "sealed by month", "pseudonym", "hash", "random", "number", "plain"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class ColumnContent:
    """What a text column holds and how: sealed (AES-GCM, bound to its cell), pseudonym and hash (keyed), or in plain.

    ``row``: of a sealed one, the column that names its row in the envelope.
    """

    how: How
    what: str
    row: str = ""


@dataclass(frozen=True)
class SealedCells:
    """A sealed column, and the column that names its row; ``monthly``: the key of its month stays until it is gone."""

    column: Column[Any]
    row: Column[Any]
    monthly: bool


@dataclass(frozen=True)
class RowEnd:
    """What ends a row before its time, as a person says it, and the function that deletes the row."""

    what: str
    by: str


@dataclass(frozen=True)
class Until:
    """Until the moment that stands in the column: so long after it was written, by the kind of row.

    A row without a moment waits for an act.
    """

    column: Column[Any]
    spans: Mapping[str, timedelta]

    def past(self, now: datetime) -> ColumnElement[bool]:
        """Which rows are over."""
        return self.column <= now

    def __str__(self) -> str:
        return ", ".join(f"{in_words(span)} ({kind})" if kind else in_words(span) for kind, span in self.spans.items())


@dataclass(frozen=True)
class After:
    """So long after the moment in the column; ``beside``: not while that table has a row with the same value there.

    That table must be declared before this one: what of it is over goes first.
    """

    column: Column[Any]
    span: timedelta
    beside: Column[Any] | None = None

    def past(self, now: datetime) -> ColumnElement[bool]:
        """Which rows are over."""
        old = self.column <= now - self.span
        if self.beside is None:
            return old
        return old & ~exists().where(self.beside == self.column.table.c[self.beside.name])

    def __str__(self) -> str:
        return in_words(self.span) + (
            f", and as long as its {self.beside.table.name}" if self.beside is not None else ""
        )


@dataclass(frozen=True)
class With:
    """As long as the row it belongs to: the database deletes it with that one."""

    parent: Table

    def __str__(self) -> str:
        return f"as long as its {self.parent.name}"


@dataclass(frozen=True)
class Months:
    """So many whole months by the column, each month dropped whole."""

    column: Column[Any]
    months: int

    def __str__(self) -> str:
        return f"{self.months} months, each month dropped whole"


@dataclass(frozen=True)
class Clocked:
    """By a `Clock` of its feature, as these words say; ``longest``: never longer."""

    words: str
    longest: timedelta

    def __str__(self) -> str:
        return f"{self.words}; {in_words(self.longest)} at most"


@dataclass(frozen=True)
class UntilAct:
    """Until one of its acts."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class ForGood:
    """For good, for a reason."""

    why: str

    def __str__(self) -> str:
        return f"for good: {self.why}"


Lives = Until | After | With | Months | Clocked | UntilAct | ForGood


@dataclass(frozen=True)
class Kept:
    """One table: see the head of this module.

    ``left_out``: why the backup has it not; empty where it has. ``numbered``: its seq is never reused, also not after a
    restore. ``stones``: the kinds of tombstone that name rows of it.
    """

    table: Table
    lives: Lives
    texts: Mapping[str, ColumnContent]
    acts: tuple[RowEnd, ...] = ()
    left_out: str = ""
    numbered: bool = False
    stones: tuple[str, ...] = ()

    def __str__(self) -> str:
        """How long, in words."""
        until = ["until " + ", ".join(act.what for act in self.acts)] if self.acts else []
        return ", or ".join([*filter(None, [str(self.lives)]), *until])


@dataclass(frozen=True)
class FallenDue:
    """What a clock did: what the office must tell people, and how many rows went."""

    told: list[Any] = field(default_factory=list)
    erased: int = 0


@dataclass(frozen=True)
class Clock:
    """What time does to the rows of one table; ``always``: also while nothing is erased after a jump of the clock."""

    run: Callable[[Tx, datetime, Calendars, Shorter], Awaitable[FallenDue]]
    always: bool = False


@dataclass(frozen=True)
class Eraser:
    """How what a tombstone names is erased again after a restore.

    ``column``: the keys that such tombstones name; ``counted``: how a restore calls their number.
    """

    column: Column[Any]
    counted: str
    run: Callable[[Tx, Sequence[str], datetime], Awaitable[None]]


KEPT_TABLES: dict[str, Kept] = {}  # by table, in the order of declaration
CLOCKS: dict[str, Clock] = {}  # by table
ERASERS: dict[str, Eraser] = {}  # by kind of tombstone


def keep_table(
    table: Table,
    lives: Lives,
    texts: Mapping[str, ColumnContent] | None = None,
    *,
    acts: Mapping[str, str] | None = None,
    left_out: str = "",
    numbered: bool = False,
    stones: Sequence[str] = (),
) -> Kept:
    """Declare a table, see `Kept`. ``acts``: what ends a row sooner, and the function under `bot` that deletes it."""
    ends = tuple(RowEnd(what, by) for what, by in (acts or {}).items())
    KEPT_TABLES[table.name] = Kept(table, lives, texts or {}, ends, left_out, numbered, tuple(stones))
    return KEPT_TABLES[table.name]


def sealed_text(what: str, row: str, monthly: bool = False) -> ColumnContent:
    """Locked; with ``monthly`` under the key of the signal's month."""
    return ColumnContent("sealed by month" if monthly else "sealed", what, row)


def plain_text(why: str) -> ColumnContent:
    """Readable, and why that is no harm."""
    return ColumnContent("plain", why)


LANE_TEXT = ColumnContent("pseudonym", "which chat, unreadable without the key ring")
AREA_TEXT = plain_text("code of a town or larger, decides who may read")


def kept_for(table: Table, kind: str = "") -> timedelta:
    """How long rows of this kind are kept: what the store writes into them, and what `purge` waits for."""
    lives = KEPT_TABLES[table.name].lives
    if isinstance(lives, Until):
        return lives.spans[kind]
    if isinstance(lives, After):
        return lives.span
    raise LookupError(f"{table.name}: its rows live {lives}, not for a span of time")


def kept_months(table: Table) -> int:
    """How many whole months of a table are kept."""
    lives = KEPT_TABLES[table.name].lives
    if isinstance(lives, Months):
        return lives.months
    raise LookupError(f"{table.name}: its rows live {lives}, not by the month")


def backup_tables() -> tuple[Table, ...]:
    """The tables of the backup, each after those it refers to."""
    found: dict[str, Table] = {}

    def add(table: Table) -> None:
        for key in sorted(table.foreign_keys, key=lambda key: key.column.table.name):
            if key.column.table is not table:
                add(key.column.table)
        found.setdefault(table.name, table)

    for kept in KEPT_TABLES.values():
        if not kept.left_out:
            add(kept.table)
    return tuple(found.values())


def tables_left_out() -> dict[str, str]:
    """The tables that the backup has not, and why."""
    return {name: kept.left_out for name, kept in KEPT_TABLES.items() if kept.left_out}


def numbered_tables() -> tuple[Table, ...]:
    """The tables whose numbers are never given twice."""
    return tuple(kept.table for kept in KEPT_TABLES.values() if kept.numbered)


def sealed_cells(monthly: bool = True) -> tuple[SealedCells, ...]:
    """Every sealed column; without ``monthly`` those that a new sealing key is for."""
    return tuple(cells for kept in KEPT_TABLES.values() for cells in _cells(kept) if monthly or not cells.monthly)


def _cells(kept: Kept) -> Iterator[SealedCells]:
    for name, text in kept.texts.items():
        if text.how.startswith("sealed"):
            yield SealedCells(kept.table.c[name], kept.table.c[text.row], text.how == "sealed by month")


def monthly_columns() -> dict[Column[Any], timedelta]:
    """The columns that name the month whose key a row is sealed with, and how long such a row lives at most."""
    found = [
        kept
        for kept in KEPT_TABLES.values()
        if isinstance(kept.lives, Clocked) and any(c.monthly for c in _cells(kept))
    ]
    return {kept.table.c.month: kept.lives.longest for kept in found if isinstance(kept.lives, Clocked)}


def missing_hooks() -> list[str]:
    """What a declaration counts on and no feature has handed in."""
    clocks = [f"the clock of {name}" for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, Clocked)]
    erasers = [f"the eraser of {kind}" for kept in KEPT_TABLES.values() for kind in kept.stones]
    there = {f"the clock of {name}" for name in CLOCKS} | {f"the eraser of {kind}" for kind in ERASERS}
    return [one for one in (*clocks, *erasers) if one not in there]


def in_words(span: timedelta) -> str:
    """``60 minutes``, ``24 hours``, ``90 days``, ``13 months``."""
    if span > 300 * DAY:
        return f"{round(span / DAY / 30.4)} months"
    if span > 3 * DAY:
        return f"{span // DAY} days"
    minutes = span // timedelta(minutes=1)
    return f"{minutes} minutes" if minutes % 60 or minutes < 120 else f"{minutes // 60} hours"
