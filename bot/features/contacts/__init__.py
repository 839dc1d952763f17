"""Who can help: contact cards, short cards, who runs this here."""

from bot.features.contacts.feature import FEATURE

__all__ = ["FEATURE"]
