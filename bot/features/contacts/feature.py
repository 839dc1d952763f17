"""Contacts, cards and pages beside a step's text, and the contacts as a file to keep."""

from __future__ import annotations

from collections.abc import Mapping

from bot.directory.needs import ALL_NEEDS, ALL_ROLES, ALL_WISHES
from bot.features.contacts.cards import Cards
from bot.features.contacts.tables import CONTACT_TABLES
from bot.flow.model import Call
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature
from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.post.message import File
from bot.talk.reply import Effect
from bot.talk.state import Answer, Talk
from bot.talk.trail import trail
from bot.words.sheets import sheet_files
from bot.words.vocabulary import Show
from bot.words.writer import Writer


def show_contacts(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """For whoever asks, or for a worker's own self (`role: myself`): then nothing counts of whom it was about."""
    answers = {**answers, **writer.world.library.vocabulary.policy(talk.flow).implied}
    if role := call.params.get("role"):
        answers = {"role": (role,), "age": ("adult",), "place": answers.get("place", ())}
    return Cards(writer).contacts(answers, call.params.get("need"))


def show_cards(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """The short cards of a kind."""
    return Cards(writer).kind(call.params["kind"], answers)


def show_duties(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """Who runs this here, on what basis, and who answers questions about data."""
    operator = writer.world.operator(answers)
    if operator is None:
        return writer.phrase("duties_none", writer.place_values(answers))
    lines = [writer.phrase("duties_operator", {"operator": operator.name})]
    lines.append(writer.phrase("duties_contact", {"contact": operator.dpo or operator.contact}))
    if operator.legal_basis:
        lines.append(writer.phrase("duties_basis", {"value": operator.legal_basis}))
    return "\n".join(lines)


def privacy_page(writer: Writer, values: Mapping[str, str]) -> str:
    """How private this is."""
    return Cards(writer).kind("privacy")


def words_page(writer: Writer, values: Mapping[str, str]) -> str:
    """What is found by a word."""
    return Cards(writer).words_page(values.get("word", ""))


async def save_contacts(context: TurnContext, effect: Effect) -> Done:
    """The cards just shown, as text."""
    return Done(files=contacts_file(context.writer, context.talk)) if context.talk else Done()


def contacts_file(writer: Writer, talk: Talk) -> tuple[File, ...]:
    """The contacts that the step `contacts` of this talk shows, as text."""
    flow = writer.world.library.content.flows[talk.flow]
    answers = trail(flow, talk, writer.world).answers
    step = flow.steps.get("contacts")
    call = next((call for call in step.show if call.name == "contacts"), None) if step else None
    text = show_contacts(writer, call or Call(name="contacts"), answers, talk)
    found = [card.split("\n") for card in text.split("\n\n")]
    sections = tuple(SheetSection(card[0], tuple(SheetRow(line) for line in card[1:])) for card in found if card[0])
    return sheet_files(
        writer.phrase("file_contacts"), Sheet(writer.phrase("sheet_contacts"), writer.language, sections)
    )[:1]


FEATURE = Feature(
    name="contacts",
    tables=CONTACT_TABLES,
    shows={
        "contacts": Show(
            show_contacts, lambda kinds: {"need": ("", *ALL_WISHES, *ALL_NEEDS), "role": ("", *ALL_ROLES)}
        ),
        "cards": Show(show_cards, lambda kinds: {"kind": tuple(kinds)}),
        "duties": Show(show_duties),
    },
    pages={"privacy": privacy_page, "human": privacy_page, "words": words_page},
    effects={"save_contacts": save_contacts},
)
