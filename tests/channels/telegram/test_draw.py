from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.draw import LONGEST, edit_call, keyboard, message_calls
from bot.post.message import Button, Message
from bot.talk import button
from bot.talk.event import Asked, Chose
from bot.text.direction import is_rtl
from tests.botapi import oracle, rules
from tests.channels.telegram.words import phrase

TALK = "abc123"


def rows(message: Message) -> list[list[str]]:
    made = keyboard(message, phrase)
    return [[found["text"] for found in row] for row in made["inline_keyboard"]] if made else []


def codes(message: Message) -> list[str]:
    made = keyboard(message, phrase)
    return [found["callback_data"] for row in made["inline_keyboard"] for found in row] if made else []


def ask(*buttons: Button, **more: Any) -> Message:
    return Message(
        "Which one?", **{"language": "en", "key": "role", "talk": TALK, "kind": "one", "buttons": buttons, **more}
    )


LAST = ["🆘 Danger", "⬅ Back", "✖ Stop"]


def test_options_stand_one_a_row_above_the_last_row() -> None:
    message = ask(Button("role.school", "At school"), Button("role.youth", "With youth"))
    assert rows(message) == [["At school"], ["With youth"], LAST]
    assert codes(message)[0] == "1.abc123.role.school"


def test_two_columns() -> None:
    found = [Button(f"role.r{n}", f"Role {n}") for n in range(3)]
    assert rows(ask(*found, columns=2)) == [["Role 0", "Role 1"], ["Role 2"], LAST]


def test_rows_run_backwards_where_the_language_does() -> None:
    found = [Button(f"role.r{n}", f"Role {n}") for n in range(2)]
    drawn = rows(ask(*found, columns=2, language="ar"))
    assert drawn[0] == ["Role 1", "Role 0"]
    assert drawn[1][0].startswith("✖")


def test_tick_boxes_state_the_wish_and_come_with_done() -> None:
    message = ask(Button("role.a", "One", on=True), Button("role.b", "Two", on=False), kind="many")
    assert rows(message) == [["One ☑"], ["Two ☐"], ["Done"], LAST]
    meant = [button.decode_button(code) for code in codes(message)[:3]]
    assert meant == [
        Chose("role", ("a",), TALK, "drop"),
        Chose("role", ("b",), TALK, "add"),
        Chose("role", (), TALK, "done"),
    ]


def test_commands_stand_below_and_are_not_doubled() -> None:
    message = ask(Button("/phone", "Phone"), Button("role.a", "One"), Button("/stop", "Stop it"))
    assert rows(message) == [["One"], ["Phone"], LAST]
    assert codes(message)[-3:] == ["/danger", "/back", "/stop"]


def test_review_and_each_and_case_buttons_keep_their_keys() -> None:
    message = ask(
        Button("review.noticed[school]", "School"), Button("noticed[school].less", "Less"), etag="4c1n8s7t2q0w-7"
    )
    meant = [button.decode_button(code) for code in codes(message)[:2]]
    assert meant == [
        Chose("review", ("noticed[school]",), TALK, "set", "4c1n8s7t2q0w-7"),
        Chose("noticed[school]", ("less",), TALK, "set", "4c1n8s7t2q0w-7"),
    ]


def test_a_text_question_has_the_last_row_and_a_notice_has_none() -> None:
    assert rows(ask(kind="text")) == [LAST]
    assert keyboard(Message("News.", "en"), phrase) is None


def test_no_two_labels_are_the_same() -> None:
    message = ask(Button("role.a", "Yes"), Button("role.b", "Yes"), Button("role.c", LAST[0]), Button("role.d", " "))
    labels = [label for row in rows(message) for label in row]
    assert len(set(labels)) == len(labels)
    assert labels[:2] == ["Yes", "Yes (2)"]


def test_only_what_is_protected_is_protected_and_nothing_is_parsed() -> None:
    plain, secret = (message_calls("5", Message("<b>*x*", "en", protected=on), phrase)[0].data for on in (False, True))
    assert (plain["protect_content"], secret["protect_content"]) == (False, True)
    assert plain == {"chat_id": 5, "text": "<b>*x*", "protect_content": False}


def test_a_long_text_is_cut_at_sentence_ends_and_the_last_piece_has_the_buttons() -> None:
    text = "This is a sentence of a long text. " * 300
    pieces = message_calls("5", ask(Button("role.a", "One"), kind="one", talk=TALK), phrase)
    assert len(pieces) == 1
    made = message_calls("5", Message(text, "en", "role", TALK, "one", (Button("role.a", "One"),)), phrase)
    assert len(made) == 3
    assert all(call.data["text"].endswith("text.") for call in made)
    assert ["reply_markup" in call.data for call in made] == [False, False, True]


def test_what_needs_more_than_one_message_is_not_edited_in_place() -> None:
    assert edit_call("5", 8, Message("x " * 4000, "en", edits=True), phrase) is None
    made = edit_call("5", 8, Message("short", "en", edits=True), phrase)
    assert made is not None
    assert made.data == {"chat_id": 5, "message_id": 8, "text": "short"}


STEP = st.sampled_from(["a", "role", "b_2", "sixteen_letters_"])
ITEM = st.sampled_from(["school", "twelve_lette"])
KEY = STEP | st.builds(lambda step, item: f"{step}[{item}]", STEP, ITEM)
OPTION = st.sampled_from(["x", "be:23088", "noticed[school]", "twenty_two_letters_long"[:22]])
WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
COMMANDS = st.sampled_from(["/phone", "/private", "/about_me", "/language", "/stop", "/skip"])
BUTTONS = st.builds(
    Button, st.builds(lambda key, option: f"{key}.{option}", KEY, OPTION) | COMMANDS, WORDS
) | st.builds(Button, st.builds(lambda key, option: f"{key}.{option}", KEY, OPTION), WORDS, st.booleans())
MANY = tuple(Button(f"role.r{n}", "Same") for n in range(120))
MESSAGES = st.builds(
    Message,
    text=st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(["x. " * 5000, "y" * 9000]),
    language=st.sampled_from(["en", "fr", "ar", "fa"]),
    key=KEY,
    talk=st.just(TALK),
    kind=st.sampled_from(["", "one", "many", "text", "place", "review"]),
    buttons=st.lists(BUTTONS, max_size=8).map(tuple) | st.just(MANY),
    columns=st.sampled_from([1, 2]),
    protected=st.booleans(),
)


@pytest.mark.threat(10)
@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_any_message_gives_calls_telegram_takes_and_codes_that_mean_the_button(message: Message) -> None:
    for call in message_calls("77", message, phrase):
        rules.check(call.method, oracle.arguments(call.method, call.data))
        assert len(call.data["text"]) <= LONGEST
        assert not {"parse_mode", "entities"} & call.data.keys()
    made = {code: button.decode_button(code) for code in codes(message)}
    wanted = [found for found in message.buttons[:96] if not found.command]
    meant = [event for event in made.values() if isinstance(event, Chose) and event.wish != "done"]
    assert {(event.key, event.options[0]) for event in meant} == {(found.key, found.option) for found in wanted}
    assert all(isinstance(event, Chose | Asked) for event in made.values())


@given(MESSAGES)
@settings(max_examples=50, deadline=None)
def test_the_last_row_is_always_danger_back_stop(message: Message) -> None:
    made = keyboard(message, phrase)
    assert (made is None) == (not message.kind and not message.buttons)
    if made:
        last = [found["callback_data"] for found in made["inline_keyboard"][-1]]
        assert last[:: -1 if is_rtl(message.language) else 1] == ["/danger", "/back", "/stop"]
