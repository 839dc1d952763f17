"""The ten sentences that people can read before they write anything: all there, in their order (S1 to S10)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.where import Where
from bot.flow.load import Content
from bot.flow.source import Fault

PRIVACY_SENTENCES = tuple(f"s{number}" for number in range(1, 11))
PRIVATE_COMMAND = "/private"


def privacy_faults(content: Content, where: Where) -> Iterator[Fault]:
    """A sentence that is missing, too many or out of place; and a button to a page that is not there."""
    cards = [card.id for card in content.cards.values() if card.kind == "privacy"]
    cure = f"Bring back the cards {', '.join(PRIVACY_SENTENCES)} of the kind privacy, in this order."
    if not cards:
        for flow in content.flows.values():
            for step in flow.steps.values():
                if PRIVATE_COMMAND in step.beside:
                    yield where.fault(
                        flow, step, ("beside",), f"{PRIVATE_COMMAND} shows nothing: no privacy card stands.", cure
                    )
    elif tuple(cards) != PRIVACY_SENTENCES:
        file = next(name for name, line in _lines(content, cards[0]))
        missing = [id for id in PRIVACY_SENTENCES if id not in cards]
        cause = f"The privacy cards lack {', '.join(missing)}." if missing else "The privacy cards are not S1 to S10."
        yield Fault(file, 1, cause, cure)


def _lines(content: Content, id: str) -> Iterator[tuple[str, int]]:
    """Where a card stands."""
    for name, document in content.documents.items():
        cards = document.data.get("cards", []) if isinstance(document.data, dict) else []
        for number, card in enumerate(cards):
            if card.get("id") == id:
                yield name, document.line(("cards", number))
