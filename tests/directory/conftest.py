"""The real contacts, read once, and small helpers to ask for routes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.directory.contact import Contact
from bot.directory.directory import Directory, load_contacts
from bot.directory.route import Request, route_contacts

FOLDER = Path(__file__).parents[2] / "flows" / "contacts"
TUESDAY = "2026-11-24T10:00"
NIGHT = "2026-11-24T22:00"

Ask = Callable[..., list[str]]


@pytest.fixture(scope="session")
def directory() -> Directory:
    return load_contacts(FOLDER)


@pytest.fixture(scope="session")
def ask(directory: Directory) -> Ask:
    """Ids of the contacts shown for a place code, language, role and need, at a time on the clock of the place."""

    def ids(code: str, language: str, role: str, need: str, at: str = TUESDAY, age: str | None = None) -> list[str]:
        place = directory.places.chain(code) if code else ()
        moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(directory.zone(place)))
        return [row.id for row in route_contacts(directory, Request(place, language, role, need, age, moment)).contacts]

    return ids


def contact(**fields: Any) -> Contact:
    """A contact that is right, but for what a test changes."""
    base = {
        "id": "be-test",
        "name": "Dienst Test",
        "audience": ["families", "professionals"],
        "areas": ["be:23088"],
        "phones": [{"number": "02 211 55 00"}],
        "channel": "authority",
        "police": "unknown",
        "needs": ["advice", "local_contact"],
        "mission": "Listens.",
        "limits": "Not for emergencies.",
        "first_sentence": "May I ask for advice?",
        "source": ["https://www.example.org/page"],
        "source_date": "2026",
        "confidence": "high",
    }
    return Contact.model_validate({**base, **fields})
