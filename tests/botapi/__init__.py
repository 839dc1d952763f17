"""A strict Bot API server for tests: real HTTP on loopback, aiogram's models as judge, Telegram's limits and moods."""

from tests.botapi.faults import Fault
from tests.botapi.person import Person
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN

__all__ = ["TOKEN", "BotApi", "Fault", "Person"]
