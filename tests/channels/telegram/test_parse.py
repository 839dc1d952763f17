import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.parse import MEDIA_KINDS, SERVICE, SeenUpdate, see_update
from bot.post.message import Arrival
from bot.talk.event import Asked, Chose, Event, Sent, Wrote
from bot.text.foreign import clean_text

FROM = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "fr-BE"}
PRIVATE = {"id": 7, "type": "private"}
HEAD = {"message_id": 3, "date": 1, "from": FROM, "chat": PRIVATE}


def event(**content: Any) -> Event:
    seen = see_update({"update_id": 9, "message": {**HEAD, **content}})
    assert seen.arrival
    return seen.arrival.event


def test_a_text_arrives_with_chat_language_and_number() -> None:
    seen = see_update({"update_id": 9, "message": {**HEAD, "text": "Bonjour"}})
    assert seen == SeenUpdate(Arrival("telegram", "9", "7", Wrote("Bonjour"), "fr", "3"), language="fr")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/danger", Asked("danger")),
        ("/Danger@footbridge_bot", Asked("danger")),
        ("/language nl", Asked("language", "nl")),
        ("/receipt  ABCD-EFGH \n", Asked("receipt", "ABCD-EFGH")),
        (" /help", Asked("help")),
        ("/", Wrote("/")),
        ("/ danger", Wrote("/ danger")),
        ("what is /danger", Wrote("what is /danger")),
    ],
)
def test_commands(text: str, meant: Event) -> None:
    assert event(text=text) == meant


@pytest.mark.threat(7)
@pytest.mark.parametrize(
    ("payload", "kept"),
    [("abc_D-9", "abc_D-9"), ("a\x00b", "ab"), ("a" * 65, ""), ("a b", ""), ("é", ""), ("", "")],
)
def test_only_a_well_formed_deep_link_is_passed_on(payload: str, kept: str) -> None:
    assert event(text=f"/start {payload}") == Asked("start", kept)


@pytest.mark.threat(7)
@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), st.from_regex(r"[\w-]{1,80}", fullmatch=True)))
def test_a_deep_link_carries_at_most_a_plain_short_word(payload: str) -> None:
    meant = event(text=f"/start {payload}")
    assert isinstance(meant, Asked)
    assert meant.command == "start"
    given = clean_text(payload)  # signs that are no text go first, in every message
    assert meant.argument == "" or (re.fullmatch(r"[A-Za-z0-9_-]{1,64}", meant.argument) and meant.argument in given)


@pytest.mark.threat(14)
@pytest.mark.parametrize("kind", [*MEDIA_KINDS, "something_new"])
def test_anything_but_text_is_refused_by_kind_and_deleted(kind: str) -> None:
    seen = see_update({"update_id": 9, "message": {**HEAD, kind: {}, "caption": "secret"}})
    assert seen.arrival is not None
    assert seen.arrival.event == Sent(kind if kind in MEDIA_KINDS else "unknown")
    assert seen.unwanted == 3
    assert "secret" not in repr(seen)


def test_a_forwarded_text_is_refused() -> None:
    assert event(text="his words", forward_origin={"type": "hidden_user"}) == Sent("forwarded")


@pytest.mark.parametrize("kind", sorted(SERVICE))
def test_what_the_app_says_is_no_answer(kind: str) -> None:
    assert see_update({"update_id": 9, "message": {**HEAD, kind: {}}}) == SeenUpdate()


@pytest.mark.threat(16)
def test_an_edit_says_only_that_there_was_one() -> None:
    seen = see_update({"update_id": 9, "edited_message": {**HEAD, "text": "changed"}})
    assert seen.arrival is not None
    assert (seen.arrival.event, seen.unwanted) == (Sent("edited"), None)


def test_a_press_is_decoded_and_to_be_answered() -> None:
    query = {"id": "q", "from": FROM, "data": "1.abcdef.role.school", "message": {**HEAD, "message_id": 5}}
    seen = see_update({"update_id": 9, "callback_query": query})
    assert seen.arrival == Arrival("telegram", "9", "7", Chose("role", ("school",), "abcdef"), "fr")
    assert (seen.press, seen.shown) == ("q", 5)


@pytest.mark.threat(8)
@pytest.mark.parametrize("query", [{"id": "q"}, {"id": "q", "data": "x"}, {"id": "q", "game_short_name": "g"}])
def test_a_press_that_cannot_be_placed_is_answered_all_the_same(query: dict[str, Any]) -> None:
    seen = see_update({"update_id": 9, "callback_query": query})
    assert (seen.arrival, seen.press) == (None, "q")


@pytest.mark.threat(8)
def test_a_made_up_code_counts_as_text() -> None:
    query = {"id": "q", "from": FROM, "data": "'; drop table", "message": HEAD}
    seen = see_update({"update_id": 9, "callback_query": query})
    assert seen.arrival is not None
    assert isinstance(seen.arrival.event, Wrote)


@pytest.mark.threat(28)
@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize(
    ("status", "leaves"),
    [("member", True), ("administrator", True), ("restricted", True), ("left", False), ("kicked", False)],
)
def test_added_to_a_group_or_channel(kind: str, status: str, leaves: bool) -> None:
    change = {"chat": {"id": -5, "type": kind}, "from": FROM, "new_chat_member": {"status": status}}
    seen = see_update({"update_id": 9, "my_chat_member": change})
    assert (seen.leave, seen.greet) == ((-5, True) if leaves else (None, False))
    assert seen.arrival is None


@pytest.mark.threat(28)
def test_nothing_said_in_a_group_is_taken_in() -> None:
    group = {"id": -5, "type": "group"}
    seen = see_update({"update_id": 9, "message": {**HEAD, "chat": group, "text": "hello"}})
    assert (seen.arrival, seen.leave, seen.greet) == (None, -5, False)
    assert see_update({"update_id": 9, "message": {**HEAD, "chat": group, "left_chat_member": {}}}) == SeenUpdate()


def test_blocking_and_unblocking_is_no_event() -> None:
    for status in ("kicked", "member"):
        change = {"chat": PRIVATE, "from": FROM, "new_chat_member": {"status": status}}
        assert see_update({"update_id": 9, "my_chat_member": change}) == SeenUpdate()


def test_half_characters_and_nul_are_put_right() -> None:
    assert event(text="a\0b\ud83d!") == Wrote("ab\N{REPLACEMENT CHARACTER}!")
    assert event(text="\ud83d\ude00") == Wrote("😀")


NAMES = [
    *("update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "from", "text", "data"),
    *("id", "type", "message_id", "language_code", "new_chat_member", "status", "photo", "forward_origin", "caption"),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["private", "group"])
ODD = SCALARS | st.integers(0xD800, 0xDFFF).map(chr)
JSON = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner),
    max_leaves=20,
)
CHATS = st.just(PRIVATE) | JSON
SHAPED = st.fixed_dictionaries(
    {"update_id": st.integers() | JSON},
    optional={
        name: st.fixed_dictionaries(
            {},
            optional={
                "chat": CHATS,
                "from": st.just(FROM) | JSON,
                "text": st.text() | ODD,
                "data": st.text() | ODD,
                "id": JSON,
                "message_id": st.integers() | JSON,
                "message": st.fixed_dictionaries({"chat": CHATS, "message_id": JSON}),
                "new_chat_member": JSON,
            },
        )
        for name in ("message", "edited_message", "callback_query", "my_chat_member")
    },
)


@pytest.mark.threat(26)
@settings(max_examples=100, deadline=None)  # the faults run throws a hundred thousand
@given(JSON | SHAPED)
def test_any_json_is_seen_without_an_error_and_can_be_kept(update: object) -> None:
    seen = see_update(update)
    if seen.arrival:
        arrival = seen.arrival
        assert isinstance(update, dict)
        assert arrival.id == str(update["update_id"])
        int(arrival.chat)
        repr(arrival.event).encode("utf-8")
        assert arrival.number is None or abs(int(arrival.number)) < 2**63
