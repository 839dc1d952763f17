"""Contact cards, emergency numbers and short cards, as text in the person's language.

Who answers, and whether they work with the police, stands above the number. A text of a contact that is not
translated is left out: no card mixes two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.directory.card import ContactCard, contact_card
from bot.directory.contact import Contact
from bot.directory.flat import DEFAULT_TEXTS
from bot.directory.hours import Openness
from bot.directory.lines import need_lines, shipped_first
from bot.directory.needs import ALL_WISHES
from bot.directory.route import Request, route_contacts
from bot.directory.search import find_contacts, fold_words
from bot.directory.sentence import sentence_to_say
from bot.directory.serve import serves_age, serves_role
from bot.flow.card import Card
from bot.talk.state import Answer
from bot.text.catalogue import SOURCE_LANGUAGE
from bot.text.day import date_text, day_text, language_name, list_text, time_text
from bot.words.writer import Writer

FOUND, SERVICES = 3, 2  # of a search, in one message
NUMBER_KINDS = {
    "emergency": ("emergency",),
    "police": ("emergency", "police_not_urgent"),
    "crisis": ("suicide", "listening"),
    "silent": ("emergency",),
}
NUMBER_USES = {
    "emergency": ("", "emergency", "police", "fire_ambulance", "ambulance"),
    "police": ("", "emergency", "police"),
    "crisis": ("", "after_hours", "adults", "young"),
}


def wish_of(answers: Mapping[str, Answer], need: str | None) -> str:
    """What is asked for: the need given, else the one of the triage, else somebody to talk to."""
    return need or next(iter(answers.get("need", ())), "talk")


class Cards:
    """Writes cards for one writer."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.library = writer.world.library

    def request(self, answers: Mapping[str, Answer], need: str) -> Request:
        """The routing question that follows from the answers."""
        world = self.writer.world
        return Request(
            place=world.chain(answers),
            language=self.writer.language.partition("-")[0],
            role=next(iter(answers.get("role", ())), "other"),
            need=need,
            age=next(iter(answers.get("age", ())), None),
            at=world.now,
        )

    def found(self, answers: Mapping[str, Answer], need: str | None) -> tuple[Contact, ...]:
        """The contacts for a need: one of the wishes of the triage, or a need of the directory."""
        wanted = wish_of(answers, need)
        if wanted in ALL_WISHES:
            return route_contacts(self.library.contacts, self.request(answers, wanted)).contacts
        asked, directory = self.request(answers, "talk"), self.library.contacts
        rows = need_lines(directory, asked.chain, wanted, asked.language)
        fitting = [row for row in rows if serves_role(directory.needs, row, asked.role) and serves_age(row, asked.age)]
        return tuple(fitting or rows)[:3] or route_contacts(directory, asked).contacts

    def offering(self, asked: Request, needs: tuple[str, ...]) -> tuple[Contact, ...]:
        """At most three rows that offer one of these needs around a place."""
        directory = self.library.contacts
        found = [row for need in needs for row in need_lines(directory, asked.chain, need, asked.language)]
        return shipped_first(directory, dict.fromkeys(found))[:3]

    def contacts(self, answers: Mapping[str, Answer], need: str | None) -> str:
        """At most three contact cards, in their order."""
        return "\n\n".join("\n".join(self.card(row, answers, need)) for row in self.found(answers, need))

    def card(self, row: Contact, answers: Mapping[str, Answer], need: str | None) -> Iterator[str]:
        """The lines of one card."""
        say = self.writer.phrase
        chain = self.writer.world.chain(answers)
        directory = self.library.contacts
        facts = contact_card(row, self.writer.world.now, directory.zone(chain), chain, directory.needs.official)
        yield self.text(row, "name") or row.name
        yield f"{say('contact_answers')} {say(f'answers_{row.channel}')}. {say(f'police_{row.police}')}."
        for phone in facts.phones[:2]:
            yield say("contact_phone", {"number": phone.number}) + (f" ({say('free_yes')})" if phone.free else "")
        if not facts.phones and row.email:
            yield say("contact_mail", {"value": row.email})
        if not row.reachable and row.url:
            yield say("contact_web", {"value": row.url})
        if facts.phones:
            yield self.hours(facts.openness)
        if row.anonymous != "unknown":
            yield say(f"without_name_{row.anonymous}")
        if row.languages and self.writer.language[:2] not in row.languages:
            names = list_text(
                [language_name(code, self.writer.language) for code in row.languages], self.writer.language
            )
            yield say("contact_languages", {"languages": names})
        yield from self.words(row, answers, need)
        yield self.freshness(row, facts, answers)

    def words(self, row: Contact, answers: Mapping[str, Answer], need: str | None) -> Iterator[str]:
        """What they do, what to know, the first sentence to say."""
        say = self.writer.phrase
        if mission := self.text(row, "mission"):
            yield f"{say('contact_mission')} {mission}"
        limits = say("contact_ask_first") if row.limits == DEFAULT_TEXTS["limits"] else self.text(row, "limits")
        if limits:
            yield f"{say('contact_limits')} {limits}"
        yield f"{say('contact_first_sentence')} {say('as_written', {'text': self.sentence(row, answers, need)})}"

    def sentence(self, row: Contact, answers: Mapping[str, Answer], need: str | None) -> str:
        """The first sentence to say: the row's own where it fits and is translated, else a general one."""
        asked = self.request(answers, wish_of(answers, need))
        about = next(iter(answers.get("about", ())), "")
        own, general = sentence_to_say(row, asked.role, asked.need, about, asked.minor)
        return (self.text(row, own) if own else "") or self.writer.phrase(general)

    def text(self, row: Contact, part: str) -> str:
        """A text of a contact in the person's language, empty where it is not translated.

        What a town wrote of itself nobody translates: it stands as written for those who speak what the town speaks.
        """
        context, source = f"contacts.{row.id}.{part}", str(getattr(row, part))
        if not source or (part == "name" and not row.generic):
            return ""
        language = self.writer.language
        catalogue = self.library.texts.catalogue(language)
        if row.id in self.library.contacts.own and (language == SOURCE_LANGUAGE or not catalogue.has(context, source)):
            return source if language.partition("-")[0] in (row.languages or (SOURCE_LANGUAGE,)) else ""
        return catalogue.text(context, source) if catalogue.has(context, source) else ""

    def hours(self, openness: Openness) -> str:
        """Open now until, or opens when."""
        say, language = self.writer.phrase, self.writer.language
        if openness.state == "always":
            return say("open_day_and_night")
        if openness.until:
            return say("open_now", {"time": time_text(openness.until.time(), language)})
        if openness.opens:
            today = self.writer.world.now.astimezone(openness.opens.tzinfo).date()
            days = (openness.opens.date() - today).days
            values = {
                "time": time_text(openness.opens.time(), language),
                "day": day_text(openness.opens.date(), language),
            }
            return say("opens_today" if days == 0 else "opens_tomorrow" if days == 1 else "opens", values)
        return say("hours_unknown")

    def freshness(self, row: Contact, facts: ContactCard, answers: Mapping[str, Answer]) -> str:
        """When the row was checked; one that nobody called says so and names a line that is open."""
        say, fresh = self.writer.phrase, facts.freshness
        instead = self.open_line(row, answers)
        if fresh.verified_on is None:
            return say("never_called", {"source": facts.source, "contact": instead})
        checked = date_text(fresh.verified_on, self.writer.language)
        name = "checked" if fresh.state == "checked" else "checked_long_ago"
        return say(name, {"date": checked, "contact": instead})

    def open_line(self, row: Contact, answers: Mapping[str, Answer]) -> str:
        """A line that listens day and night at this place, else 112."""
        asked = self.request(answers, "talk")
        for line in need_lines(self.library.contacts, asked.chain, "listening", asked.language):
            if line.id != row.id and line.hours == "always" and line.phones:
                number = line.phones[0].number
                return line.name if number in line.name else f"{line.name} {number}"
        return "112"

    def emergency(self, answers: Mapping[str, Answer], country: str | None, kind: str) -> str:
        """The numbers of a country, or those that hold everywhere."""
        asked = self.request(answers, "talk")
        if country and country not in asked.place:
            asked = replace(asked, place=(country, *self.parts(country), "EU"))
        found = [line for row in self.offering(asked, NUMBER_KINDS[kind]) for line in self.numbers(row, kind)]
        if not found and kind == "silent":
            found = [self.writer.phrase("emergency_silent_unknown")]
        if not found and kind == "crisis":
            found = [self.writer.phrase("emergency_number", {"number": "112"})]
        return "\n".join(dict.fromkeys(found))

    def parts(self, country: str) -> list[str]:
        """The regions and communities of a country that have rows of their own (Belgium's lines are all theirs)."""
        rows = self.library.contacts.contacts
        areas = {area for row in rows if row.country == country for area in row.areas if ":" not in area}
        return sorted(areas - {country, "EU"})

    def numbers(self, row: Contact, kind: str) -> Iterator[str]:
        """The numbers of one row that fit the kind; an emergency number by what it is for, a line by its name."""
        for phone in row.phones:
            if kind == "silent" and phone.use in ("sms", "relay"):
                yield self.writer.phrase("emergency_silent", {"value": phone.number})
            elif kind == "crisis" and phone.use in NUMBER_USES[kind]:
                yield row.name if phone.number in row.name else f"{row.name}: {phone.number}"
            elif kind in ("emergency", "police") and phone.use in NUMBER_USES[kind]:
                name = "emergency_police" if phone.use == "police" else "emergency_number"
                yield self.writer.phrase(name, {"number": phone.number})

    def kind(self, kind: str, answers: Mapping[str, Answer] | None = None) -> str:
        """The short cards of a kind that fit the role and the country, in the order of their files."""
        asked = answers or {}
        role, chain = next(iter(asked.get("role", ())), ""), self.writer.world.chain(asked)
        cards = [card for card in self.library.content.cards.values() if card.kind == kind]
        fitting = [
            card
            for card in cards
            if (not card.roles or not role or role in card.roles)
            and (not card.countries or set(card.countries) & set(chain))
        ]
        if kind == "law" and not fitting:
            return self.writer.phrase("law_none")
        return "\n\n".join(self.short(card) for card in fitting)

    def short(self, card: Card) -> str:
        """One short card: title, text, and for a law card who has checked it."""
        texts, language = self.library.texts, self.writer.language
        title = texts.say(language, f"cards.{card.id}.title", card.title)
        text = texts.say(language, f"cards.{card.id}.text", card.text)
        if card.kind != "law":
            return f"{title}\n{text}".strip()
        checked = card.checked_by_role
        note = self.writer.phrase("law_checked", {"value": checked}) if checked else self.writer.phrase("law_unchecked")
        source = self.writer.phrase("source_line", {"source": self.writer.several(card.source)})
        return f"{title}\n{text.strip()}\n{source}\n{note} ({card.date})"

    def words_page(self, wanted: str) -> str:
        """What is found by a word: cards, and the service of that name; without a word, those of the glossary."""
        titles = [self.title(card) for card in self.library.content.cards.values() if card.kind == "word"]
        if not wanted:
            return "\n".join([self.writer.phrase("words_title"), *titles])
        found = [self.short(card) for card in self.searched(wanted)]
        found += ["\n".join(self.card(row, {}, None)) for row in find_contacts(self.library.contacts, wanted, SERVICES)]
        return "\n\n".join(found) or "\n".join([self.writer.phrase("words_none"), *titles])

    def title(self, card: Card) -> str:
        """The title of a card in the person's language."""
        return self.library.texts.say(self.writer.language, f"cards.{card.id}.title", card.title)

    def searched(self, wanted: str) -> list[Card]:
        """The cards one of whose search words it is, then those whose title holds it; few enough to read."""
        asked = fold_words(wanted)
        cards = [card for card in self.library.content.cards.values() if card.kind != "privacy"]
        named = [card for card in cards if asked in map(fold_words, (*card.search, card.title, self.title(card)))]
        holding = [card for card in cards if card not in named and asked in fold_words(self.title(card))]
        return [*named, *holding][:FOUND] if asked else []
