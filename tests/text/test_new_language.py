"""How to add a language, as locales/README.md says: files beside the others, no Python, and it is spoken."""

from __future__ import annotations

import re
from pathlib import Path

from bot.features import FEATURES
from bot.operations.check import check_folder
from bot.operations.texts import translation_progress, update_catalogues
from bot.words.library import Library
from tests.handbook import House, Page, opened
from tests.journeys.test_line import TRIAGE
from tests.person import Person, office_at

CODE, SIGN = "es", "’"
MADE = {"talks.po", "cards.po", "contacts.po", "guard.txt", "avoid.txt"}


def read(house: House) -> Library:
    """The copy, as the program reads it at start."""
    return Library.open(house.folder, FEATURES.vocabulary)


def carried_out(house: House, page: Page) -> None:
    """The steps, with a pseudo-translation."""
    assert ["texts", "update", CODE] in page.commands()
    house.add("locales/es/guard.txt", page.take("text"))
    house.add("locales/es/avoid.txt", page.take("text"))
    counts = update_catalogues(house.folder / "flows", house.folder / "locales", CODE)
    assert all(total and not done for total, done in counts.values())
    before = read(house)
    assert CODE in before.texts.languages
    assert not any(CODE in before.languages(flow) for flow in before.content.flows)
    house.translate(CODE)
    claims = (house.folder / "locales/claims.yaml").read_text("utf-8")
    house.change("locales/claims.yaml", (claims, claims.rstrip("\n") + "\n" + page.take("yaml")))


async def test_the_page_makes_a_language_that_is_offered_checked_and_spoken(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    with opened("locales/README.md", "How to add a language") as page:
        carried_out(house, page)
    made = set(house.changed())
    print(f"\na language touches {len(made)}: {', '.join(sorted(made))}; words.yaml was there")
    assert made == {*(f"locales/{CODE}/{name}" for name in MADE), "locales/claims.yaml"}
    assert [str(fault) for fault in check_folder(house.folder)] == []
    library = read(house)
    assert all(CODE in library.languages(flow) for flow in library.content.flows)
    assert all(flow["done"] == flow["total"] for flow in translation_progress(library)[CODE].values())
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as office:
        person = await Person(office, "me", CODE, tmp_path).types("/start")
        said = person.text
        await person.types(*TRIAGE)
        assert person.waiting == "contacts"
        await person.types("=contacts.done")
    sentences = [line for line in said.splitlines() if re.search(r"\w", line)]
    assert sentences
    assert sentences[-1].endswith(SIGN)


def test_a_gap_in_a_promise_is_named(tmp_path: Path) -> None:
    house = House(tmp_path)
    with opened("locales/README.md", "How to add a language") as page:
        carried_out(house, page)
    path = "locales/es/talks.po"
    last = re.findall(r'^msgstr "(.*’)"$', (tmp_path / path).read_text("utf-8"), re.MULTILINE)
    (first,) = [text for text in last if text.startswith("Find someone who can help")][:1]
    house.change(path, (f'msgstr "{first}"', 'msgstr ""'))
    assert any("has no text in 'es', which claims" in str(fault) for fault in check_folder(tmp_path))
