"""A coordinator changes a flow file while people talk: on a real database, with a really changed folder."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import open_library
from bot.cli import app
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.operations.open_talks import Touched, count_in_store, count_open_talks
from bot.settings import Settings
from bot.store.engine import StoreError
from bot.words.library import Library
from tests.check.folder import ROOT
from tests.conftest import NOW
from tests.journeys.test_line import TO_REVIEW, TRIAGE, WHO
from tests.person import Person, office_at

REPLACED = {
    "flows/talks/signal.yaml": (("      months3: Up to 3 months\n", ""), ("signal-2026-11", "signal-2027-01")),
    "flows/areas.yaml": (("  - id: peers\n", "  - id: mates\n"),),
}


def changed(folder: Path) -> Library:
    """The real content with an option, a consent and an area gone."""
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    for name, pairs in REPLACED.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        for before, after in pairs:
            assert before in text, (name, before)
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    return open_library(Settings(content_dir=folder))


async def talking(office: Office, folder: Path) -> None:
    """A worker at the review of a signal under 🆘, and a mother in triage."""
    worker = await Person(office, "worker", "en", folder).types("/signal", *WHO, *TO_REVIEW)
    assert worker.waiting == "review"
    await worker.types("/danger")
    await Person(office, "mother", "en", folder).types("/start", *TRIAGE[:3])


async def test_open_talks_are_counted_told_and_asked_again(
    library: Library, database_url: str, ring: Ring, tmp_path: Path
) -> None:
    other = changed(tmp_path / "content")
    async with office_at(library, database_url, ring=ring) as office:
        await talking(office, tmp_path)
        untouched = await count_in_store(office.store, library, office.clock.now())
        assert [(each.flow, each.open, each.touched) for each in untouched] == [
            ("danger", 1, 0),
            ("signal", 1, 0),
            ("where_to_turn", 1, 0),
        ]
        found = {each.flow: each for each in await count_in_store(office.store, other, office.clock.now())}
        steps = {"since": 1, "consent": 1, "areas": 1, "noticed": 1}
        assert (found["signal"].touched, dict(found["signal"].steps)) == (1, steps)
        assert found["where_to_turn"].touched == 0
    async with office_at(other, database_url, ring=ring) as office:
        worker = await Person(office, "worker", "en", tmp_path).types("=danger.no")
        assert "Questions asked again: 3" in worker.text
        assert (worker.flow, worker.waiting) == ("signal", "consent")
        await worker.types("=consent.yes")
        assert worker.waiting == "areas"
        await worker.types("=areas.mates", "=noticed[mates].drops")
        assert worker.waiting == "since"
        await worker.types("=since.longer")
        assert worker.waiting == "review"
        mother = await Person(office, "mother", "en", tmp_path).types("=age.teen")
        assert mother.waiting == "place"
        assert "changed since" not in mother.text


async def test_a_talk_whose_flow_is_gone_is_over(
    library: Library, database_url: str, ring: Ring, tmp_path: Path
) -> None:
    async with office_at(library, database_url, ring=ring) as office:
        await Person(office, "worker", "en", tmp_path).types("/phone")
        flow = office.library.content.flows.pop("phone")
        try:
            (found,) = await count_in_store(office.store, library, office.clock.now())
            assert found == Touched("phone", 1, 1, gone=True)
            worker = await Person(office, "worker", "en", tmp_path).types("")
            assert "has ended" in worker.text
            await worker.types("")
            assert worker.seen == []
            assert await count_in_store(office.store, library, office.clock.now()) == []
        finally:
            office.library.content.flows["phone"] = flow


@pytest.mark.parametrize("command", ["/desk", "/lock", "/invite", "/help", "/mydata"])
async def test_no_command_stumbles_over_a_talk_whose_flow_is_gone(
    library: Library, ring: Ring, tmp_path: Path, command: str
) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db", ring=ring) as office:
        await Person(office, "worker", "en", tmp_path).types("/phone")
        flow = office.library.content.flows.pop("phone")
        try:
            assert await office.standing("line", "worker") == (None, None)
            worker = await Person(office, "worker", "en", tmp_path).types(command)
            assert "has ended" in worker.text
            assert worker.waiting is None
        finally:
            office.library.content.flows["phone"] = flow


def test_the_command_tells_a_coordinator_before_the_release(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, url = Ring.new(NOW), f"sqlite:///{tmp_path}/office.db"
    ring.save(tmp_path / "keys.json")

    async def talk() -> None:
        async with office_at(library, url, ring=ring) as office:
            await talking(office, tmp_path)

    asyncio.run(talk())
    changed(tmp_path / "content")
    before = (tmp_path / "office.db").read_bytes()
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", url)
    monkeypatch.setenv("PASSERELLE_KEYS_FILE", str(tmp_path / "keys.json"))
    sound = CliRunner().invoke(app, ["check", "--open-talks"])
    assert (sound.exit_code, "signal" in sound.stdout) == (0, True)
    monkeypatch.setenv("PASSERELLE_CONTENT_DIR", str(tmp_path / "content"))
    told = CliRunner().invoke(app, ["check", "--open-talks", "--json"])
    assert told.exit_code == 1
    (row,) = [each for each in json.loads(told.stdout) if each["flow"] == "signal"]
    steps = {"areas": 1, "consent": 1, "noticed": 1, "since": 1}
    assert row == {"flow": "signal", "open": 1, "touched": 1, "steps": steps, "gone": False}
    assert (tmp_path / "office.db").read_bytes() == before


async def test_counting_changes_nothing_and_makes_no_database(library: Library, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/none.db", keys_file=tmp_path / "keys.json")
    with pytest.raises(StoreError, match=r"none\.db: there is no database"):
        await count_open_talks(settings, library)
    assert list(tmp_path.iterdir()) == []
