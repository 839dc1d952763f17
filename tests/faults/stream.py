"""The people of a run, and the truth about them: what each wrote, what each must see, and what each saw.

A worker answers when the question is there (a whole signal, by buttons, up to the receipt). A writer does not wait:
round after round of answers, each of which fits only its own question, so that one lost or overtaken update would show
in every reply behind it.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Twice(NamedTuple):
    """Something that came twice in a row: the program that had sent it, and the one that sent it again."""

    before: str
    again: str
    text: str


@dataclass
class Account:
    """What one chat has seen: everything once (masked), and what came twice."""

    person: Person
    seen: list[str] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    twice: list[Twice] = field(default_factory=list)
    counted: int = 0
    sender: str = ""  # of the newest

    def count(self) -> int:
        """Read what is new in the chat; the duplicates so far."""
        chat = self.person.chat
        for message, sender in zip(chat.log[self.counted :], chat.senders[self.counted :], strict=True):
            text = shown(message)
            self.receipts.update(RECEIPT.findall(text))
            masked = RECEIPT.sub("CODE", text)
            if self.seen and self.seen[-1] == masked:
                self.twice.append(Twice(self.sender, sender, masked))
            else:
                self.seen.append(masked)
            self.sender = sender
        self.counted = len(chat.log)
        return len(self.twice)

    def worst(self) -> int:
        """The most duplicates for one death: only when the program that sent it has died may another send it again."""
        return max(Counter(one.before for one in self.twice).values(), default=0)

    def by_itself(self) -> int:
        """Duplicates that no death explains: the same program sent both."""
        return sum(one.before == one.again for one in self.twice)


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

    def duplicates(self) -> tuple[int, int, int]:
        """How many there were, the most that one chat got for the death of one program, and those for no death."""
        accounts = [*self.writers, *self.signals]
        total = sum(account.count() for account in accounts)
        worst = max((account.worst() for account in accounts), default=0)
        return total, worst, sum(account.by_itself() for account in accounts)

    def worst_told(self) -> str:
        """The chat that got the most duplicates for one death or for none, and by whom."""
        accounts = [*self.writers, *self.signals]
        worst = max(accounts, key=lambda account: (account.by_itself(), account.worst()))
        return "\n".join(f"{one.before} → {one.again}: {one.text.splitlines()[0]}" for one in worst.twice)

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
