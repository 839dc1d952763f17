"""A small content folder that is sound, and the same with one file changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.check.ways import fingerprint
from bot.flow.source import Fault
from bot.operations.check import check_folder

ROOT = Path(__file__).parent.parent.parent
AGREE = "Only if you press Send. All right?"
SOUND = {
    "flows/talks/test.yaml": """\
flow: test
title: A talk
steps:
  - id: contacts
    ask: You can call here.
    show: {contacts: {need: talk}}
    one: {done: Fine}
    end: done
""",
    "flows/areas.yaml": """\
areas:
  - id: school
    label: School
    strengths: {likes: Likes a subject}
    changes: {less: Comes less often}
    difficult: {left_out: Feels left out}
    around: {closed: No place to go}
  - id: work
    label: Work
    strengths: {job: Has a job}
    changes: {stops: Stopped work}
    difficult: {lost: Lost the job}
    around: {far: Far away}
""",
    "flows/phrases.yaml": "phrases:\n  button_phone: Just a phone number\n",
    "flows/contacts/be.yaml": "contacts: []\n",
    "flows/consents.yaml": f"consents:\n  agree-1: {fingerprint(AGREE)}\n",
}


def written(folder: Path, **changed: str) -> Path:
    """The sound folder with these files instead, named by path with `__` for `/` and without `.yaml` (or `.po`)."""
    for name, text in {**SOUND, **{_path(name): text for name, text in changed.items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "flows/contacts/needs.yaml", folder / "flows/contacts/needs.yaml")
    for language in ("en", "fr"):
        (folder / "locales" / language).mkdir(parents=True, exist_ok=True)
        for name in ("avoid.txt", "guard.txt"):
            shutil.copy(ROOT / "locales" / language / name, folder / "locales" / language / name)
    return folder


def _path(name: str) -> str:
    ending = "po" if name.endswith("talks") and name.startswith("locales") else "yaml"
    return f"{name.replace('__', '/')}.{ending}"


def faults_of(folder: Path, **changed: str) -> list[Fault]:
    """What `passerelle check` finds in the folder with these files."""
    return check_folder(written(folder, **changed))
