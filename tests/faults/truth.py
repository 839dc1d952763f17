"""The verdict of a run: what people saw against what they should have seen, and against what the database holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.features.signal.tables import signal
from bot.store.engine import Store
from bot.store.tables import outbox
from tests.faults.rig import Rig
from tests.faults.stream import QUESTIONS, SIGNAL, Account, Stream, play, questions

PATIENCE = 120.0


@dataclass
class Truth:
    """What the sender of a signal sees when nothing goes wrong."""

    story: Sequence[str]

    @classmethod
    async def learn(cls, made: Rig) -> Truth:
        """From one undisturbed signal, when the program runs."""
        account = Account(made.api.person(999))
        try:
            await play(account.person, SIGNAL, PATIENCE)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{made.log()[-2000:]}") from None
        assert account.count() == 0
        return cls(account.seen)

    async def verdict(self, made: Rig, stream: Stream, at_most: int = 1) -> dict[str, int]:
        """The figures; `at_most`: duplicates a chat and death. Raises AssertionError with what is wrong."""
        figures = await self.reckoned(made, stream)
        assert figures["worst"] <= at_most, f"{figures}\n{stream.worst_told()}"
        assert figures["without_a_death"] == 0, f"{figures}\n{stream.worst_told()}"
        return figures

    async def reckoned(self, made: Rig, stream: Stream) -> dict[str, int]:
        """The figures, whatever the duplicates are. Raises AssertionError when anything else is wrong."""
        duplicates, worst, without = stream.duplicates()
        shown = [(account.seen, self.story) for account in stream.signals]
        shown += [(questions(account.seen), _due(stream, account)) for account in stream.writers]
        lost, disordered = compared(shown)
        receipts = [code for account in stream.signals for code in account.receipts]
        kept, waiting = await _kept(made)
        unknown = [code for code in receipts if made.ring.receipt_hash(code) not in kept]
        figures = {
            "updates": sum(len(due) for _, due in shown),
            "lost": lost,
            "out_of_order": disordered,
            "duplicates": duplicates,
            "worst": worst,
            "without_a_death": without,
            "receipts_shown": len(receipts),
            "receipts_without_signal": len(unknown),
            "signals_kept": len(kept) - 1,  # one is the story's own
        }
        assert (lost, disordered, unknown) == (0, 0, []), f"{figures}\n{_first_wrong(shown)}"
        assert figures["signals_kept"] == len(receipts) == len(stream.signals), figures
        assert waiting == 0, f"{waiting} replies were never sent"
        assert made.api.world.updates == [], "updates that nobody confirmed"
        assert made.api.violations == []
        return figures


def compared(shown: Sequence[tuple[Sequence[str], Sequence[str]]]) -> tuple[int, int]:
    """Of pairs of what was seen and what was due: how many messages are missing, and in how many chats it differs."""
    lost = sum((Counter(due) - Counter(seen)).total() for seen, due in shown)
    return lost, sum(list(seen) != list(due) for seen, due in shown)


def _due(stream: Stream, account: Account) -> list[str]:
    return QUESTIONS * stream.written[account.person.chat.id]


def _first_wrong(shown: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
    for seen, due in shown:
        for at, (one, other) in enumerate(zip(seen, due, strict=False)):
            if one != other:
                return f"message {at}\n--- saw\n{one}\n--- due\n{other}"
    return "somebody saw too little or too much"


async def _kept(made: Rig) -> tuple[set[str], int]:
    """The receipts of the signals that the database holds, hashed, and how many replies still wait."""
    store = await Store.open(made.database, made.ring)
    try:
        async with store.read() as tx:
            kept = {row.receipt for row in await tx.rows(select(signal.c.receipt))}
            waiting = len(await tx.rows(select(outbox.c.id).where(outbox.c.state == "waiting")))
    finally:
        await store.close()
    return kept, waiting
