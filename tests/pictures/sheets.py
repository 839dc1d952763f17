"""Sheets for the tests: three real ones, and a strategy for hostile ones."""

from hypothesis import strategies as st

from bot.pictures.sheet import Sheet, SheetRow, SheetSection

ENGLISH = Sheet(
    "What I want to talk about",
    "en",
    (
        SheetSection(
            "Who and where", (SheetRow("Your role", ("School",)), SheetRow("Place", ("Vilvoorde (1800), Belgium",)))
        ),
        SheetSection("School", (SheetRow("What did you notice?", ("Comes less", "New conflicts")),)),
        SheetSection(
            "What is known",
            (SheetRow("● School: known"), SheetRow("○ Online: not known")),
            "Seen or told by the person.",
        ),
    ),
    "This is not a risk assessment. It says nothing about danger.",
    "Nothing of this is kept.",
)
FRENCH = Sheet(
    "Ce dont je voudrais parler",
    "fr",
    (SheetSection("Famille", (SheetRow("Qu’avez-vous remarqué ?", ("Moins de contacts", "« À l’écart »")),)),),
)
ARABIC = Sheet(
    "ما أريد أن أتحدث عنه",
    "ar",
    (
        SheetSection("من وأين", (SheetRow("المكان", ("\u2068Vilvoorde\u2069 (1800)، بلجيكا",)),)),
        SheetSection("المدرسة", (SheetRow("بكلماتك", ("He said nothing. And he left.",)),)),
    ),
    "هذا ليس تقييماً للخطر.",
    "لا يُحفظ شيء من هذا.",
)

MARKUP = (
    "#panic()",
    '#read("/etc/passwd")',
    "$x^2$",
    "[",
    "]",
    "\\",
    "*_`",
    "<label>",
    "@reference",
    "= Heading",
    "- item",
    "//",
    "/*",
    '"',
    "&amp;",
    "{title}",
    "\x00",
    "\x0c",
    "\u2028",
    "\u202e",
    "\u2067",
    "\u2069",
    "\u200f",
    "\ud800",
    "a\u0301\u0301\u0301\u0301",
    "\nWho\n---\n",
    "\n====\n",
    "w" * 200,
    "\u00a0x" * 60,
    "س" * 90,
    "🆘",
    "◐",
)
hostile = st.lists(st.sampled_from(MARKUP) | st.text(max_size=12), max_size=6).map(" ".join)
rows = st.builds(SheetRow, hostile, st.lists(hostile, max_size=3).map(tuple))
sections = st.builds(SheetSection, hostile, st.lists(rows, max_size=3).map(tuple), hostile)
sheets = st.builds(
    Sheet, hostile, st.sampled_from(("en", "fr", "ar")), st.lists(sections, max_size=3).map(tuple), hostile, hostile
)
