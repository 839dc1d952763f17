from datetime import UTC, datetime

from bot.app import open_library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import PLACE_VALUES, Writer


def test_what_follows_from_the_place_is_what_is_looked_up_for_it() -> None:
    world = World(open_library(), Towns(()), datetime(2026, 11, 21, tzinfo=UTC), "en")
    assert set(Writer(world, "en").place_values({"place": ("be:23088",)})) == PLACE_VALUES
