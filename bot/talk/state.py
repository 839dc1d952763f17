"""A talk: its answers, and very little else. The position is never stored; it follows from the answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from bot.talk.event import Spot

Answer = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """What waits on the open question: ticks of a `many`, a text before its guard, places to choose from."""

    key: str
    values: Answer = ()
    guard: str = ""
    places: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Talk:
    """One talk of one person.

    `answers` holds every step that is done, in the order it was done: option ids, a place code or a text; nothing for
    a message that was said and for a step that was skipped. `prints` remembers the shape of a question when it was
    answered, so that a changed flow file is noticed. `floor` is the step above which nothing is asked any more
    (after Send). `only` are the steps a coordinator asked for, of the signal `signal`. `below` waits under 🆘.
    """

    id: str
    flow: str
    language: str
    answers: dict[str, Answer] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    floor: str = ""
    only: tuple[str, ...] = ()
    signal: str = ""
    below: Talk | None = None

    @property
    def etag(self) -> str:
        """What the person has before them (see `Chose`): acts count for that one only."""
        return self.marks.get("etag", "")

    def seeing(self, etag: str) -> Talk:
        """The talk of a person who has this before them."""
        return replace(self, marks={**self.marks, "etag": etag})

    def has(self, key: str) -> bool:
        """Whether the step with this key is done."""
        return key in self.answers

    def with_answer(self, key: str, values: Answer, shape: str) -> Talk:
        """The talk with this answer as its newest."""
        answers = {name: kept for name, kept in self.answers.items() if name != key} | {key: values}
        return replace(self, answers=answers, prints={**self.prints, key: shape}, draft=None)

    def without(self, keys: set[str]) -> Talk:
        """The talk with these answers forgotten; a name also forgets its items (`areas` keeps `noticed[…]`)."""
        return replace(
            self,
            answers={key: kept for key, kept in self.answers.items() if key not in keys},
            prints={key: kept for key, kept in self.prints.items() if key not in keys},
            carried=tuple(key for key in self.carried if key not in keys),
            draft=None,
        )

    def to_json(self) -> str:
        """The talk as one line of JSON."""
        return json.dumps(vars(self), ensure_ascii=False, separators=(",", ":"), default=vars)

    @classmethod
    def from_json(cls, text: str) -> Talk:
        """The talk from `to_json`. Raises `ValueError` or `TypeError` on anything else."""
        return _talk(json.loads(text))


def _talk(data: dict[str, Any]) -> Talk:
    draft = data["draft"]
    return Talk(
        **data
        | {
            "answers": {key: tuple(values) for key, values in data["answers"].items()},
            "carried": tuple(data["carried"]),
            "only": tuple(data["only"]),
            "draft": draft and _draft(draft),
            "below": data["below"] and _talk(data["below"]),
        }
    )


def _draft(data: dict[str, Any]) -> Draft:
    places = tuple(Spot(**place) for place in data["places"])
    return Draft(data["key"], tuple(data["values"]), data["guard"], places)
