from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.markup import Markup, join, tag
from tests.channels.web.reader import Page


def test_elements_and_attributes() -> None:
    made = tag("button", "Go", name="press", class_="main", data_say=True, disabled=False, title=None)
    assert made == '<button name="press" class="main" data-say>Go</button>'


def test_void_elements_have_no_end() -> None:
    assert tag("br") == "<br>"


def test_children_are_flattened_and_none_is_left_out() -> None:
    assert join(["a", None, ["<", [tag("b", "c")]]]) == "a&lt;<b>c</b>"


@given(st.text(), st.text())
def test_no_text_becomes_markup(child: str, value: str) -> None:
    made = tag("p", child, title=value)
    assert isinstance(made, Markup)
    page = Page(made)
    assert [name for name, _ in page.elements] == ["p"]
    assert made.count("<") == 2
    assert made.count('"') == 2


@given(st.sampled_from(["<script>", "</p>", '" onload="', "<!--", "&lt;", "]]>", "<svg/onload=x>"]), st.text())
def test_hostile_texts_are_read_as_they_were_written(hostile: str, rest: str) -> None:
    text = (hostile + rest).replace("\r", "").replace("\0", "")
    page = Page(tag("p", text, title=text))
    assert "".join(page.texts) == text
    assert page.elements == [("p", {"title": text})]
