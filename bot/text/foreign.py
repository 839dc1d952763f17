"""A person's words made safe for somebody else's eyes: nothing hidden, nothing that turns its neighbours, nothing to
press. They stay readable: `https[:]//example[.]org`, `[@]name`, `0471·12·34·56`.

`clean` is for what is kept, `shown` for what another person is shown. Both give the same when done twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

HIDDEN_CATEGORIES = ("Cc", "Cf", "Co", "Cs")  # control, format, private use, halves of characters
KEPT_SIGNS = "\n\u200c\u200d"
BLANKS = str.maketrans(dict.fromkeys("\t\v\f\x1c\x1d\x1e\x1f", " ") | dict.fromkeys("\r\x85\u2028\u2029", "\n"))
# Signs that show nothing although they count as letters or marks: fillers, the grapheme joiner, selectors that can
# carry a hidden message (those of emoji, 15 and 16, stay), and code points that are no characters.
BLANK_SIGNS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0100-\U000e01ef]"
)
# Scripts in which a joiner changes how a word is written (Unicode Standard Annex 31, section 2.3).
JOINING = frozenset(
    (
        *("ARABIC", "SYRIAC", "MANDAIC", "MONGOLIAN", "NKO", "PHAGS-PA", "DEVANAGARI", "BENGALI", "GURMUKHI"),
        *("GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MYANMAR", "KHMER"),
    )
)
JOINERS = re.compile("[\u200c\u200d]+")
ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
TOWER = re.compile(f"([{ACCENTS}]{{2}})[{ACCENTS}]+")
HIGHEST_TOWER = 4  # marks on one letter in any script: pointed Hebrew and Tibetan need that many

LINK_SCHEME = re.compile(r"(?<=\w):(?=//)")
# A dot inside a name; the next part has two signs and a letter, so that "z.B." and "3.5" stay as they are.
LINK_DOT = re.compile(r"(?<=[^\s.．\[])[.．](?=\w*[^\W\d_])(?=\w(?:\w|[^\x00-\x7f\s]))|(?<=\w)[。｡](?=[A-Za-z]{2})")
IP_ADDRESS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3,}(?!\d)")
TAG_SIGN = re.compile(r"[@＠#＃](?=[\w\u200c\u200d])|\$(?=[A-Za-z]|1INCH)|(?<![\w/<>])/(?=\w)")
LONG_NUMBER = re.compile(r"\d(?:[^\S\n]{0,2}[.()/\\_~*\u2010-\u2015\u2212-]{0,2}[^\S\n]{0,2}\d){6,}")
DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{1,2}-\d{1,2}")


def clean_text(text: str) -> str:
    """A text as it may be kept: composed, without control, direction and hidden signs, without towers of marks.

    Joiners stay where a script or an emoji needs them; line ends become the plain one.
    """
    plain = BLANK_SIGNS.sub("", text.replace("\r\n", "\n").translate(BLANKS))
    kept = "".join(sign for sign in plain if sign in KEPT_SIGNS or unicodedata.category(sign) not in HIDDEN_CATEGORIES)
    composed = unicodedata.normalize("NFC", JOINERS.sub(_joiner, kept))
    left = "".join(_not_too_high(TOWER.sub(r"\1", composed)))
    return JOINERS.sub(_joiner, left).strip()  # again: what a joiner was needed for may be gone


def defang_links(text: str) -> str:
    """The text with everything broken that a chat app or a page makes pressable: addresses of pages and mailboxes,
    accounts, tags, commands, telephone and card numbers.
    """
    text = IP_ADDRESS.sub(lambda found: found[0].replace(".", "[.]"), LINK_SCHEME.sub("[:]", text))
    text = TAG_SIGN.sub(r"[\g<0>]", LINK_DOT.sub(r"[\g<0>]", text))
    return LONG_NUMBER.sub(_in_groups, text)


def safe_to_show(text: str) -> str:
    """A text as another person is shown it."""
    return defang_links(clean_text(text))


def _joiner(found: re.Match[str]) -> str:
    """Of a run of joiners one, where the signs beside it need it."""
    sign, (start, end) = found[0][0], found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    emoji = sign == "\u200d" and _is_picture(before) and _is_picture(after)
    return sign if emoji or _joins(before) or _joins(after) else ""


@lru_cache(4096)
def _joins(sign: str) -> bool:
    letter = bool(sign) and unicodedata.category(sign)[0] in "LM"
    return letter and unicodedata.name(sign, "").partition(" ")[0] in JOINING


def _is_picture(sign: str) -> bool:
    return bool(sign) and (sign == "\ufe0f" or unicodedata.category(sign) in ("So", "Sk"))


def _not_too_high(text: str) -> Iterator[str]:
    """The signs without marks that stand too high, and without those that stand on nothing and would sit on a
    neighbour.
    """
    height, based = 0, False
    for sign in text:
        kind = unicodedata.category(sign)
        height = height + 1 if kind in ("Mn", "Me") else 0
        based = based if kind in ("Mc", "Cf", "Mn", "Me") else not sign.isspace()
        if height <= HIGHEST_TOWER and (based or kind[0] != "M"):
            yield sign


def _in_groups(found: re.Match[str]) -> str:
    return found[0] if DATE_LIKE.fullmatch(found[0]) else "·".join(re.findall(r"\d{1,4}", found[0]))
