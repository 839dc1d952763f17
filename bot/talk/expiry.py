"""How long a talk waits for its person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.flow.model import Flow
from bot.talk.state import Talk

SHORTEST = timedelta(minutes=60)


def lasts(flow: Flow, talk: Talk) -> timedelta:
    """The flow's default, or longer once an answer says so."""
    found = flow.expires.get("default", SHORTEST)
    for key, wait in flow.expires.items():
        step, _, option = key.partition(".")
        if option and option in talk.answers.get(step, ()):
            found = max(found, wait)
    return found


def waits(flows: Mapping[str, Flow], talk: Talk) -> timedelta:
    """How long a talk and the one that waits under it are kept."""
    found = lasts(flows[talk.flow], talk)
    return max(found, lasts(flows[talk.below.flow], talk.below)) if talk.below else found
