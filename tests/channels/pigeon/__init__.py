"""Pigeon: a channel that nobody has, to see what a third one costs. Light, so that the list can import it."""

from bot.post.reach import Can

NAME = "pigeon"
CAN = Can(edits=True, deletes=True, buttons=True, files=True, longest=500)
