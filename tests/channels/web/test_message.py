import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.contract import PUBLIC
from bot.channels.web.message import PageView, message_article, open_rows
from bot.post.message import Button, File, Message
from tests.channels.web.reader import Page
from tests.channels.web.test_words import WORDS

VIEW = PageView(PUBLIC, WORDS, 7)
MANY = Message(
    "Which areas?",
    "en",
    "areas",
    "abc123",
    "many",
    (Button("areas.school", "School", True), Button("areas.peers", "Friends", False), Button("/phone", "A number")),
)


def drawn(message: Message, is_open: bool = True) -> Page:
    return Page(message_article(VIEW, (7, message), is_open))


def test_many_are_real_boxes_with_one_button() -> None:
    page = drawn(MANY)
    assert [box["value"] for box in page.found("input", type="checkbox")] == ["areas.school", "areas.peers"]
    assert len(page.found("input", checked=None, type="checkbox")) == 2
    assert "checked" in page.found("input", value="areas.school")[0]
    assert page.forms[0].buttons == [("done", "areas", "Done")]
    assert page.forms[1].buttons == [("press", "/phone", "A number")]


def test_one_is_a_button_an_option() -> None:
    buttons = (Button("role.school", "School"), Button("noticed[school].less", "Less"))
    page = drawn(Message("Who?", "en", "role", "abc123", "one", buttons))
    assert [value for _, value, _ in page.forms[0].buttons] == ["role.school", "noticed[school].less"]


@pytest.mark.parametrize(("kind", "element"), [("text", "textarea"), ("place", "input")])
def test_a_typed_answer_has_a_field_with_its_label(kind: str, element: str) -> None:
    page = drawn(Message("Where?", "en", "place", "abc123", kind))
    (box,) = page.found(element, name="text")
    assert page.found("label", **{"for": box["id"]})
    assert box["autocomplete"] == "off"
    assert box["spellcheck"] == "false"


def test_enter_in_a_field_never_presses_an_option() -> None:
    page = drawn(Message("Which place?", "en", "place", "abc123", "place", (Button("place.be:1", "A"),)))
    assert [form.buttons[0][1] for form in page.forms if form.typed] == [""]


def test_each_message_has_its_own_language_and_direction() -> None:
    page = drawn(Message("مرحبا", "ar-XB"))
    assert (page.found("article")[0]["lang"], page.found("article")[0]["dir"]) == ("ar-XB", "rtl")


def test_an_answered_question_has_no_buttons() -> None:
    assert drawn(MANY, is_open=False).forms == []


def test_only_the_newest_question_stands_open() -> None:
    news = Message("News", "en", buttons=(Button("/desk", "Open"),))
    assert open_rows([(1, MANY), (2, news), (3, MANY), (4, news)]) == {2, 3, 4}


def test_files_are_fetched_by_row_and_number() -> None:
    page = drawn(Message("Here", "en", files=(File("notes.txt", "text", "{}"), File("map.pdf", "pdf", "{}"))))
    assert [link["href"] for link in page.found("a")] == ["/file/7/0", "/file/7/1"]


def test_the_case_and_its_version_goes_with_its_buttons() -> None:
    page = drawn(Message("Case", "en", "case", "abc123", "one", (Button("case.take", "Take"),), etag="4c1n8s7t2q0w-4"))
    assert ("etag", "4c1n8s7t2q0w-4") in page.forms[0].fields


def test_two_drawings_have_different_ids() -> None:
    ids = {dict(drawn(MANY).forms[0].fields)["id"] for _ in range(3)}
    assert len(ids) == 3


KNOWN = {
    *("class", "lang", "dir", "tabindex", "data-seq", "data-talk", "data-key", "data-kind", "data-say", "method"),
    *("action", "autocomplete", "type", "name", "value", "id", "for", "rel", "href", "download", "target", "rows"),
    *("spellcheck", "required"),
}
hostile = st.text() | st.sampled_from(
    ["</article><script>alert(1)</script>", '"><img src=x onerror=y>', "<!--", "&#60;"]
)


@given(
    text=hostile, label=hostile, option=hostile, name=hostile, kind=st.sampled_from(["one", "many", "text", "place"])
)
def test_hostile_words_never_become_markup(text: str, label: str, option: str, name: str, kind: str) -> None:
    def message(text: str, label: str, option: str, name: str) -> Message:
        buttons = (Button(f"areas.{option}", label, False if kind == "many" else None),)
        return Message(text, "en", "areas", "abc123", kind, buttons, files=(File(name, "text", "{}"),))

    shape = [tag for tag, _ in drawn(message("x", "x", "x", "x")).elements if tag not in ("p", "br", "a")]
    page = drawn(message(text, label, option, name))
    assert [tag for tag, _ in page.elements if tag not in ("p", "br", "a")] == shape
    assert {key for _, attributes in page.elements for key in attributes} <= KNOWN
