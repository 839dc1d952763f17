"""What a renderer is given."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.directory.card import card
from bot.directory.directory import Directory

ZONE = "Europe/Brussels"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(ZONE))


def test_a_card_says_open_fresh_free_and_from_where(directory: Directory) -> None:
    found = card(directory.by_id["be-fwb-reseau"], TUESDAY, ZONE)
    assert found.openness.until == TUESDAY.replace(hour=13)
    assert found.freshness.state == "unverified"
    assert found.source == "aidealajeunesse.cfwb.be"
    assert found.free


def test_only_the_numbers_of_the_town_are_shown(directory: Directory) -> None:
    row = directory.by_id["be-bru-mediation"]
    found = card(row, TUESDAY, ZONE, directory.places.chain("be:21015"))
    assert [phone.number for phone in found.phones] == ["02 240 63 01"]
    assert len(card(row, TUESDAY, ZONE).phones) == len(row.phones)


def test_an_ended_row_is_ended(directory: Directory) -> None:
    found = card(directory.by_id["de-uturn-dortmund"], TUESDAY, "Europe/Berlin")
    assert found.freshness.state == "ended"
    assert not found.free
