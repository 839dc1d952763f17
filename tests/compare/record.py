"""The record of a walk as lines that two trees can be held against: random names are numbered as they first appear."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

WORD = re.compile(r"[A-Za-z0-9_-]+")
ID = re.compile(r"z[0-9a-z]{11}")  # row ids, which begin so here (see `chance`)
SHORT = re.compile(r"Z[0-9A-Z]{3}")  # what people are shown of one
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")  # receipts and invitations
APP = re.compile(r"[A-Z2-7]{32}")  # secret of the app that makes the six digits
# Cells and fields whose whole value is such a name.
NAMED = frozenset(("lane", "who", "object", "about", "talk", "code_hash", "receipt", "totp"))
NAMED_IN = {"tombstone": frozenset(("name",)), "talk": frozenset(("id",))}
SHORTEST = 6
Row = dict[str, Any]


@dataclass
class Names:
    """Numbers for what chance has named."""

    known: dict[str, str] = field(default_factory=dict)

    def learn(self, word: str) -> str:
        """The number of a name; the first sign of it gives it one."""
        key = word[:4].lower() if ID.fullmatch(word) or SHORT.fullmatch(word) else word
        return self.known.setdefault(key, f"§{len(self.known) + 1}")

    def plain(self, value: Any, table: str = "") -> Any:
        """Anything with its random names as numbers; text that is JSON is opened, as names hide behind its signs."""
        if isinstance(value, dict):
            named = NAMED | NAMED_IN.get(table, frozenset())
            for key, each in value.items():
                if key in named and isinstance(each, str) and len(each) >= SHORTEST and WORD.fullmatch(each):
                    self.learn(each)
            return {self.text(key): self.plain(each, table) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.plain(each, table) for each in value]
        if not isinstance(value, str):
            return value
        return self.plain(json.loads(value), table) if _is_json(value) else self.text(value)

    def text(self, text: str) -> str:
        """A text with its random names as numbers."""
        return WORD.sub(lambda found: self._word(found[0]), text)

    def _word(self, word: str) -> str:
        if word in self.known or any(kind.fullmatch(word) for kind in (ID, SHORT, CODE, APP)):
            return self.learn(word)
        return word

    def masked(self, value: Any) -> str:
        """What a row is sorted by: names that have no number yet are all alike."""
        before = dict(self.known)
        plain = json.dumps(self.plain(value), sort_keys=True)
        self.known, new = before, set(self.known.values()) - set(before.values())
        return re.sub(r"§\d+", lambda found: "§" if found[0] in new else found[0], plain.replace("\\u00a7", "§"))

    def settled(self, audit: list[Row], outbox: list[Row], alone: bool) -> tuple[list[Row], list[Row]]:
        """Rows of a step in an order that no database chooses.

        What is due for several signals at the same moment is done in any order; each signal's rows keep theirs, and
        each lane's messages are sorted. What somebody does (`alone`) keeps its order, but for several rows of one kind.
        """
        if not alone:
            by_lane = sorted(outbox, key=lambda row: (self.text(row["lane"]), self.masked(row)))
            return sorted(audit, key=lambda row: self.text(row["object"])), by_lane
        runs = groupby(audit, lambda row: row["what"])
        return [row for _, run in runs for row in sorted(run, key=lambda row: self.text(row["object"]))], outbox


def _is_json(text: str) -> bool:
    if text[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@dataclass
class Kept:
    """What the tables held when they were looked at last: only what came and went since is told."""

    rows: dict[str, set[str]] = field(default_factory=dict)

    def changes(self, names: Names, found: dict[str, list[Row]]) -> dict[str, Any]:
        """Per table the rows that came (or changed) since, and those gone; chance has no part in their order."""
        told: dict[str, Any] = {}
        for table, rows in found.items():
            before = self.rows.get(table, set())
            raw = {json.dumps(row, sort_keys=True, default=str): row for row in rows}
            came = [row for text, row in raw.items() if text not in before]
            gone = sorted(names.masked(json.loads(text)) for text in before - raw.keys())
            self.rows[table] = set(raw)
            if came or gone:
                told[table] = {
                    "came": [names.plain(row, table) for row in sorted(came, key=names.masked)],
                    "gone": gone,
                }
        return told
