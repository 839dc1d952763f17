"""The life map: what is known of each area of life, what to ask next, where one could start."""

from bot.features.life_map.feature import FEATURE

__all__ = ["FEATURE"]
