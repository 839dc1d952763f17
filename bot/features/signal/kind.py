"""What a talk that sends signals may differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.words.library import Library

PLAIN_FLOW = "signal"  # the talk of signals that do not say in which one they were written


@dataclass(frozen=True)
class SignalKind:
    """A kind of signals. `note`: the phrase that tells a reader; `counted`: of which step each answer is counted."""

    note: str
    counted: str


SignalKinds = Mapping[str, SignalKind]
"""By the talk they are written in; all others are about a person."""


def written_in(library: Library, flow: str | None) -> str:
    """The talk a signal was written in; the plain one where it says none, or one that is gone."""
    return flow if flow in library.content.flows else PLAIN_FLOW
