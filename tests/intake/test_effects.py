"""What a turn brings to the person: at the question about danger every refusal says first where help is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.intake.office import Office
from bot.post.message import Arrival, Message
from bot.talk.event import Asked, Chose, Event, Sent, Wrote
from bot.words.library import Library
from tests.person import office_at

NUMBERS = count(1)
LANGUAGES = ("en", "fr", "nl", "de", "ar")
REFUSED: dict[str, Event] = {
    "unknown_answer": Wrote("My son has a knife"),
    "media": Sent("voice"),
    "edited_message": Sent("edited"),
    "unknown_command": Asked("sos"),
    "choose_one": Chose("danger", ("now", "no")),
    "old_button": Chose("review", ("send",)),
    "not_optional": Asked("skip"),
    "first_question": Asked("back"),
    "receipt_unknown": Asked("receipt", "AAAA-AAAA-AAAA-AAAA"),
    "long": Wrote("help " * 900),
    "language": Asked("language", "xx"),
    "forged": Chose("danger", ("other",)),
}


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


async def said(office: Office, channel: str, language: str, *events: Event) -> list[Message]:
    """What came after the last of these events."""
    chat, seen = f"{next(NUMBERS)}", 0
    for event in events:
        seen = max([seq for seq, _ in await office.pulled(channel, chat)], default=seen)
        await office.take([Arrival(channel, f"{next(NUMBERS)}", chat, event, language)])
    return [message for _, message in await office.pulled(channel, chat, seen)]


def line_of(library: Library, language: str) -> str:
    return library.texts.say(language, "phrases.danger_at_once", library.content.phrases["danger_at_once"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_holds_the_number_and_the_button(library: Library, language: str) -> None:
    line = line_of(library, language)
    assert "112" in line
    assert "🆘" in line
    assert language == "en" or line != line_of(library, "en")


@pytest.mark.parametrize("channel", ["web", "line"])
@pytest.mark.parametrize("refusal", REFUSED)
async def test_every_refusal_at_the_question_about_danger_says_where_help_is(
    office: Office, library: Library, refusal: str, channel: str
) -> None:
    for language in LANGUAGES:
        for command in ("start", "danger"):
            found = await said(office, channel, language, Asked(command), REFUSED[refusal])
            assert found[0].text.startswith(line_of(library, language)), (language, command)
            assert "\n\n".join(message.text for message in found).count(line_of(library, language)) == 1
            assert (found[-1].key, bool(found[0].error)) == ("danger", True)


async def test_also_where_a_language_is_awaited_or_the_refusal_begins_a_talk(office: Office, library: Library) -> None:
    choosing = await said(office, "line", "en", Asked("start"), Asked("language"), Sent("photo"))
    begun = await said(office, "line", "en", Sent("photo"))
    for found in (choosing, begun):
        assert found[0].text.startswith(line_of(library, "en"))


async def test_no_other_question_says_it_and_an_answer_does_not(office: Office, library: Library) -> None:
    no = Chose("danger", ("no",))
    for events in ((Asked("start"),), (Asked("start"), no), (Asked("start"), no, Wrote("My son has a knife"))):
        found = await said(office, "line", "en", *events)
        assert not any(line_of(library, "en") in message.text for message in found)
