from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels.web.form import TEXT_LIMIT, Form, event_of_form, read_form
from bot.talk.event import Asked, Chose, Event, Wrote

ID = "0123456789abcdef"


def said(*pairs: tuple[str, str]) -> Event:
    return event_of_form(Form(pairs))


@pytest.mark.parametrize(
    ("pairs", "meant"),
    [
        ([("press", "role.school"), ("talk", "abc123")], Chose("role", ("school",), "abc123")),
        ([("press", "noticed[school].less")], Chose("noticed[school]", ("less",))),
        ([("press", "review.noticed[school]")], Chose("review", ("noticed[school]",))),
        ([("press", "place.be:23088")], Chose("place", ("be:23088",))),
        ([("press", "case.take"), ("etag", "4c1n8s7t2q0w-3")], Chose("case", ("take",), etag="4c1n8s7t2q0w-3")),
        ([("press", "case.take"), ("etag", "X!")], Chose("case", ("take",))),
        ([("tick", "areas.a"), ("tick", "areas.b"), ("done", "areas")], Chose("areas", ("a", "b"))),
        ([("tick", "noticed[a].b"), ("done", "noticed[a]")], Chose("noticed[a]", ("b",))),
        ([("done", "areas"), ("talk", "abc123")], Chose("areas", (), "abc123")),
        ([("press", "/phone")], Asked("phone")),
        ([("press", "/receipt"), ("argument", " ABCD ")], Asked("receipt", "ABCD")),
        ([("text", " /language fr ")], Asked("language", "fr")),
        ([("text", "  1800 ")], Wrote("1800")),
        ([("text", "/ and more")], Wrote("/ and more")),
        ([], Wrote("")),
    ],
)
def test_what_a_form_means(pairs: list[tuple[str, str]], meant: Event) -> None:
    assert said(*pairs) == meant


@pytest.mark.parametrize(
    "pairs",
    [
        [("press", "role")],
        [("press", "role.")],
        [("press", "/Phone!")],
        [("press", "role." + "x" * 70)],
        [("tick", "areas.a"), ("done", "other")],
    ],
)
def test_what_no_form_of_ours_says_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(HTTPException):
        said(*pairs)


def test_a_long_text_is_cut_but_stays_too_long_for_any_question() -> None:
    assert said(("text", "x" * 50_000)) == Wrote("x" * TEXT_LIMIT)


@given(st.lists(st.tuples(st.sampled_from(["press", "done", "tick", "text", "talk", "etag", "argument"]), st.text())))
def test_any_form_is_an_event_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        found: object = event_of_form(Form(tuple(pairs)))
    except HTTPException as refused:
        found = refused.status_code
    assert found == 400 or isinstance(found, Event)


def test_the_same_press_is_the_same_arrival_another_press_another() -> None:
    school = Form((("id", ID), ("press", "role.school"), ("seen", "3")))
    assert school.arrival("me") == Form((("id", ID), ("press", "role.school"), ("seen", "9"))).arrival("me")
    assert school.arrival("me") != Form((("id", ID), ("press", "role.youth"))).arrival("me")
    assert school.arrival("me") != school.arrival("you")


@pytest.mark.parametrize("id", ["", "short", "x" * 65, "<script>alert(1)</script>"])
def test_a_form_without_an_id_is_refused(id: str) -> None:
    with pytest.raises(HTTPException):
        Form((("id", id), ("text", "x"))).arrival("me")


@given(st.text(), st.text())
def test_an_arrival_tells_neither_who_nor_what(chat: str, text: str) -> None:
    arrival = Form((("id", ID), ("text", text))).arrival(chat)
    assert len(arrival) == 32
    assert set(arrival) <= set("0123456789abcdef")


@pytest.mark.threat(24)
async def test_a_browser_that_hangs_up_in_the_middle_is_no_fault() -> None:
    begun = {"type": "http.request", "body": b"text=a", "more_body": True}
    parts: Iterator[dict[str, object]] = iter([begun, {"type": "http.disconnect"}])

    async def receive() -> dict[str, object]:
        return next(parts)

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = Request({"type": "http", "method": "POST", "path": "/say", "headers": headers}, receive)
    with pytest.raises(HTTPException) as caught:
        await read_form(request)
    assert caught.value.status_code == 400
