"""The auditor's two pages: counts without small cells, and the log without content."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.features.oversight.records import Counts
from bot.features.signal.closing import OUTCOMES, OUTCOMES_BY_ITSELF
from bot.places.calendar import day_at
from bot.post.message import File, Message
from bot.store.audit import AuditEntry
from bot.text.day import date_text
from bot.words.statistics import ShownCounts, shown_counts
from bot.words.writer import Writer

NEWEST_LINES = 20  # lines in the chat; the file has them all
COUNTED_ENDS = (*OUTCOMES, *OUTCOMES_BY_ITSELF)


def counts_page(writer: Writer, counts: Counts) -> Message:
    """What came in and how it ended, an area at a time; a hidden number is a dash."""
    lines = [writer.phrase("counts_title", {"date": counts.first, "day": counts.last})]
    for area, cells in sorted(counts.areas.items()):
        lines += ["", writer.town(area)]
        lines += _rows(writer, shown_counts({"received": cells.get("received", 0)}))
        lines += _rows(writer, shown_counts({name: cells.get(name, 0) for name in COUNTED_ENDS}))
    lines += ["", writer.phrase("counts_small")]
    return Message("\n".join(lines), writer.language)


def _rows(writer: Writer, row: ShownCounts) -> list[str]:
    return [
        writer.pair(writer.phrase(f"counts_{name}"), "–" if number is None else str(number))
        for name, number in row.cells.items()
    ]


def log_page(writer: Writer, entries: Sequence[AuditEntry]) -> Message:
    """This month's newest lines, and the whole month as a file for machines."""
    lines = [writer.phrase("log_title", {"n": str(len(entries))})]
    lines += [_line(writer, entry) for entry in entries[-NEWEST_LINES:]]
    rows = [vars(entry) | {"at": entry.at.isoformat(timespec="seconds")} for entry in entries]
    file = File(f"{writer.phrase('file_log')}.json", "json", json.dumps(rows, ensure_ascii=False, indent=1))
    return Message("\n".join(lines), writer.language, files=(file,))


def _line(writer: Writer, entry: AuditEntry) -> str:
    """The day, the act, and the beginnings of the pseudonyms: enough to see what belongs together."""
    known = f"log_{entry.what}" in writer.world.library.content.phrases
    act = writer.phrase(f"log_{entry.what}") if known else entry.what
    names = [entry.object[:4], entry.who[:4], entry.area]
    day = date_text(day_at(writer.world.library.places, entry.area, entry.at), writer.language)
    return " · ".join([day, act, *(name for name in names if name)])
