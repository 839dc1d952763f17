"""Somebody on a walk: what they have seen, and what can be told of what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.compare.house import Act, Shown

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
MEMORY = 6  # messages that somebody may still press


@dataclass
class Body:
    """Somebody at a channel: what they were shown last, and the codes and the secret they have."""

    channel: str
    chat: str
    language: str
    role: str = ""
    shown: list[Shown] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    secret: str = ""

    @property
    def open(self) -> Shown | None:
        """The question they were asked last."""
        last = self.shown[-1] if self.shown else None
        return last if last and (last.buttons or last.kind) else None

    def sees(self, message: Shown) -> None:
        """A message comes; what it is good for is remembered."""
        self.shown = [*self.shown, message][-MEMORY:]
        if not self.role:
            self.codes += [code for code in CODE.findall(message.text) if code not in self.codes]


def base(asked: Shown) -> str:
    """The step asked, or `guard` where the buttons are those of the guard."""
    key = asked.buttons[0].key if asked.buttons and asked.buttons[0].option else asked.key
    return key.partition("[")[0]


def guarded(asked: Shown) -> bool:
    """Whether the guard asks about a text."""
    return any(button.key == "guard" for button in asked.buttons)


def told(act: Act) -> dict[str, Any]:
    """An act as it is recorded: what differs from the usual; six digits are chance."""
    usual = vars(Act(act.kind))
    found = {name: value for name, value in vars(act).items() if value != usual[name]} | {"kind": act.kind}
    return found | {"version": str(act.version)} if act.version is not None else found
