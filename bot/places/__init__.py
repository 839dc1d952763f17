"""Where: the areas of Europe that contacts are bound to, and how a typed town or postcode finds one of them."""

from bot.places.gazetteer import Gazetteer, Place, UnknownPlace
from bot.places.resolve import Found, find_places, resolve_place

__all__ = ["Found", "Gazetteer", "Place", "UnknownPlace", "find_places", "resolve_place"]
