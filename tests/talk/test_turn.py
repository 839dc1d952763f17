"""The engine on small flows, each beside its test."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.model import Flow
from bot.talk.event import Asked, Chose, Event, Looked, Sent, Spot, Wrote
from bot.talk.reply import Reply
from bot.talk.state import Talk
from tests.talk.plain import Chat, Plain, flows_of, option

FIRST = """
flow: where_to_turn
title: First
steps:
  - {id: hello, say: Hello}
  - id: danger
    ask: Danger?
    beside: [/phone]
    one: {now: "Yes", no: "No"}
  - id: role
    ask: Who?
    short: Role
    one: {school: School, family: Family}
  - id: place
    ask: Where?
    short: Place
    place: yes
  - id: door
    when: {role: school}
    start: signal
    carry: {role: role, place: place}
  - {id: bye, say: Bye, end: done}
"""
SIGNAL = """
flow: signal
title: Signal
for: [school]
expires: {default: 60 minutes, consent.yes: 24 hours}
marks: {stage: [two]}
steps:
  - id: role
    ask: Who?
    one: {school: School, family: Family}
  - id: consent
    ask: All right?
    consent: one
    one: {yes: "Yes", no: "No"}
  - id: areas
    ask: Areas?
    short: Areas
    many: {from: areas, also: {none: None}, max: 2}
    alone: none
  - each: areas
    steps:
      - id: noticed
        ask: Noticed?
        short: Noticed
        many: {less: Less, fights: {label: Fights, danger: yes}}
  - id: words
    ask: Words?
    short: Words
    text: {max: 40}
    optional: yes
    guard: yes
  - id: often
    when: {stage: two}
    ask: Often?
    short: Often
    optional: yes
    one: {once: Once, more: More}
  - id: review
    review: Right?
    one:
      send: {label: Send, when: {is.open: yes, consent: yes}}
      more: {label: More, sets: {stage: two}, forgets: [review]}
      delete: Delete
  - id: sending
    when: {review: send}
    do: send_signal
    keeps: [role, review]
  - {id: thanks, say: Thanks, when: {review: send}}
  - id: how
    when: {review: send}
    ask: How are you?
    one: {ok: Fine}
    end: sent
  - {id: gone, say: Gone, end: deleted}
"""
DANGER = """
flow: danger
title: Danger
steps:
  - id: danger
    ask: Danger?
    one: {now: "Yes", no: "No"}
  - {id: back, start: where_to_turn, carry: {danger: danger}}
"""
PHONE = """
flow: phone
title: Phone
steps:
  - {id: place, ask: Where?, place: yes}
  - {id: bye, say: Bye, end: done}
"""


@pytest.fixture(scope="session")
def flows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Flow]:
    folder = tmp_path_factory.mktemp("content")
    return flows_of(folder, where_to_turn=FIRST, signal=SIGNAL, danger=DANGER, phone=PHONE)


@pytest.fixture
def chat(flows: dict[str, Flow]) -> Chat:
    return new_chat(flows)


def new_chat(flows: dict[str, Flow]) -> Chat:
    areas = (option("school", "School"), option("peers", "Friends"), option("home", "Home"))
    return Chat(flows, Plain(facts={"open": "yes"}, tables={"areas": areas}))


def press(key: str, *options: str, talk: str | None = None) -> Chose:
    return Chose(key, options, talk)


def at_review(chat: Chat) -> Chat:
    chat.does(Asked("signal")).does(press("role", "school")).does(press("consent", "yes"))
    chat.does(press("areas", "school", "peers"))
    chat.does(press("noticed[school]", "less")).does(press("noticed[peers]", "less"))
    return chat.does(Asked("skip"))


def test_the_next_step_is_the_first_that_holds_and_is_open(chat: Chat) -> None:
    assert chat.does(Asked("start")).asked == "danger"
    assert chat.does(press("danger", "no")).asked == "role"
    assert chat.does(press("role", "family")).asked == "place"
    assert chat.does(press("place", "be:1")).asked is None
    assert chat.talk is None
    assert chat.last is not None
    assert [ended.how for ended in chat.last.ended] == ["done"]


def test_a_door_carries_what_the_other_talk_knows(chat: Chat) -> None:
    chat.does(Asked("start")).does(press("danger", "no")).does(press("role", "school")).does(press("place", "be:1"))
    assert chat.talk is not None
    assert chat.talk.flow == "signal"
    assert chat.talk.answers == {"role": ("school",)}
    assert chat.asked == "consent"


def test_each_walks_the_chosen_items_in_order(chat: Chat) -> None:
    at_review(chat)
    assert chat.asked == "review"
    assert chat.talk is not None
    assert [key for key in chat.talk.answers if key.startswith("noticed")] == ["noticed[school]", "noticed[peers]"]


def test_back_drops_the_newest_answer_and_not_what_was_carried(chat: Chat) -> None:
    chat.does(Asked("start")).does(press("danger", "no")).does(press("role", "school")).does(press("place", "be:1"))
    chat.does(press("consent", "yes")).does(press("areas", "school"))
    assert chat.does(Asked("back")).asked == "areas"
    assert chat.does(Asked("back")).asked == "consent"
    assert chat.does(Asked("back")).asked == "consent"
    assert "first_question" in chat.phrases


def test_an_old_button_edits_that_answer_and_later_answers_stay(chat: Chat) -> None:
    at_review(chat)
    assert chat.talk is not None
    chat.does(press("areas", "home", talk=chat.talk.id))
    assert chat.asked == "noticed[home]"
    chat.does(press("noticed[home]", "less"))
    assert chat.asked == "review"


def test_the_review_asks_one_answer_again(chat: Chat) -> None:
    at_review(chat).does(press("review", "noticed[school]"))
    assert chat.asked == "noticed[school]"
    assert chat.does(press("noticed[school]", "less")).asked == "review"


def test_more_opens_the_second_stage_and_asks_the_review_again(chat: Chat) -> None:
    assert at_review(chat).does(press("review", "more")).asked == "often"
    assert chat.does(press("often", "once")).asked == "review"


def test_send_is_an_effect_with_the_answers_and_keeps_only_what_is_said(chat: Chat) -> None:
    at_review(chat).does(press("review", "send"))
    effect = chat.effects[0]
    assert effect.name == "send_signal"
    assert effect.answers["noticed[peers]"] == ("less",)
    assert chat.talk is not None
    assert set(chat.talk.answers) == {"role", "review", "thanks"}
    assert chat.asked == "how"
    assert chat.does(press("review", "send")).error == "sent_once"
    chat.does(press("how", "ok"))
    assert chat.talk is None


def test_send_is_offered_only_where_the_fact_and_the_consent_hold(chat: Chat) -> None:
    chat.world.facts["open"] = "no"
    assert at_review(chat).does(press("review", "send")).error == "unknown_answer"


def test_danger_lies_over_the_open_talk_which_waits(chat: Chat) -> None:
    at_review(chat).does(Asked("danger"))
    assert chat.asked == "danger"
    chat.does(press("danger", "no"))
    assert chat.asked == "review"
    assert "back_to_talk" in chat.phrases


def test_danger_alone_begins_the_first_talk_with_the_answer(chat: Chat) -> None:
    chat.does(Asked("danger")).does(press("danger", "no"))
    assert chat.talk is not None
    assert chat.talk.flow == "where_to_turn"
    assert chat.asked == "role"


def test_a_dangerous_option_lays_danger_over(chat: Chat) -> None:
    chat.does(Asked("signal")).does(press("role", "school")).does(press("consent", "yes"))
    chat.does(press("areas", "school")).does(press("noticed[school]", "fights"))
    assert chat.talk is not None
    assert (chat.talk.flow, chat.talk.below and chat.talk.below.flow) == ("danger", "signal")
    assert chat.does(press("danger", "no")).asked == "words"


def test_a_talk_that_is_not_for_the_role_leads_back_to_contacts(chat: Chat) -> None:
    chat.does(Asked("signal")).does(press("role", "family"))
    assert "not_for_role" in chat.phrases
    assert chat.talk is not None
    assert chat.talk.flow == "where_to_turn"


def test_a_talk_that_lacks_the_language_asks_for_another_or_contacts(chat: Chat) -> None:
    chat.world.languages = {"signal": ("fr",)}
    chat.does(Asked("signal"))
    assert [item.key for item in chat.out if isinstance(item, Reply)] == ["language"]
    chat.does(press("language", "fr"))
    assert chat.talk is not None
    assert (chat.talk.language, chat.asked) == ("fr", "role")


def test_and_contacts_is_the_other_way(chat: Chat) -> None:
    chat.world.languages = {"signal": ("fr",)}
    chat.does(Asked("signal")).does(press("language", "contacts"))
    assert chat.talk is not None
    assert chat.talk.flow == "phone"


def test_typed_numbers_and_words_answer(chat: Chat) -> None:
    chat.does(Asked("start")).does(Wrote("2"))
    assert chat.asked == "role"
    chat.does(Wrote("school"))
    assert chat.asked == "place"
    assert chat.does(Wrote("nowhere")).error == "unknown_place"
    assert chat.does(Wrote("x", (Spot("be:1", "One"), Spot("be:2", "Two")))).asked == "place"
    assert chat.does(Wrote("2")).asked == "consent"


def test_the_number_of_a_command_button_is_the_command(chat: Chat) -> None:
    chat.does(Asked("start")).does(Wrote("3"))
    assert chat.talk is not None
    assert chat.talk.flow == "phone"


def test_many_by_numbers_and_its_limits(chat: Chat) -> None:
    chat.does(Asked("signal")).does(press("role", "school")).does(press("consent", "no"))
    assert chat.does(Wrote("1 2 3")).error == "too_many"
    assert chat.does(Wrote("1,4")).error == "alone"
    assert chat.does(Chose("areas", ())).error == "choose_one_at_least"
    assert chat.does(Wrote("1, 2")).asked == "noticed[school]"


def test_ticks_state_the_wish(chat: Chat) -> None:
    chat.does(Asked("signal")).does(press("role", "school")).does(press("consent", "no"))
    for _ in range(2):
        chat.does(Chose("areas", ("school",), wish="add"))
    chat.does(Chose("areas", ("none",), wish="add"))
    chat.does(Chose("areas", ("peers",), wish="add")).does(Chose("areas", (), wish="done"))
    assert chat.talk is not None
    assert chat.talk.answers["areas"] == ("peers",)


def test_the_guard_asks_about_every_text(chat: Chat) -> None:
    at_review(chat).does(press("review", "words"))
    chat.does(Wrote("he shouted"))
    assert chat.asked == "words"
    assert chat.does(Wrote("belief things")).asked == "words"
    assert chat.talk is not None
    assert chat.talk.draft is not None
    assert chat.talk.draft.guard == "belief"
    chat.does(press("guard", "quote")).does(press("guard", "ok"))
    assert chat.talk is not None
    assert chat.talk.answers["words"] == ("“belief things”",)
    assert chat.does(press("review", "words")).does(Wrote("x" * 41)).error == "too_long"
    assert chat.does(Wrote("receipt")).error == "receipt_in_text"
    assert chat.does(Wrote("names")).does(press("guard", "remove")).asked == "review"


def test_an_old_talks_button_says_so_and_asks_again(chat: Chat) -> None:
    chat.does(Asked("start")).does(press("danger", "no", talk="gone00"))
    assert chat.phrases == ["talk_over"]
    assert chat.asked == "danger"


def test_media_changes_nothing(chat: Chat) -> None:
    before = chat.does(Asked("start")).talk
    assert chat.does(Sent("photo")).error == "media"
    assert chat.talk == before


def test_stop_forgets(chat: Chat) -> None:
    assert at_review(chat).does(Asked("stop")).talk is None
    assert chat.phrases == ["stopped"]


def test_language_changes_in_the_middle(chat: Chat) -> None:
    at_review(chat).does(Asked("language", "fr"))
    assert chat.talk is not None
    assert (chat.talk.language, chat.asked) == ("fr", "review")


KEYS = ["danger", "role", "place", "consent", "areas", "noticed[school]", "words", "often", "review", "how", "guard"]
OPTIONS = ["no", "now", "school", "family", "yes", "none", "peers", "less", "fights", "send", "more", "delete", "ok"]
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Chose,
        st.sampled_from(KEYS),
        st.lists(st.sampled_from([*OPTIONS, "be:1", "words", "noticed[school]"]), max_size=3).map(tuple),
        st.sampled_from([None, "gone00"]),
        st.sampled_from(["set", "add", "drop", "done"]),
    ),
    st.builds(Wrote, st.text(max_size=50)),
    st.builds(Wrote, st.sampled_from(["1", "2", "belief", "names", "receipt", "1,2"])),
    st.builds(Asked, st.sampled_from(["start", "signal", "danger", "back", "skip", "stop", "help", "language", "x"])),
    st.builds(Asked, st.just("language"), st.sampled_from(["fr", "xx", ""])),
    st.builds(Sent, st.just("photo")),
    st.just(Looked()),
)


@given(events=st.lists(EVENTS, max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_series_of_events_breaks_a_talk_or_sends_without_consent(
    flows: dict[str, Flow], events: list[Event]
) -> None:
    chat = new_chat(flows)
    for event in events:
        chat.does(event)
        for effect in chat.effects:
            if effect.name == "send_signal":
                assert effect.answers["consent"] == ("yes",)
        if chat.talk:
            assert chat.asked is not None
            assert chat.talk.below is None or chat.talk.below.below is None


def test_a_talk_survives_json(tmp_path: Path) -> None:
    talk = Talk("abcdef", "signal", "ar", {"words": ("«نص»",)}, below=Talk("ghijkl", "danger", "ar"))
    assert Talk.from_json(talk.to_json()) == talk
