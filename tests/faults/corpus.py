"""The fixed odd strings: what people type by mistake, what apps paste, and what somebody sends on purpose.

Built from the lists below: words of seventeen scripts, each plain and dressed up in every way; then what no word is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

WORDS = {
    "Latin": ("worry", "école", "Straße", "niño", "İstanbul", "ğüşıöç"),
    "Greek": ("ανησυχία", "σχολείο", "Ὀδυσσεύς", "ΑΣ"),
    "Cyrillic": ("тревога", "школа", "Їжак", "Ћуприја"),
    "Arabic": ("قلق", "مدرسة", "می‌خواهم", "پاکستان", "لا", "ﷺ"),
    "Hebrew": ("דאגה", "שָׁלוֹם", "בֵּית"),
    "Devanagari": ("चिंता", "क्‍ष", "स्कूल", "र्‍य"),
    "Bengali": ("উদ্বেগ", "র‍্যাব", "ৎ"),
    "Tamil": ("கவலை", "பள்ளி", "ஸ்ரீ"),
    "Thai": ("กังวล", "ที่", "น้ำ"),
    "Tibetan": ("བསམ་པ", "བསྒྲུབས", "ཨོཾ"),
    "Burmese": ("စိုးရိမ်", "ကျောင်း", "က္က"),
    "Khmer": ("បារម្ភ", "សាលា", "ខ្មែរ"),
    "Georgian": ("შეშფოთება", "სკოლა", "Ძ"),
    "Armenian": ("անհանգստություն", "դպրոց", "և"),
    "Ethiopic": ("ጭንቀት", "ትምህርት", "ሰላም"),
    "Han": ("担心", "學校", "𠀋", "㍿"),
    "Korean and Japanese": ("걱정", "학교", "がっこう", "ﾊﾟ", "각"),
}
SIGNS = {
    "right-to-left override": "\u202e",
    "left-to-right override": "\u202d",
    "embedding": "\u202b",
    "isolate": "\u2067",
    "pop": "\u2069",
    "mark": "\u200f",
    "zero width": "\u200b",
    "joiner": "\u200d",
    "non-joiner": "\u200c",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "filler": "\u3164",
    "no-break": "\u00a0",
    "line": "\u2028",
    "nul": "\0",
    "escape": "\x1b[31m",
    "selector": "\ufe0f",
    "accent": "\u0301",
    "enclosing": "\u20dd",
    "half": "\ud83d",
    "private": "\ue000",
    "none": "\ufffe",
    "hidden tag": "\U000e0041",
}
AROUND = (
    ("<b>", "</b>"), ("<script>alert('", "')</script>"), ("**", "**"), ("[", "](tg://user?id=1)"), ("`", "`"),
    ("#[", "]"), ("$", "$"), ("{", "}"), ("'; DROP TABLE signal; --", ""), ('" OR "1"="1', ""),
    ("=HYPERLINK(\"", "\")"), ("\t=", ""), ("＝", ""), ("@", ""), ("+", ""), ("-", ""), ("|", "| calc"),
    ("https://example.org/", "?x=1"), ("/", ""), ("%s", "%n"), ("{0}", "{x.__class__}"), ("\\u003c", ""),
    ("&lt;", "&gt;"), ("\n\n", "\n\n"), ("\r", "\r\n"),
)  # fmt: skip
ALONE = (
    "", " ", "\n", "\t", ".", "-", "_", "?", "…", "0", "-1", "1e309", "NaN", "Infinity", "None", "null", "true",
    "undefined", "99999999999999999999", "0x10", "٣", "௧", "Ⅳ", "½", "1.2.3.4", "::1", "1,2,3", "1;2;3", "1،2",
    "=role.school", "=areas.school,=areas.peers", "=", "=.", "=a.b.c", "==", "=/phone", "=place.be:23088",
    "=place.none", "=review.send", "=noticed[school].less", "=noticed[school", "=[].", "/", "//", "/start",
    "/start x y", "/START@footbridge_bot", "/stop", "/language", "/language xx", "/language ../../etc",
    "/receipt", "/receipt ABCD-EFGH-JKMN-PQRS", "/withdraw '", "/words <", "/words %", "/invite",
    "/invite AAAA", "/skip", "/back", "/danger", "/desk", "/lock", "/mydata", "/delete", "/clear",
    "../../etc/passwd", "C:\\con", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
    "mailto:a@b.be", "tel:112", "+32 471 12 34 56", "0471123456", "98.07.30-123.45", "4111 1111 1111 1111",
    "t.me/x", "@admin", "#tag", "$USD", "a@b", "a@b.be", "ABCD-EFGH-JKMN-PQRS", "0000-0000-0000-0000",
    "abcd efgh jkmn pqrs", "ÅBCD-EFGH-JKMN-PQRS", "1.abc123.areas.+school", "1.abc123.noticed[school].-less",
    "1.abc123.case.take~7", "1.abc123.areas.!", "1.abc123.a.~", "1.ABC123.a.b", "2.abc123.a.b",
    "1.abc123.a[b][c].d", "1.abc123.a.b~99999999999", "guard.ok", "language.ar", "v1.k1.AAAAAAAAAAAAAAAA.AAAA",
    "v1..", "v2.x.y.z", "v1.k1.====.====", "1800 Vilvoorde", "B-1800", "1000 AB", "be:23088", "&a *a",
    "!!python/object:os.system", "a: &a [*a]", "---\n---", "%YAML 9", "<<: *x", "- - - - -", "[[[[", "{{{{",
    "a: b: c", "#set page(", "#import \"/etc/passwd\"", "#eval(\"1\")", "*bold*", "_x_", "= Title", "<label>",
    "@ref", "\\", "```\ncode", "(.+)+$", "a" * 30 + "!", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "🆘", "☑",
    "☐", "🇧🇪", "1️⃣", "❤️‍🔥", "\U0001fae8", "\ud800", "\udfff\ud800", "x\udc80", "\uffff", "\U0010ffff", "ﬁ",
    "ẛ̣", "Å", "K", "…", "‽", "⁄", "\u0345", "Z" + "\u0335\u0321\u0359" * 300, "ب" + "\u0651\u064b" * 200,
    "ก" + "\u0e49" * 200, "\u0301" * 500, "\u202e" * 200, "\u2067" * 300 + "x", "\u2069" * 300, "a\u200d" * 300,
    "\n" * 500, " " * 3000, "a" * 5000, "字" * 4097, "🆘" * 2500, "0" * 400, "w " * 2000, "ab.cd" * 900,
    "@a" * 900, "=" * 4000, "/" * 4000, "<" * 4000, "&" * 4000, "'" * 4000, "-" * 4000, "ﷺ" * 900, "{" * 900,
    "}" * 900, "\\" * 900,
)  # fmt: skip


def _dressed(word: str) -> Iterator[str]:
    yield word
    yield from (word.upper(), word[::-1], word * 40, f" {word} ", f"{word}\n{word}", f"“{word}”")
    yield from (sign.join(word) for sign in SIGNS.values())
    yield from (f"{sign}{word}" for sign in ("\u202e", "\u2067", "\ufeff", "\0"))
    yield from (f"{before}{word}{after}" for before, after in AROUND)


@cache
def strings() -> tuple[str, ...]:
    """Every fixed string, each once, in the same order always."""
    words = [word for found in WORDS.values() for word in found]
    controls = [f"a{chr(number)}b" for number in (*range(32), *range(127, 160))]
    mixed = [f"{one} {other}{one}" for one, other in zip(words, words[7:] + words[:7], strict=True)]
    dressed = [each for word in words for each in _dressed(word)]
    return tuple(dict.fromkeys([*ALONE, *controls, *mixed, *dressed]))
