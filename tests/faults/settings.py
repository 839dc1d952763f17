"""Shorter waits for a run of faults: constants and default arguments of the program, set in the process that is to
fail. `module:NAME` is a constant, `module:function(argument)` the default of an argument."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.points import find

Settings = Mapping[str, Any]

QUICK: Settings = {
    "bot.intake.rounds:SWEEP": 0.05,  # seconds between two looks for traces
    "bot.store.engine:FIRST_REST": 0.0,  # seconds until the file is written anew
    "bot.store.engine:REST": 10,  # times as long as that took, until it is again
    "bot.store.lead:RETRY": 0.1,  # seconds between two tries for the lead
}
IMPATIENT: Settings = {
    **QUICK,
    "bot.channels.telegram.api:TelegramBot.call(patience)": 0.3,
    "bot.channels.telegram.poll:MORE_PATIENT": 0.3,
    "bot.channels.telegram.poll:Poll.__init__(wait)": 1,
    "bot.channels.telegram.poll:Poll.__init__(pauses)": [0.02, 0.2],
    "bot.post.sender:REST_AFTER_FAILURE": 0.2,
    "bot.channels.telegram.deliver:AGAIN": 0.05,
    "bot.channels.telegram.deliver:LONG": 0.3,
}


def apply(settings: Settings) -> None:
    """Set them all. Raises AttributeError or KeyError for one that the program does not have (any more)."""
    for target, value in settings.items():
        place, _, argument = target.rstrip(")").partition("(")
        owner, name, found = find(place)
        if argument:
            _default(found, argument, value)
        else:
            setattr(owner, name, value)


def has(target: str) -> bool:
    """Whether the program has this constant or this default."""
    place, _, argument = target.rstrip(")").partition("(")
    found = find(place)[2]
    if not argument:
        return True
    return inspect.signature(found).parameters[argument].default is not inspect.Parameter.empty


def _default(function: Callable[..., Any], argument: str, value: Any) -> None:
    given = inspect.signature(function).parameters
    having = [name for name, one in given.items() if one.default is not inspect.Parameter.empty]
    defaults = list(function.__defaults__ or ())
    defaults[having.index(argument)] = value
    function.__defaults__ = tuple(defaults)
