"""A pseudo-language that brackets every translated text: what stands outside the brackets was never translatable.

`ar-XB` runs from right to left from the first day, whatever is translated into Arabic.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_library
from bot.intake.office import Office
from bot.text.direction import DIRECTION_MARKS
from bot.words.library import Library
from tests.journeys.test_line import MAP, TO_REVIEW, WHO
from tests.person import Person, coordinator, office_at

PLACES = re.compile(r"Vilvoorde|\((?:Vlaams|Flemish)[^)]*\)|Practice Town")
CODES = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}|\d+")


@pytest.fixture(scope="module")
def pseudo() -> Library:
    return open_library(pseudo=True)


CASE = re.compile(r"^[0-9A-Z]{4} · .*$", re.MULTILINE)  # a case as the list calls it: code, town, day


@pytest.fixture
async def office(pseudo: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(pseudo, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


def outside(text: str) -> str:
    """The letters that stand in no bracket, without what is a name or a code."""
    text = CASE.sub("", DIRECTION_MARKS.sub("", text))
    while "[" in text:
        shorter = re.sub(r"\[[^\[\]]*\]", "", text)
        if shorter == text:
            break
        text = shorter
    return "".join(re.findall(r"[A-Za-z]+", CODES.sub("", PLACES.sub("", text))))


async def answered(person: Person, *inputs: str) -> list[tuple[str, str]]:
    """What stood outside brackets after each input, but in cards of contacts and law."""
    found = []
    for text in inputs:
        await person.types(text)
        for message in person.seen:
            shown = message["text"] if "http" not in message["text"] and "www" not in message["text"] else ""
            if "Phone" in shown or re.search(r"\[Phöñé", shown):
                continue
            labels = " ".join(option["label"] for option in message["options"] if not option["id"].startswith("desk."))
            found.append((text, outside(shown) + outside(labels)))
    return [(text, left) for text, left in found if left]


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
async def test_no_text_is_written_in_code(office: Office, tmp_path: Path, language: str) -> None:
    worker = Person(office, "worker", language, tmp_path)
    assert await answered(worker, "/start", "/help", "=danger.unsure", "=signs.none", "x", "/back") == []
    assert await answered(worker, "/life_map", *WHO, *MAP) == []
    assert await answered(worker, "/stop", "/signal", *WHO, *TO_REVIEW[:-1], "=contact_me.chat") == []
    written = await answered(worker, "=review.noticed_text", "he shouted", "=guard.ok")
    assert {left for _, left in written} <= {"heshouted"}
    assert await answered(worker, "=review.send", "/mydata") == []
    boss = await coordinator(office, tmp_path, language)
    assert await answered(boss, "/desk") == []
    left = await answered(boss, f"={boss.options[0]}", "=case.take", "=case.ask", "=ask_back.often", "=next.list")
    assert [found for found in left if found[1].replace("heshouted", "")] == []


async def test_right_to_left_texts_begin_right_to_left(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "ar-XB", tmp_path).types("/signal", *WHO)
    assert worker.text.startswith("\N{RIGHT-TO-LEFT MARK}")
    await worker.types(*TO_REVIEW)
    assert "\N{FIRST STRONG ISOLATE}" in worker.text or "\N{RIGHT-TO-LEFT MARK}" in worker.text
