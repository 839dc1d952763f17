"""What is kept, how long and how: one row a table, one line a text column. A test holds it against `tables.py`.

`how`: sealed (AES-GCM, bound to its cell), pseudonym (keyed hash), hash (keyed), number, or plain with the reason why.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One table: how long its rows live, and what each of its text columns holds and how."""

    how_long: str
    texts: dict[str, str]


LANE = "pseudonym: which chat, unreadable without the key ring"
SIGNAL = "random id of the signal"
PERSON = "random id of a coordinator or deputy"
AREA = "plain: code of a town or larger, decides who may read"

KEPT: dict[str, Kept] = {
    "seen": Kept(
        "48 hours",
        {
            "channel": "plain: name of the channel",
            "update_id": "number given by the channel, without a lane",
            "error": "plain: class of the error for which an update was set aside",
        },
    ),
    "talk": Kept(
        "advice 60 minutes idle, signal 24 hours idle; deleted when the talk ends",
        {
            "lane": LANE,
            "talk": "random id, stands in buttons",
            "kind": "plain: advice, signal or desk",
            "payload": "sealed: the answers",
        },
    ),
    "ended": Kept(
        "60 minutes",
        {"lane": LANE, "talk": "random id, stands in old buttons", "how": "plain: ended or sent"},
    ),
    "effect": Kept(
        "as its talk; 60 minutes at most after it",
        {"lane": LANE, "talk": "random id", "step": "plain: step id, so that nothing is done twice"},
    ),
    "outbox": Kept(
        "until delivered; dead letters 24 hours; web replies until shown or their own time",
        {
            "id": "random",
            "lane": LANE,
            "channel": "plain: name of the channel",
            "payload": "sealed: the message and where it goes",
            "state": "plain: waiting or dead",
            "replaces": "plain: a key of the program",
            "about": "pseudonym of a signal, so that erasing it reaches the reply",
        },
    ),
    "message_number": Kept(
        "until cleared, 48 hours at most", {"lane": LANE, "number": "number given by the channel, whatever its form"}
    ),
    "person": Kept(
        "until removed",
        {
            "id": "random",
            "lane": LANE,
            "channel": "plain: name of the channel",
            "address": "sealed: chat or browser",
            "language": "plain: language code",
            "totp": "sealed: the secret of the second factor",
        },
    ),
    "person_area": Kept(
        "with the person", {"person": PERSON, "area": AREA, "role": "plain: coordinator, deputy, region or auditor"}
    ),
    "invite": Kept(
        "24 hours, or until used",
        {"code_hash": "hash of the code", "areas": AREA, "role": "plain: as in person_area"},
    ),
    "signal": Kept(
        "idle 90 days: closing check, unanswered 14 days: closed, closed: 7 days; never over 12 months; unread ones "
        "only after the sender was told",
        {
            "id": "random",
            "area": AREA,
            "content": "sealed with the key of its month: the answers as sent",
            "month": "plain: which month's key",
            "language": "plain: language code, for texts to the sender",
            "receipt": "hash of the receipt",
            "state": "plain: where it stands",
            "coordinator": PERSON,
            "deputy": PERSON,
            "second": PERSON,
            "outcome": "plain: from the closed list",
        },
    ),
    "contribution": Kept(
        "with its signal",
        {
            "id": "random",
            "signal": SIGNAL,
            "kind": "plain: question, answer or note",
            "step": "plain: step id that is asked again",
            "body": "sealed with the key of the signal's month",
        },
    ),
    "reply_handle": Kept(
        "until the signal is closed",
        {
            "signal": SIGNAL,
            "kind": "plain: chat or phone",
            "lane": LANE,
            "channel": "plain: name of the channel",
            "address": "sealed: chat or work phone",
        },
    ),
    "consent": Kept(
        "with its signal",
        {
            "signal": SIGNAL,
            "name": "plain: name of the consent text",
            "text_hash": "hash of the words agreed to",
            "language": "plain: language code",
        },
    ),
    "limit": Kept("24 hours", {"kind": "plain: what is limited", "who": "pseudonym that changes every day"}),
    "contact": Kept(
        "until replaced",
        {
            "id": "plain: id of the contact point",
            "country": "plain: country code",
            "body": "plain: public data of a service",
        },
    ),
    "audit": Kept(
        "24 months, a month dropped whole",
        {
            "month": "plain: of which chain",
            "who": "pseudonym of a person",
            "role": "plain: in which role",
            "what": "plain: the act",
            "object": "pseudonym of a signal",
            "area": AREA,
            "reason": "plain: outcome, step id or cause, from closed lists",
            "mac": "hash that chains the month",
        },
    ),
    "audit_chain": Kept(
        "with its month",
        {
            "month": "plain: which month's chain",
            "after": "plain: the month before it",
            "begins": "hash: head of the chain before it",
            "mac": "hash: head of this chain",
            "seal": "hash over this row",
        },
    ),
    "tombstone": Kept(
        "13 months",
        {
            "name": "pseudonym of what was erased: a signal, a way to a sender, a person",
            "why": "plain: from a closed list",
        },
    ),
    "counter": Kept(
        "for good: numbers only, a cell under 5 is never shown",
        {"month": "plain: month", "name": "plain: what is counted", "cell": "plain: area and outcome"},
    ),
    "clock": Kept("one row, replaced every minute", {}),
}
