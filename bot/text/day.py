"""Days and times as people read them: a day, never a minute, but for opening hours."""

from __future__ import annotations

import re
from datetime import date, time

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list


def _locale(language: str) -> Locale:
    return Locale.parse({"en": "en_GB", "en-XA": "en_GB", "ar-XB": "ar"}.get(language, language).replace("-", "_"))


def day_text(when: date, language: str) -> str:
    """`Monday 23 November`, as the language writes it; Western digits in Arabic."""
    locale = _western(language)
    without_year = re.sub(r"\W*y+\W*$", "", locale.date_formats["full"].pattern)
    return str(format_date(when, without_year, locale))


def date_text(when: date, language: str) -> str:
    """`23 November 2026`, as the language writes it."""
    return str(format_date(when, "long", _western(language)))


def time_text(when: time, language: str) -> str:
    """`9:00`, in 24 hours."""
    return str(format_time(when, "H:mm", locale=_western(language)))


def list_text(parts: list[str], language: str) -> str:
    """`a, b and c`, in the language."""
    return str(format_list(parts, locale=_locale(language)))


def _western(language: str) -> Locale:
    locale = _locale(language)
    return Locale("ar", "TN") if locale.language == "ar" else locale


def language_name(code: str, language: str) -> str:
    """The name of a language, in another one."""
    found = _locale(language).languages.get(code.split("-")[0], code)
    return str(found)


def own_language_name(code: str) -> str:
    """The name of a language in itself, in its own script, with a capital first."""
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


def country_name(code: str, language: str) -> str:
    """The name of a country (two letters, any case)."""
    return str(_locale(language).territories.get(code.upper(), code.upper()))
