"""What people on a walk type, and what they rather press."""

from __future__ import annotations

LANGUAGES = ("en", "fr", "nl", "de", "ar")
PULLED = ("web", "line")
PLACES = (
    *("Vilvoorde", "1800", "Molenbeek", "Gent", "1000", "Avignon", "84000", "Rotterdam", "Berlin", "Halle", "Liège"),
    *(
        "Saint-Denis",
        "Malmö",
        "Vilvorde",
        "brusel",
        "Neustadt",
        "Atlantis",
        "xyzzy",
        "in Gent, near the school",
        "أنفير",
    ),
)
# Where the towns are open that have an operator and people at work.
HERE = {"be:23088": ("Vilvoorde", "1800", "Vilvorde"), "be:21012": ("Molenbeek", "1080", "Molenbeek-Saint-Jean")}
TEXTS = (
    *("He stopped coming to training.", "Elle ne mange plus avec les autres.", "Hij is boos.", "لا أعرف", "ok", "yes"),
    *("ja", "oui", "nein", "1", "2", "3", "12", "1, 2", "1 3", "99", "0", "112", "help", "stop", "hello 👋", "?", "…"),
    *("He prays a lot now.", "call me: 0470 12 34 56", "jan@example.org", "born 1.2.2010", "x" * 301, "a\u0000b"),
    *(
        "I want to hurt somebody",
        "danger",
        "since last summer\nhe is alone",
        "  School  ",
        "Vilvoorde",
        "1000",
        "123456",
    ),
)
PHONES = ("02 555 01 23", "+32 2 555 01 23", "02/555 01 24", "1234")
FACTS = ("He drops out of the team.", "She sits alone at lunch since May.", "On crie sur la place, le soir.")
COMMANDS = (
    *("start", "danger", "back", "stop", "skip", "language", "phone", "signal", "life_map", "tension", "mydata"),
    *(
        "receipt",
        "withdraw",
        "delete",
        "clear",
        "words",
        "privacy",
        "private",
        "desk",
        "lock",
        "invite",
        "help",
        "human",
    ),
    *("about_me", "where_to_turn", "counts", "log", "nonsense"),
)
ARGUMENTS = {
    "language": ("", "nl", "ar", "xx", "FR"),
    "start": ("", "demo"),
    "words": ("", "radicalisation", "signal", "nothing"),
    "lock": ("", "all"),
    "invite": ("", "0000-0000-0000-0000", "abc"),
    "withdraw": ("", "0000-0000-0000-0000"),
}
MEDIA = ("photo", "voice", "location", "contact", "forwarded", "edited", "document")
# Of what a question offers, what leads on to Send or through a case; else anything.
RATHER = {
    "role": ("school", "youth", "social", "health", "town", "school", "youth", "family"),
    "about": ("pupil", "client", "child", "group"),
    "age": ("teen", "young", "adult", "teen", "under12"),
    "law": ("understood",),
    "allowed": ("yes", "yes", "yes", "yes", "yes", "check"),
    "consent": ("yes", "yes", "yes", "yes", "yes", "no"),
    "child_channel": ("done", "done", "open"),
    "contact_me": ("chat", "chat", "chat", "phone", "code"),
    "review": (*["send"] * 8, "take", "take", "more"),
    "guard": ("ok", "ok", "rewrite", "remove", "quote"),
    "doors": ("take", "take", "send", "advice"),
    "case": ("take", "take", "ask", "ask", "ask", "answer", "close", "second", "print", "print", "back"),
    "close": ("handed_to_care", "no_action", "done", "done", "back"),
    "next": ("same", "same", "same", "list", "leave"),
}
NO_STEP = ("", "back", "nobody", "refresh", "leave", "more")  # commands, and what leads nowhere
FEW = ("areas", "noticed", "how_known")  # where each tick may bring more questions: one, mostly
# What a fast presser answers in one go, some of these at a time; `|` divides what is equally likely.
QUICK = {
    "signal": (
        *("about=MINE|MINE|group", "age=teen|young|adult", "place=be:23088|be:21012", "law=understood"),
        *("allowed=yes", "consent=yes", "child_channel=done", "areas=AREA"),
        *("noticed[AREA]=none", "noticed_text=", "how_known=seen|told|heard", "since=weeks2|months3|longer|unknown"),
        *(
            "strengths=adult|family|hobby|unknown",
            "other_reasons=grief|stress|joke|none",
            "informed=will|person|danger",
        ),
    ),
    "tension": (
        *("place=be:23088|be:21012", "allowed=yes", "consent=yes", "where=district|street|sport|online"),
        *("what=insults|rumours|fear|threats", "what_text=", "how_known=seen|told", "since=weeks2|months12"),
        *(
            "trend=growing|same|fading",
            "unsafe=young|families|nobody",
            "helps=adults|clubs|nothing",
            "would_help=advice",
        ),
    ),
    "life_map": (
        *("about=MINE", "age=teen|young", "place=be:23088", "mode=alone|person", "areas=AREA"),
        *("strengths[AREA]=unknown", "noticed[AREA]=none", "how_known[AREA]=seen|told"),
    ),
}
QUICK_AREAS = ("peers", "school", "family", "online")  # one of them stands for AREA
QUICK_ROLES = {"school": "pupil", "youth": "pupil", "social": "client", "health": "client", "town": "client"}  # MINE
# Who works in each house: role, area, channel.
STAFF = (
    *(("coordinator", "be:23088", "telegram"), ("deputy", "be:23088", "web"), ("coordinator", "be:21012", "line")),
    *(("deputy", "be:21012", "telegram"), ("region", "be:23088", "telegram"), ("region", "be:21012", "web")),
    *(("auditor", "be:23088", "line"), ("coordinator", "fr:84007", "telegram"), ("deputy", "fr:84007", "web")),
)
READERS = (0, 0, 0, 2, 2, 1, 3)  # who of them mostly sits down at the desk
OPERATORS = """operators:
  - areas: [be:23088, be:21012]
    name: Practice Region
    contact: town hall
    controller: Practice Region
    legal_basis: practice
    dpo: practice
    dpia: {date: 2026-01-01, by: practice, review: 2999-01-01}
    retention: {idle_days: 60}
    justice: true
  - areas: [fr]
    name: Practice Land
    contact: practice
"""
