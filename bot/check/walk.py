"""One turn of the real engine, watched: which steps were shown, and where the talk went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.flow.model import Flow
from bot.talk import handle
from bot.talk.event import Event
from bot.talk.reply import Effect, Reply
from bot.talk.state import Answer, Talk
from bot.talk.trail import Stop, Trail
from bot.talk.turn import Ended, Turn

Events = tuple[Event, ...]


@dataclass(frozen=True)
class Seen:
    """What one move led to: the steps shown, in their order, and the talk at the next question or how it ended.

    `end` is the name of the end; `start NAME` at a door, with what it `carried`; `danger` where that talk was laid
    over; `refused` where the talk is not for the role; empty where the talk ran out of steps without an `end`.
    """

    steps: tuple[str, ...]
    talk: Talk | None
    end: str | None = None
    carried: Mapping[str, Answer] = field(default_factory=dict)


@dataclass
class Watched(Turn):
    """A turn that stops at the door to another talk instead of going through it."""

    begun: bool = False
    end: str | None = None
    door: str = ""
    carried: Mapping[str, Answer] = field(default_factory=dict)

    def begin(self, name: str, language: str, answers: Mapping[str, Answer] | None = None) -> None:
        if not self.begun:
            self.begun = True
            return super().begin(name, language, answers)
        if self.end is None:
            self.end, self.carried = f"start {name}", answers or {}
        self.talk = None
        return None

    def lay(self, name: str, answers: Mapping[str, Answer] | None = None) -> None:
        self.end, self.talk = name, None

    def start(self, stop: Stop, path: Trail) -> None:
        self.door = stop.key
        super().start(stop, path)

    def not_for(self) -> bool:
        talk = self.open
        refused = super().not_for()
        if refused:
            self.end, self.carried = "refused", {}
            self.ended.append(Ended(talk.id, "refused"))
        return refused

    def leave(self, how: str) -> None:
        self.end = self.trail().end or ""
        self.talk = None

    def seen(self) -> Seen:
        """What was shown since the last event."""
        steps = [item.key for item in self.out if _shown(item, self.flows)] + [self.door] * bool(self.door)
        if self.talk is None:
            return Seen(tuple(steps), None, self.end, self.carried)
        return Seen(tuple(steps), self.talk)


def _shown(item: Reply | Effect, flows: Mapping[str, Flow]) -> bool:
    if isinstance(item, Reply):
        return bool(item.key and item.talk)
    step = flows[item.flow].step(item.key)
    return bool(step and step.do)


def open_talk(flows: Mapping[str, Flow], world: object, name: str, answers: Mapping[str, Answer]) -> Seen:
    """The talk `name` as it begins, with the answers carried into it."""
    made = Watched(flows, world, None)  # type: ignore[arg-type]
    made.begin(name, "en", answers)
    return made.seen()


def play_events(flows: Mapping[str, Flow], world: object, talk: Talk, events: Events) -> Seen:
    """The talk after what a person did at its open question."""
    steps: tuple[str, ...] = ()
    seen = Seen((), talk)
    for event in events:
        made = Watched(flows, world, seen.talk, begun=True)  # type: ignore[arg-type]
        handle.take_turn(made, event)
        seen = made.seen()
        steps = seen.steps
    return Seen(steps, seen.talk, seen.end, seen.carried)
