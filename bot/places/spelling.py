"""One spelling for all spellings of a name: "SINT-JANS-MOLENBEEK", "Sint Jans Molenbeek" → "sint jans molenbeek"."""

import unicodedata

# Letters that Unicode does not take apart, and Arabic letters that keyboards swap.
LETTER_FORMS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
    }
)
KNOWN_SCRIPTS = ("LATIN", "ARABIC", "CYRILLIC", "GREEK")


def normalise_name(text: str) -> str:
    """The form under which names are looked up: without case, marks and punctuation, one space between words."""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(LETTER_FORMS)
    return " ".join("".join(normalise_letter(c) for c in whole if not unicodedata.category(c).startswith("M")).split())


def normalise_letter(character: str) -> str:
    """A letter stays, a digit becomes 0 to 9, the Arabic stretching stroke goes, everything else is a space."""
    if character.isdigit():
        return str(unicodedata.digit(character))
    if character == "ـ":
        return ""
    return character if character.isalpha() else " "


def script_of(text: str) -> str:
    """The script of the first letter ("LATIN", "ARABIC", …), "" when there is none we know."""
    first = next((c for c in text if c.isalpha()), "")
    name = unicodedata.name(first, "") if first else ""
    return next((known for known in KNOWN_SCRIPTS if name.startswith(known)), "")
