"""The first sentence to say on the phone: the row's own where it fits who calls and why, else a general one of ours.

A row's sentences are written for one kind of caller and one reason. Somebody who wants out must not be offered "I am
worried about someone close to me", and a house of justice asked about unfair treatment no sentence about a release.
"""

from __future__ import annotations

from bot.directory.contact import Contact
from bot.directory.flat import DEFAULT_TEXTS
from bot.directory.rank import PRIVATE_ROLES

PROFESSIONALS = {"professionals", "local_authorities"}
TOPICS = {"leave": "leave", "unfair": "unfair", "learn": "learn", "online_harm": "online", "child_protection": "child"}
# What a row must do first for its own sentence to fit a topic; where nothing stands here, every row's sentence fits.
FITTING_NEEDS = {
    "leave": (),  # also those of exit services begin with a worry about somebody
    "unfair": ("unfair", "legal", "victim_support"),
    "learn": ("training", "youth_resilience"),
    "online": ("online_harm",),
    "place": (),
}
ASIDE_NEEDS = (
    "home_violence",
    "missing",
    "online_harm",
)  # their sentence is about that, also when a child is the worry
SAME_FOR_ALL = ("learn", "online")


def sentence_to_say(row: Contact, role: str, need: str, about: str = "", minor: bool = False) -> tuple[str, str]:
    """The text of the row to say (`first_sentence`, `worker_sentence`; empty: none fits) and the phrase else (`say_…`).

    `role`, `need` and `about` are option ids of the triage (`need` may be a need of the directory, such as
    `listening`); `minor`: it is about somebody under 18.
    """
    voice = "own" if role == "myself" else "private" if role in PRIVATE_ROLES else "work"
    about_what = call_topic(row, need, about, minor)
    return row_sentence(row, voice) if sentence_fits(row, about_what) else "", general_sentence(row, voice, about_what)


def call_topic(row: Contact, need: str, about: str, minor: bool) -> str:
    """What the call is about."""
    if about == "place" and need not in SAME_FOR_ALL:
        return "place"
    return TOPICS.get(need, "child" if minor and "child_protection" in row.needs else "worry")


def row_sentence(row: Contact, voice: str) -> str:
    """The row's sentence in a voice, empty where it has none: rows speak for the worried, not for whom it is about.

    A row for individuals alone has a child's voice.
    """
    name = "worker_sentence" if voice == "work" and row.worker_sentence else "first_sentence"
    if voice == "own" or (voice == "private" and row.audience == ("individuals",)):
        return ""
    if voice == "work" and name == "first_sentence" and not set(row.audience) <= PROFESSIONALS:
        return ""
    return name if getattr(row, name) != DEFAULT_TEXTS[name] else ""


def sentence_fits(row: Contact, about_what: str) -> bool:
    """Whether the row's sentences are about this."""
    first = row.needs[0]
    return (
        first in FITTING_NEEDS[about_what]
        if about_what in FITTING_NEEDS
        else about_what != "child" or first not in ASIDE_NEEDS
    )


def general_sentence(row: Contact, voice: str, about_what: str) -> str:
    """The name of the general sentence."""
    if about_what in SAME_FOR_ALL:
        return f"say_{about_what}"
    if voice == "own":
        return f"say_own_{about_what if about_what in ('leave', 'unfair') else 'worry'}"
    if voice == "work" and about_what == "worry" and "listening" in row.needs:
        return "say_work_listen"
    return f"say_{voice}_{about_what}"
