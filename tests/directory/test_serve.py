"""Which rows may be shown to whom: age, role, place, state."""

from typing import Any

import pytest

from bot.directory.directory import Directory
from bot.directory.needs import ALL_ROLES
from bot.directory.serve import AGE_SPANS, Request, role_audiences, serves, serves_age, serves_role
from tests.directory.conftest import contact

CHAIN = ("be:23088", "BE-VLG", "BE")


def served(directory: Directory, role: str = "family", age: str | None = None, **fields: Any) -> bool:
    return serves(directory.needs, contact(**fields), Request(CHAIN, "nl", role, "advice", age))


@pytest.mark.parametrize(
    ("ages", "groups"),
    [
        ((None, None), [None, "under12", "teen", "young", "adult"]),
        ((12, None), [None, "teen", "young", "adult"]),
        ((11, None), [None, "under12", "teen", "young", "adult"]),
        ((None, 17), [None, "under12", "teen"]),
        ((None, 18), [None, "under12", "teen", "young"]),
        ((18, 25), [None, "young"]),
        ((26, None), [None, "adult"]),
        ((120, 120), [None, "adult"]),
        ((0, 0), [None, "under12"]),
    ],
)
def test_an_age_group_is_served_when_the_ages_meet(ages: tuple[int | None, int | None], groups: list[str]) -> None:
    row = contact(min_age=ages[0], max_age=ages[1])
    assert [age for age in (None, *AGE_SPANS) if serves_age(row, age)] == groups


def test_a_row_for_other_ages_is_not_shown(directory: Directory) -> None:
    assert served(directory, age="teen", max_age=17)
    assert not served(directory, age="adult", max_age=17)


@pytest.mark.parametrize("role", ALL_ROLES)
def test_a_row_for_everybody_is_for_every_role(directory: Directory, role: str) -> None:
    assert served(directory, role, audience=["public"])


def test_a_role_sees_what_is_for_its_audiences(directory: Directory) -> None:
    for role, names in directory.needs.audiences.items():
        for audience in ("families", "professionals", "individuals", "local_authorities"):
            assert serves_role(directory.needs, contact(audience=[audience]), role) == (audience in names)
    assert role_audiences(directory.needs, "pilot") == ()


def test_a_row_of_some_roles_is_for_no_other(directory: Directory) -> None:
    roles = [role for role in ALL_ROLES if served(directory, role, audience=["public"], for_roles=["school", "youth"])]
    assert roles == ["school", "youth"]


def test_only_what_is_near_active_and_no_emergency_number_is_a_card(directory: Directory) -> None:
    assert served(directory)
    assert served(directory, areas=["EU"])
    assert not served(directory, areas=["be:21012"])
    assert not served(directory, status="ended", replaced_by="be-other")
    assert not served(directory, needs=["emergency"])
    assert served(directory, needs=["emergency", "police_not_urgent"])
