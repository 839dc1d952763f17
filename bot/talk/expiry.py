"""How long a talk waits for its person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.flow.model import Flow
from bot.talk.state import Talk

SHORTEST_LIFE = timedelta(minutes=60)


def time_to_live(flow: Flow, talk: Talk) -> timedelta:
    """The flow's default, or longer once an answer says so."""
    found = flow.expires.get("default", SHORTEST_LIFE)
    for key, wait in flow.expires.items():
        step, _, option = key.partition(".")
        if option and option in talk.answers.get(step, ()):
            found = max(found, wait)
    return found


def time_to_live_below(flows: Mapping[str, Flow], talk: Talk) -> timedelta:
    """How long a talk and the one that waits under it are kept."""
    found = time_to_live(flows[talk.flow], talk)
    return max(found, time_to_live(flows[talk.below.flow], talk.below)) if talk.below else found
