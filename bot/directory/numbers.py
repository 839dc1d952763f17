"""Telephone numbers and mailboxes: can it be dialled, is it a digit beside a known one, is it a person's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.directory.contact import Contact

# Short numbers of public help by country (emergency, 116 xxx, listening lines, town halls): the plans lack many.
EUROPEAN_NUMBERS = r"112|116\d{3}"
SHORT_NUMBERS = {
    "AT": rf"{EUROPEAN_NUMBERS}|1[234]\d",
    "BE": rf"{EUROPEAN_NUMBERS}|10\d|17\d\d|18\d\d",
    "DE": rf"{EUROPEAN_NUMBERS}|110",
    "ES": rf"{EUROPEAN_NUMBERS}|0\d\d",
    "FR": rf"{EUROPEAN_NUMBERS}|1[578]|11[459]|3[0-9]\d\d",
    "GB": rf"{EUROPEAN_NUMBERS}|999|1[01]1|101|88858",
    "LU": rf"{EUROPEAN_NUMBERS}|113|12\d",
    "NL": rf"{EUROPEAN_NUMBERS}|113|14\d{{3}}",
    "SE": rf"{EUROPEAN_NUMBERS}|11414|90\d{{3}}|11313",
}
RELAY_PREFIX = "18001"  # text relay in the United Kingdom: dialled before another number
OPEN_MAIL = re.compile(r"@(gmail|hotmail|outlook|live|yahoo|skynet|telenet|orange|free|gmx|web|icloud|proton)\.", re.I)
PERSON_MAILBOX = re.compile(r"^([a-z]{1,20})[._]([a-z]{2,20})$|^([a-z]{3,20})-([a-z]{3,20})$")
OFFICE_MAILBOX = re.compile(
    r"accueil|admin|advies|aide|anlauf|beratung|bureau|centr|contact|dienst|ecole|educ|emploi|extremis|famil|gemeente|hulp|"
    r"infan|info|jeug|jeun|jugend|justi|maison|mairie|meld|office|online|onderwijs|opvang|preven|radical|safe|school|secretar|servi|social|"
    r"soziales|stad|stadt|stop|support|team|veilig|victim|ville|welzijn|zorg"
)


def significant_digits(number: str) -> str:
    """Only the digits of a number, without the trunk zero or the country code where they can be told."""
    plain = re.sub(r"\D", "", number)
    return plain[2:] if number.startswith("+") else plain.removeprefix("0")


def one_digit_apart(number: str, known: str) -> bool:
    """Whether two numbers of seven digits or more differ in exactly one digit."""
    left, right = significant_digits(number), significant_digits(known)
    return len(left) == len(right) >= 7 and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def misprints(contact: Contact, known: Iterable[Contact]) -> Iterator[str]:
    """Warnings for numbers one digit beside a stored one: one of the two may be a misprint."""
    for phone in contact.phones:
        for other in known:
            for stored in other.phones:
                if one_digit_apart(phone.number, stored.number):
                    yield f"{phone.number} differs from stored number by one digit: {stored.number} ({other.id})"


def can_be_dialled(number: str, country: str) -> bool:
    """Whether a number can exist in a country: a full number, or a short one of the country's plan."""
    import phonenumbers  # here: the numbering plans cost a third of the start

    plain = re.sub(r"\D", "", number)
    if re.fullmatch(SHORT_NUMBERS.get(country, EUROPEAN_NUMBERS), plain):
        return True
    if country == "GB" and plain.startswith(RELAY_PREFIX):
        return can_be_dialled(plain.removeprefix(RELAY_PREFIX), country)
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        return False


def number_faults(contact: Contact) -> Iterator[tuple[str, str]]:
    """Cause and cure for every number that nobody can dial in the country of the row."""
    country = contact.country
    for phone in contact.phones:
        if not can_be_dialled(phone.number, country):
            cause = f"{phone.number!r} is not a telephone number of {country}."
            yield cause, "Copy it again from the source; a number of another country begins with +."


def mailbox_fault(contact: Contact) -> tuple[str, str] | None:
    """Cause and cure when the mailbox looks like a person's: people move, and their names do not belong here."""
    local = contact.email.partition("@")[0].lower()
    own = contact.name.lower() + contact.organisation.lower() + contact.id
    person = (
        PERSON_MAILBOX.match(local)
        and not OFFICE_MAILBOX.search(local)
        and not any(p in own for p in re.split(r"[._-]", local))
    )
    if contact.email and (person or OPEN_MAIL.search(contact.email)):
        return f"{contact.email!r} looks like the mailbox of a person.", "Use the mailbox of the service, or none."
    return None
