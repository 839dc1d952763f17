"""A message's text as paragraphs, with its phone numbers and addresses of pages to press."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.channels.web.markup import Markup, join, tag

LINK = r"https?://[^\s<>\"“”«»\u2066-\u2069]+"
PHONE = r"(?<![\w+./-])(?:(?:\+|0)\d(?:[ ./()-]{0,2}\d){6,13}|116 ?\d{3}|112)(?![\w/-]|\.\d)"
FOUND = re.compile(f"(?P<link>{LINK})|(?P<phone>{PHONE})")
DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
SHORT_NUMBER = re.compile(r"\d[\d ]{1,12}\d(?=$|[,;.]?\s|\u2069)")
TRAILING = ".,;:!?)]}’'"


def paragraphs(text: str, leads: Sequence[str] = (), links: bool = True) -> Markup:
    """The text in paragraphs.

    `leads` are beginnings of lines that a phone number follows ("Phone: "), so that short numbers become links too.
    `links` False leaves everything as plain text (words of strangers).
    """
    blocks = re.split(r"\n\s*\n", text.strip())
    return join(tag("p", _lines(block, leads, links)) for block in blocks if block)


def _lines(block: str, leads: Sequence[str], links: bool) -> Markup:
    return Markup("<br>".join(_line(line, leads, links) for line in block.splitlines()))


def _line(line: str, leads: Sequence[str], links: bool) -> Markup:
    if not links:
        return join([line])
    lead = next((lead for lead in leads if lead and line.startswith(lead)), "")
    rest = line[len(lead) :].lstrip("\u2066\u2068 ")
    if lead and (short := SHORT_NUMBER.match(rest)):
        return join((lead, _phone(short[0]), _found(rest[short.end() :].lstrip("\u2069"))))
    return _found(line)


def _found(line: str) -> Markup:
    parts: list[str] = []
    end = 0
    for match in FOUND.finditer(line):
        parts += [line[end : match.start()], _link(match)]
        end = match.end()
    return join((*parts, line[end:]))


def _link(match: re.Match[str]) -> Markup:
    text = match[0]
    if match["phone"]:
        return join([text]) if DATE_LIKE.fullmatch(text) else _phone(text)
    address = text.rstrip(TRAILING)
    page = tag("a", address, href=address, rel="noreferrer noopener", target="_blank")
    return join((page, text[len(address) :]))


def _phone(text: str) -> Markup:
    """A number to call, always read from left to right."""
    return tag("a", text, href="tel:" + re.sub(r"[^\d+]", "", text), dir="ltr", class_="phone")
