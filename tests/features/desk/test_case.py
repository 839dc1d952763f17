"""What a coordinator has before them: which case is open, and the version they have seen of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.desk.case import DESK, NO_SIGNAL, Desk, OpenCase, case_in, frame, key_in, version_in
from bot.features.desk.records import HeldSignal
from bot.features.staff.records import Person
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.vocabulary import Frame
from bot.words.world import World
from tests.conftest import NOW

KEY = "4c1n8s7t2q0w4c1n"
CASE = OpenCase(KEY, 3, "read", "4C1N · Vilvoorde")
WHO = Person("id", "lane", "line", "boss", "en", frozenset(), None)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=16)


def world(library: Library, desk: Desk | None) -> World:
    made = World(library, Towns.pretend(), NOW, "en")
    if desk:
        DESK.put(made, desk)
    return made


@given(KEYS, st.integers(0, 999_999_999))
def test_an_etag_is_read_for_its_own_case_and_no_other(key: str, version: int) -> None:
    etag = OpenCase(key, version, "read").etag
    assert version_in(etag, key) == version
    assert version_in(etag, f"{key}x") is None


@given(st.text(max_size=20))
def test_anything_else_is_no_version(text: str) -> None:
    found = version_in(text, KEY)
    assert found is None or text == f"{KEY}-{found}" or text.startswith(f"{KEY}-")


@pytest.mark.parametrize("etag", ["", KEY, f"{KEY}-", f"{KEY}-x", f"{KEY}--1", f"{KEY}-1234567890", "-3"])
def test_what_is_broken_is_no_version(etag: str) -> None:
    assert version_in(etag, KEY) is None


def test_the_options_of_the_list_are_no_signals() -> None:
    assert [key_in({"desk": (option,)}) for option in NO_SIGNAL] == [""] * len(NO_SIGNAL)
    assert (key_in({"desk": (KEY,)}), key_in({}), key_in({"desk": ()})) == (KEY, "", "")


def test_a_case_is_open_by_the_answers_if_it_is_open_to_who_asks(library: Library) -> None:
    desk = Desk(WHO, cases={KEY: CASE, "other": None})
    assert case_in(world(library, desk), {"desk": (KEY,)}) == CASE
    assert case_in(world(library, desk), {"desk": ("other",)}) is None
    assert case_in(world(library, desk), {}) is None
    assert case_in(world(library, None), {"desk": (KEY,)}) is None


def test_a_message_is_framed_by_the_version_that_was_seen_of_the_case_as_a_whole(library: Library) -> None:
    here, talk = world(library, Desk(WHO, cases={KEY: CASE})), Talk("abc123", "desk", "en", {"desk": (KEY,)})
    assert frame(here, talk) == Frame(CASE.label, f"{KEY}-3", KEY)
    seen = talk.seeing(f"{KEY}-2")
    assert frame(here, seen).etag == f"{KEY}-3", "the case itself is being shown"
    assert frame(here, seen.with_answer("case", ("close",), "")).etag == f"{KEY}-2"
    assert frame(here, Talk("abc123", "desk", "en")) == Frame()


def test_a_desk_left_while_a_case_was_open_is_framed_by_that_case(library: Library) -> None:
    left = Talk("abc123", "desk", "en", {"desk": ("leave",)})
    assert frame(world(library, Desk(WHO, cases={KEY: CASE})), left) == Frame(CASE.label, f"{KEY}-3", KEY)
    assert frame(world(library, Desk(WHO, cases={KEY: None})), left) == Frame()
    assert frame(world(library, Desk(WHO)), left) == frame(world(library, None), left) == Frame()


def test_after_an_act_only_its_case_is_forgotten() -> None:
    held: dict[str, HeldSignal] = {}
    desk = Desk(WHO, cases={KEY: CASE, "other": None}, held=held, colleagues=(), logged={KEY})
    desk.changed(KEY)
    desk.changed("never laid out")
    assert (desk.cases, desk.colleagues, desk.logged) == ({"other": None}, None, {KEY})
