"""Emergency, crisis and missing children: by country, the nearest first."""

import pytest

from bot.directory.directory import Directory
from bot.directory.lines import emergency_lines, need_lines


@pytest.mark.parametrize(
    ("code", "first", "number"),
    [("be:21012", "be-emergency", "101"), ("fr:84007", "fr-emergency", "112"), ("GB-ENG", "gb-999-101", "999"),
     ("nl:0599", "nl-politie", "112"), ("de:09162000", "de-emergency", "110"), ("DK", "eu-112", "112"),
     ("se:0180", "se-emergency", "112")],
)  # fmt: skip
def test_emergency(directory: Directory, code: str, first: str, number: str) -> None:
    found = emergency_lines(directory, directory.places.chain(code))
    assert found[0].id == first
    assert number in [phone.number for phone in found[0].phones]


def test_a_silent_call_is_offered_only_where_the_source_says_so(directory: Directory) -> None:
    assert "press 55" in directory.by_id["gb-999-101"].limits
    assert ("114", "sms") in [(phone.number, phone.use) for phone in directory.by_id["fr-emergency"].phones]


def test_the_language_comes_first(directory: Directory) -> None:
    place = directory.places.chain("be:21012")
    assert need_lines(directory, place, "suicide", "fr")[0].id == "be-suicide-fr"
    assert need_lines(directory, place, "suicide", "nl")[0].id == "be-suicide-nl-1813"


def test_missing_children(directory: Directory) -> None:
    for code in ("be:21012", "GB-ENG", "LU"):
        assert any(
            p.number == "116 000"
            for row in need_lines(directory, directory.places.chain(code), "missing")
            for p in row.phones
        )
