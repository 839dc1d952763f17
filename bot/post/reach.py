"""What each channel can do, as a value: the office asks it instead of the channel's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Can:
    """What a channel can do.

    `pulled`: its messages are fetched by whoever reads them (a page, a terminal), else they are pushed to a chat that
    keeps its own copy. `edits`: a message already shown may be changed in place. `deletes`: messages can be taken from
    the chat again, by their ids. `buttons`, `files`: a message may carry them. `longest`: characters of one message, 0
    where any length will do. `quick_leave`: it is a page with a button that forgets it.
    """

    pulled: bool = False
    edits: bool = False
    deletes: bool = False
    buttons: bool = False
    files: bool = False
    longest: int = 0
    quick_leave: bool = False


TELEGRAM = Can(edits=True, deletes=True, buttons=True, files=True, longest=4096)
WEB = Can(pulled=True, buttons=True, files=True, quick_leave=True)
LINE = Can(pulled=True, files=True)
SHIPPED: Mapping[str, Can] = MappingProxyType({"telegram": TELEGRAM, "web": WEB, "line": LINE})
UNKNOWN_CHANNEL = Can()  # a channel that is not set up any more: its rows wait as those of a pushed one do


def can_of(channels: Mapping[str, Can], channel: str) -> Can:
    """What a channel can do, by its name."""
    return channels.get(channel, UNKNOWN_CHANNEL)
