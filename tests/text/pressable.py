"""What chat apps make pressable by themselves, written down again from the outside and more broadly than they do it.

After tdlib's MessageEntity.cpp; telephone numbers as the detectors of phones see them.
"""

from __future__ import annotations

import re

PRESSABLE = {
    "mention": re.compile(r"@\w"),
    "hashtag": re.compile(r"#\w"),
    "cashtag": re.compile(r"\$(?:[A-Za-z]|1INCH)"),
    "command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]"),
    "link": re.compile(r"\w://"),
    "domain": re.compile(r"[^\s.．\[\u2066-\u2069][.．](?:com|org|net|be|fr|me|uk|бг|рф|भारत|中国)\b", re.IGNORECASE),
    "address": re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d)"),
    "e-mail": re.compile(r"[\w.+-]{1,64}@[\w-]+\.\w"),
    "number": re.compile(r"\d(?:[ .()/\u00a0–-]{0,2}\d){7,}"),
}
DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)")


def pressable(text: str) -> list[str]:
    """The kinds of things in a text that an app would make pressable; a day is none."""
    dateless = DATE.sub("day", text)
    return [kind for kind, pattern in PRESSABLE.items() if pattern.search(dateless)]
