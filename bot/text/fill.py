"""Fill a text from a fixed list of names: no attributes, no indexes, no formats, nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter


@lru_cache(4096)
def placeholder_names(text: str) -> frozenset[str]:
    """The names in braces. A brace that closes nothing makes the text unfillable: it counts as the field `?`."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"?"})


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """The text with its names replaced. Raises `KeyError` on a name without a value, `ValueError` on anything else."""
    if "{" not in text and "}" not in text:
        return text
    parts: list[str] = []
    for literal, name, form, conversion in Formatter().parse(text):
        parts.append(literal)
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise ValueError(f"only plain names can be filled in, not {{{name}}}")
        parts.append(values[name])
    return "".join(parts)
