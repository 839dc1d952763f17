"""The page's own words, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from bot.text.direction import direction

NUMBERS = ("contact_phone", "emergency_number", "emergency_police", "emergency_crisis")
NEEDED = (
    *NUMBERS,
    *("welcome", "sorry_plain", "practice_banner", "advice_banner"),
    *("button_danger", "button_back", "button_stop", "button_done", "button_continue", "button_start"),
    *("web_title", "web_leave", "web_empty", "web_send", "web_input", "web_input_place", "web_choose", "web_language"),
    *("web_messages", "web_you", "web_skip_link", "web_waiting", "web_offline", "web_refused", "web_not_found"),
    *("web_download", "web_page_title_error", "web_code", "web_return", "web_footer"),
    *("web_intro", "web_kept", "web_start", "web_newest_only", "web_news", "web_unavailable", "web_too_large"),
    *("web_old_form", "web_file_gone", "web_open", "web_hidden", "web_write", "web_write_label", "web_return_text"),
)
DEMO = (
    *("demo_title", "demo_pane_sender", "demo_pane_coordinator", "demo_kept", "demo_talks", "demo_signals"),
    *("demo_bytes_talks", "demo_bytes_signals", "demo_bytes_outbox", "demo_all_locked", "demo_day_1", "demo_days_30"),
    *("demo_days_90", "demo_play", "demo_playing", "demo_show_code", "demo_situation", "demo_line"),
    *("demo_clock", "demo_what", "demo_needs_script", "demo_open_again", "demo_busy"),
)


class Texts(Protocol):
    """The catalogues of `bot.text`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages there are."""

    def say(self, language: str, context: str, source: str, values: Mapping[str, str] | None = None) -> str:
        """A text in a language, filled in."""


@dataclass(frozen=True)
class PageWords:
    """All sentences of `flows/phrases.yaml`, and the languages the page is offered in."""

    texts: Texts
    phrases: Mapping[str, str]
    languages: tuple[str, ...]

    def check(self, names: Sequence[str]) -> None:
        """Raise `ValueError` when `flows/phrases.yaml` lacks a sentence the page needs."""
        missing = [name for name in names if name not in self.phrases]
        if missing:
            raise ValueError(
                f"flows/phrases.yaml lacks sentences of the web page: {', '.join(missing)}. Add them at its end."
            )

    def say(self, language: str, name: str, **values: str) -> str:
        """One sentence."""
        return self.texts.say(language, f"phrases.{name}", self.phrases[name], values or None)

    def speaker(self, language: str) -> Speaker:
        """The same in one language."""
        return Speaker(self, language)

    def fitting(self, wish: str, header: str) -> str:
        """The language to speak: the one asked for, else the browser's first that is offered, else English.

        `wish` is a language code, `header` an Accept-Language header.
        """
        if wish in self.languages:
            return wish
        offered = {code.lower(): code for code in self.languages}
        for code in _preferred(header):
            for known in (code, code.split("-")[0]):
                if known in offered:
                    return offered[known]
        return self.languages[0]


def _preferred(header: str) -> list[str]:
    """The codes of an Accept-Language header, the most wanted first."""
    found: list[tuple[float, str]] = []
    for part in header[:500].lower().split(","):
        code, _, quality = part.partition(";q=")
        found.append((-_quality(quality), code.strip()))
    return [code for weight, code in sorted(found, key=lambda pair: pair[0]) if weight < 0]


def _quality(text: str) -> float:
    try:
        return min(max(float(text or 1), 0.0), 1.0)
    except ValueError:
        return 0.0


@dataclass(frozen=True)
class Speaker:
    """The page's words in one language."""

    words: PageWords
    language: str

    def __call__(self, name: str, **values: str) -> str:
        """One sentence."""
        return self.words.say(self.language, name, **values)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return direction(self.language)

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """What stands before a phone number in a message ("Phone: ")."""
        parts = (self(name, number="\0").partition("\0") for name in NUMBERS)
        return tuple(before.rstrip("\u2066\u2068") for before, _, after in parts if after in ("", "\u2069"))
