"""Prints the table of README.md, what is kept and for how long: `uv run python -m bot.operations.retention`."""

from __future__ import annotations

from bot.features import FEATURES
from bot.store import tables
from bot.store.retention import KEPT_TABLES, Kept


def markdown() -> str:
    """A line for each declared table: until when a row is kept, how its text is, and whether a backup has it."""
    FEATURES.hand_in()  # with them their tables are declared
    head = ["| Table | Kept | Text in it | In a backup |", "|---|---|---|---|"]
    return "\n".join([*head, *(_line(KEPT_TABLES[name]) for name in sorted(tables.metadata.tables))])


def _line(kept: Kept) -> str:
    ways: dict[str, list[str]] = {}
    for name, text in kept.texts.items():
        ways.setdefault(text.how, []).append(f"`{name}`")
    texts = "; ".join(f"{how}: {', '.join(names)}" for how, names in ways.items()) or "none"
    backup = f"no: {kept.left_out}" if kept.left_out else "yes"
    return f"| `{kept.table.name}` | {kept} | {texts} | {backup} |"


if __name__ == "__main__":
    print(markdown())
