"""The people of a run, and the truth about them: what each wrote, what each must see, and what each saw.

A worker answers when the question is there (a whole signal, by buttons, up to the receipt). A writer does not wait:
round after round of answers, each of which fits only its own question, so that one lost or overtaken update would show
in every reply behind it.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.botapi import BotApi, Person
from tests.botapi.person import shown

RECEIPT = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
SIGNAL = (
    ("", "/signal"),
    ("Who are you in this?", "=School"),
    ("Who is it about?", "=A pupil"),
    ("How old, about?", "=12 to 17"),
    ("Where is it?", "1800 Vilvoorde"),
    ("Please read this first.", "=I understand"),
    ("Does your job allow you", "=Yes"),
    ("your answers are kept locked", "=Yes"),
    ("For a child there is a separate", "=I did, or there is no child"),
    ("In which parts of life", "=Friends"),
    ("Friends ☑", "=Done"),
    ("What did you notice here?", "=Drops old friends"),
    ("Drops old friends ☑", "=Done"),
    ("What did you see or hear yourself?", "=Skip this"),
    ("How do you know?", "=I saw or heard it myself"),
    ("I saw or heard it myself ☑", "=Done"),
    ("Since when?", "=Up to 3 months"),
    ("What is going well?", "=Has plans"),
    ("Has plans ☑", "=Done"),
    ("What else could explain it?", "=Grief"),
    ("Grief ☑", "=Done"),
    ("Do they know that you share this?", "=I will tell them"),
    ("May the coordinator contact you?", "=Yes, through this chat"),
    ("[Send]", "=Send"),
    ("How are you?", "=I am all right"),
    ("Take good care of yourself.", ""),
)
# What is written, and the words of the question that must come back.
ROUND = (
    ("/start", "can someone get hurt soon?"),
    ("5", "Who are you in this?"),
    ("3", "Who or what is it about?"),
    ("1", "How old, about?"),
)
QUESTIONS = [words for _, words in ROUND]
AHEAD = 8  # messages a writer may be ahead of the answers


def questions(texts: Iterable[str]) -> list[str]:
    """Which questions of a round these texts ask, in order; anything else by its first line."""
    return [next((words for words in QUESTIONS if words in text), text.splitlines()[0]) for text in texts]


@dataclass
class Account:
    """What one chat has seen: everything once (masked), and how often something came twice in a row."""

    person: Person
    seen: list[str] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    repeats: int = 0
    counted: int = 0

    def count(self) -> int:
        """Read what is new in the chat; the duplicates so far."""
        log = self.person.chat.log
        for message in log[self.counted :]:
            text = shown(message)
            self.receipts.update(RECEIPT.findall(text))
            masked = RECEIPT.sub("CODE", text)
            if self.seen and self.seen[-1] == masked:
                self.repeats += 1
            else:
                self.seen.append(masked)
        self.counted = len(log)
        return self.repeats


@dataclass
class Stream:
    """Everybody of a run; `signals` holds an account for each chat that sends one, `writers` for each that writes."""

    api: BotApi
    chance: random.Random
    workers: int = 6
    signals: list[Account] = field(default_factory=list)
    writers: list[Account] = field(default_factory=list)
    written: Counter[int] = field(default_factory=Counter)
    ending: bool = False
    worst: int = 0  # the most duplicates that one chat got for a kill
    _before: dict[int, int] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def begin(self, writers: int = 4) -> None:
        """Everybody goes to work."""
        self.writers = [Account(self.api.person(number + 1)) for number in range(writers)]
        for account in self.writers:
            self._tasks.append(asyncio.create_task(self._write(account)))
        for _ in range(self.workers):
            self._tasks.append(asyncio.create_task(self._send_signals()))

    async def finish(self, patience: float = 300) -> None:
        """Nobody begins anything new, and everybody gets what is due. Raises AssertionError when somebody does not."""
        self.ending = True
        try:
            async with asyncio.timeout(patience):
                await asyncio.gather(*self._tasks)
                while any(len(account.seen) < self.due(account) for account in self.writers):
                    await asyncio.sleep(0.02)
                    for account in self.writers:
                        account.count()
        except TimeoutError:
            raise AssertionError(f"somebody still waits:\n{self.waiting()}") from None
        finally:
            for task in self._tasks:
                task.cancel()

    def count(self, kills: int = 1) -> None:
        """Everybody's duplicates since the last call, for so many kills; called when the dead send no more."""
        for account in [*self.writers, *self.signals]:
            chat, repeats = account.person.chat.id, account.count()
            self.worst = max(self.worst, math.ceil((repeats - self._before.get(chat, 0)) / kills))
            self._before[chat] = repeats

    def due(self, account: Account) -> int:
        """How many messages a writer must have seen."""
        return self.written[account.person.chat.id] * len(ROUND)

    def waiting(self) -> str:
        """The last thing that those saw who still wait."""
        waiting = [a for a in self.signals if SIGNAL[-1][0] not in a.seen[-1:]]
        waiting += [a for a in self.writers if len(a.seen) < self.due(a)]
        return "\n".join(f"{a.person.chat.id}: {(a.seen or ['nothing'])[-1][:200]}" for a in waiting[:5])

    async def _write(self, account: Account) -> None:
        while not self.ending:
            account.count()
            if self.due(account) - len(account.seen) < AHEAD:
                self.written[account.person.chat.id] += 1
                for text, _ in ROUND:
                    account.person.writes(text)
            await asyncio.sleep(self.chance.uniform(0.01, 0.05))

    async def _send_signals(self) -> None:
        while not self.ending:
            person = self.api.person(next(self._numbers))
            self.signals.append(Account(person))
            await play(person, SIGNAL)


async def play(person: Person, script: Sequence[tuple[str, str]], patience: float = 3600) -> None:
    """Answer each question when it is there."""
    for words, answer in script:
        if words:
            await person.sees(words, patience=patience)
        if answer.startswith("="):
            person.presses(answer[1:])
        elif answer:
            person.writes(answer)
