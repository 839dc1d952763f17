"""Messages as they are stored, and the ids of their buttons."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.post.message import REPLACES_SHOWN, Button, File, Message, pack_payload, queue_row, unpack_payload
from bot.post.reach import LINE, TELEGRAM, WEB, Can
from bot.store.retention import kept_for
from bot.store.tables import outbox
from bot.talk.button import CODE_BYTES, decode_button, encode_button, split_id
from bot.talk.event import Asked, Chose, Wrote


@given(st.text(max_size=60), st.text(alphabet="0123456789-", min_size=1, max_size=12))
def test_a_message_survives_the_outbox(text: str, chat: str) -> None:
    message = Message(
        text, "fr", "areas", "abcdef", "many", (Button("areas.school", text, True),), files=(File("a", "pdf", "{}"),)
    )
    assert unpack_payload(pack_payload(chat, message)) == (chat, message)


def test_a_row_of_an_earlier_version_names_messages_by_numbers() -> None:
    row = pack_payload("7", Message("Locked.", "en")).replace('"deletes":[]', '"deletes":[9,10]')
    assert unpack_payload(row)[1].deletes == ("9", "10")


def test_only_what_is_fetched_is_forgotten_when_nobody_fetches_it() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    case = Message("A case.", "en", protected=True)
    rows = [queue_row("a", "any", "1", case, now, can, about="s") for can in (WEB, LINE, Can(pulled=True), TELEGRAM)]
    assert [row.until for row in rows] == [now + kept_for(outbox, "never fetched")] * 3 + [None]
    assert [row.replaces for row in rows] == [REPLACES_SHOWN] * 3 + [None]


def test_ids_of_options() -> None:
    assert split_id("noticed[school].less") == ("noticed[school]", "less")
    assert split_id("place.be:23088") == ("place", "be:23088")
    assert split_id("review.noticed[school]") == ("review", "noticed[school]")
    assert Button("/phone", "x").command == "phone"


KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,15}(\[[a-z][a-z0-9_]{0,11}\])?", fullmatch=True)
OPTIONS = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,21}", fullmatch=True)


@given(st.from_regex(r"[a-z0-9]{6}", fullmatch=True), KEYS, OPTIONS, st.sampled_from(["", "+", "-"]))
def test_a_button_code_fits_and_means_itself(talk: str, key: str, option: str, wish: str) -> None:
    code = encode_button(talk, key, option, wish)
    assert len(code.encode()) <= CODE_BYTES
    assert decode_button(code) == Chose(key, (option,), talk, {"": "set", "+": "add", "-": "drop"}[wish])  # type: ignore[arg-type]


@given(st.text(max_size=100))
def test_any_code_means_something(code: str) -> None:
    assert isinstance(decode_button(code), (Chose, Asked, Wrote))


def test_a_coordinators_button_names_the_case_and_its_version() -> None:
    assert decode_button(encode_button("abcdef", "case", "take", etag="4c1n8s7t2q0w-7")) == Chose(
        "case", ("take",), "abcdef", etag="4c1n8s7t2q0w-7"
    )
