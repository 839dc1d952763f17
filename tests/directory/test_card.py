"""What a renderer is given."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.card import contact_card, shown_source, source_name
from bot.directory.directory import Directory

ZONE = "Europe/Brussels"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(ZONE))


def test_a_card_says_open_fresh_free_and_from_where(directory: Directory) -> None:
    found = contact_card(directory.by_id["be-fwb-reseau"], TUESDAY, ZONE)
    assert found.openness.until == TUESDAY.replace(hour=13)
    assert found.freshness.state == "unverified"
    assert found.source == "aidealajeunesse.cfwb.be"
    assert found.free


def test_only_the_numbers_of_the_town_are_shown(directory: Directory) -> None:
    row = directory.by_id["be-bru-mediation"]
    found = contact_card(row, TUESDAY, ZONE, directory.places.chain("be:21015"))
    assert [phone.number for phone in found.phones] == ["02 240 63 01"]
    assert len(contact_card(row, TUESDAY, ZONE).phones) == len(row.phones)


def test_an_ended_row_is_ended(directory: Directory) -> None:
    found = contact_card(directory.by_id["de-uturn-dortmund"], TUESDAY, "Europe/Berlin")
    assert found.freshness.state == "ended"
    assert not found.free


@pytest.mark.parametrize(
    ("id", "source"),
    [
        ("be-dg-wegweiser", "wegweiser.be"),  # its own page, not the newspaper
        ("fr-cnapr", "senat.fr"),  # a public body, not the mirror of a leaflet
        ("be-schaerbeek-cellule", "issuu.com"),  # nothing better is known, and none is made up
    ],
)
def test_of_several_sources_the_one_a_reader_trusts_is_named(directory: Directory, id: str, source: str) -> None:
    assert contact_card(directory.by_id[id], TUESDAY, ZONE, official=directory.needs.official).source == source


def test_the_source_named_is_always_one_of_the_row(directory: Directory) -> None:
    for row in directory.contacts:
        assert shown_source(row, directory.needs.official) in [source_name(source) for source in row.source]
