"""Two hundred planted texts, names and ids: in no log, no temporary file, and nowhere readable in the database."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.keys.vault import Ring
from bot.words.library import Library
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.journeys.test_rights import at_review
from tests.logged import logging_to_a_text
from tests.person import Person, coordinator, office_at
from tests.proof import Witness, planted


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    with logging_to_a_text() as stream:
        yield stream


@pytest.mark.parametrize("planted_texts", [40, pytest.param(200, marks=pytest.mark.long)])
async def test_planted_texts_are_nowhere(
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    planted_texts: int,
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    texts = [f"planted-{number:03d} seen by Zuzanna Q{number}" for number in range(planted_texts)]
    url = f"sqlite:///{tmp_path}/office.db"
    async with office_at(library, url) as office:
        boss = await coordinator(office, tmp_path)
        for number in range(0, planted_texts, 4):
            worker = Person(office, f"chat-id-{number:05d}", "en", tmp_path / "out")
            await at_review(office, worker.name, "en", number)
            for text, guard in zip(texts[number : number + 4], ("ok", "remove", "rewrite", "ok"), strict=True):
                await worker.types("=review.noticed_text", text, f"=guard.{guard}")
                if guard == "rewrite":
                    await worker.types("/skip")
            await worker.types("=review.take" if number % 3 else "=review.send")
        await boss.types("/desk")
        await boss.types(f"={boss.options[0]}")
        names = [f"chat-id-{number:05d}" for number in range(0, planted_texts, 4)]
        assert planted(url, texts + names) == []
    said = logged.getvalue() + "".join(capfd.readouterr())
    assert [text for text in texts + names if text in said] == []
    left = b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
    assert [text for text in texts if text.encode() in left] == []


async def test_advice_leaves_no_sealed_byte(library: Library, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    ring = Ring.new(datetime.now(UTC))
    witness = Witness(ring)
    async with office_at(library, url, ring=ring) as office:
        worker = Person(office, "worker", "en", tmp_path / "out")
        await worker.types("/signal", *WHO, *TO_REVIEW)
        before = len(witness.found(url))
        assert before > 10
        await worker.types("=review.delete", "")
        await office.store.erase_traces()
        assert witness.found(url) == []
