"""A content pack that somebody tampered with is refused: what would mislead people most, all at once, each named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.check.privacy import PRIVACY_SENTENCES
from bot.operations.check import check_folder
from tests.check.folder import ROOT, faults_of

CARDS = "cards:\n" + "".join(f"  - {{id: {id}, kind: privacy, title: T, text: A text.}}\n" for id in PRIVACY_SENTENCES)
TAMPERED: dict[str, tuple[str, str | re.Pattern[str], str, str]] = {
    # where, what is replaced, by what, what `check` says of it
    "a consent that says more": (
        "flows/talks/signal.yaml",
        "All right?\n    short: Agreement",
        "All right, and you may be named?\n    short: Agreement",
        "has changed under the same name",
    ),
    "a privacy sentence taken out": (
        "flows/cards/privacy.yaml",
        "  - id: s3\n    kind: privacy",
        "  - id: s3\n    kind: learn",
        "The privacy cards lack s3",
    ),
    "a number that nobody can dial": (
        "flows/contacts/nl.yaml",
        re.compile(r'number: "0800[^"]*"'),
        'number: "0800 99"',
        "",
    ),
    "a contact without a source": ("flows/contacts/gb.yaml", re.compile(r"    source:\n(      - .*\n)+"), "", "source"),
    "a name taken out of a translation": ("locales/fr/talks.po", "{receipt}", "", "other words in braces"),
    "a translation that promises": (
        "locales/nl/talks.po",
        re.compile(r'(msgctxt "phrases.back_to_talk"\nmsgid .*\nmsgstr )".*"'),
        r'\1"Je blijft anoniem."',
        "nobody can keep",
    ),
    "a label on a person": ("flows/phrases.yaml", "  talk_over: ", "  talk_over: The suspect. ", "puts a label"),
    "a talk that no longer leads to people": (
        "flows/talks/phone.yaml",
        "    show: {contacts: {need: talk}}\n",
        "",
        "without a contact",
    ),
}


@pytest.mark.faults
@pytest.mark.threat(43)
def test_each_tampering_is_named(tmp_path: Path) -> None:
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for file, before, after, _ in TAMPERED.values():
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        changed = text.replace(before, after, 1) if isinstance(before, str) else before.sub(after, text, count=1)
        assert changed != text, file
        path.write_text(changed, encoding="utf-8")
    found = [(fault.file, fault.cause) for fault in check_folder(tmp_path)]
    for name, (file, _, _, cause) in TAMPERED.items():
        assert [each for each in found if each[0] == file and cause in each[1]], (name, found)


@pytest.mark.threat(43)
@pytest.mark.parametrize("gone", PRIVACY_SENTENCES)
def test_every_privacy_sentence_must_stand(tmp_path: Path, gone: str) -> None:
    assert [fault for fault in faults_of(tmp_path, flows__cards__all=CARDS) if "privacy" in fault.cause] == []
    (fault,) = faults_of(tmp_path, flows__cards__all=CARDS.replace(f"{gone}, kind: privacy", f"{gone}x, kind: word"))
    assert fault.cause == f"The privacy cards lack {gone}."


@pytest.mark.threat(43)
def test_privacy_sentences_stand_in_their_order(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, flows__cards__all=CARDS.replace("s1,", "s0,").replace("s2,", "s1,").replace("s0,", "s2,")
    )
    assert "not S1 to S10" in fault.cause
