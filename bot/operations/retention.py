"""Prints the table of README.md, what is kept and for how long: `uv run python -m bot.operations.retention`."""

from __future__ import annotations

from bot.features import FEATURES
from bot.store import tables
from bot.store.retention import KEPT_TABLES, Kept


def markdown() -> str:
    """A line for each declared table: whose it is, until when a row is kept, how its text is, if a backup has it."""
    FEATURES.hand_in()  # with them their tables are declared
    owners = {kept.table.name: one.name for one in FEATURES.all for kept in one.tables}
    head = ["| Table | Of | Kept | Text in it | In a backup |", "|---|---|---|---|---|"]
    lines = (_line(KEPT_TABLES[name], owners.get(name, "the store")) for name in sorted(tables.metadata.tables))
    return "\n".join([*head, *lines])


def _line(kept: Kept, owner: str) -> str:
    ways: dict[str, list[str]] = {}
    for name, text in kept.texts.items():
        ways.setdefault(text.how, []).append(f"`{name}`")
    texts = "; ".join(f"{how}: {', '.join(names)}" for how, names in ways.items()) or "none"
    backup = f"no: {kept.left_out}" if kept.left_out else "yes"
    return f"| `{kept.table.name}` | {owner} | {kept} | {texts} | {backup} |"


if __name__ == "__main__":
    print(markdown())
