"""Who may open what, and what nobody learns from a notice."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bot.office.intake import Office
from bot.office.library import Library
from bot.office.operators import Dpia, Operator, Retention, Towns
from bot.store import outbox, people
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person, coordinator, office_at

ABOUT = {
    **dict.fromkeys(("school", "youth"), "pupil"),
    **dict.fromkeys(("social", "health", "town", "police", "justice"), "client"),
    "family": "child",
    "close": "friend",
    "other": "friend",
}
MAY = {"school", "youth", "social", "health", "town"}
ROLES = ("family", "close", "school", "youth", "social", "health", "police", "justice", "town", "myself", "other")


def town(justice: bool = False, **parts: object) -> Operator:
    whole: dict[str, object] = {
        "controller": "Stad Vilvoorde",
        "legal_basis": "law of the town",
        "dpo": "dpo of the town",
        "dpia": Dpia(date=datetime.date(2026, 1, 1), by="dpo", review=datetime.date(2999, 1, 1)),
        "retention": Retention(),
    }
    return Operator.model_validate(
        {"areas": ("be:23088",), "name": "Vilvoorde", "contact": "town hall", "justice": justice} | whole | parts
    )


@pytest.mark.parametrize("role", ROLES)
async def test_the_role_decides_who_may_send(office: Office, tmp_path: Path, role: str) -> None:
    person = await Person(office, "somebody", "en", tmp_path).types("/signal", f"=role.{role}")
    if role in MAY:
        assert (person.flow, person.waiting) == ("signal", "about")
    else:
        assert person.flow == "where_to_turn"
        assert person.text


async def test_justice_may_only_where_the_operator_enables_it(library: Library, tmp_path: Path) -> None:
    for justice, flow in ((True, "signal"), (False, "where_to_turn")):
        async with office_at(library, f"sqlite:///{tmp_path}/{justice}.db", Towns((town(justice),))) as office:
            person = Person(office, "somebody", "en", tmp_path)
            await person.types("/start", "=danger.no", "=role.justice", "=about.inmate", "=age.adult")
            await person.types("=place.be:23088", "=need.coordinator")
            assert person.flow == flow


async def test_under_twelve_never_reaches_send(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types(
        "/signal", "=role.school", "=about.pupil", "=age.under12", "=place.be:23088"
    )
    assert "103" in worker.text or "116" in worker.text or "1712" in worker.text
    await worker.types("=law.understood", "=allowed.yes")
    for text in ("=areas.peers", "=noticed[peers].drops", "/skip", "=how_known.seen", "=since.unknown"):
        await worker.types(text)
    await worker.types("=strengths.unknown", "=other_reasons.none")
    assert worker.waiting == "review"
    assert "review.send" not in worker.options
    await worker.types("=review.send")
    assert worker.seen[-1]["error"] == "unknown_answer"


async def test_a_town_that_is_not_open_says_so_before_the_law(library: Library, tmp_path: Path) -> None:
    closed = [Towns(()), Towns((town(dpia=None),)), Towns((town(),))]
    for number, towns in enumerate(closed):
        async with office_at(library, f"sqlite:///{tmp_path}/{number}.db", towns) as office:
            worker = await Person(office, "worker", "en", tmp_path).types("/signal", *WHO)
            assert worker.waiting == "law"
            assert "not open" in worker.text
            await worker.types("=law.understood", "=allowed.yes")
            assert worker.waiting == "child_channel"


async def test_it_opens_when_coordinator_and_deputy_are_at_work(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/open.db", Towns((town(),))) as office:
        for role in ("coordinator", "deputy"):
            await coordinator(office, tmp_path, role=role)
        worker = await Person(office, "worker", "en", tmp_path).types("/signal", *WHO)
        assert "not open" not in worker.text
        office.clock.move(datetime.timedelta(days=15))
        await worker.types("/signal", "/start", "/signal", *WHO)
        assert "not open" in worker.text


async def test_a_coordinator_of_another_town_reads_nothing(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/two.db") as office:
        await coordinator(office, tmp_path)
        worker = Person(office, "worker", "en", tmp_path)
        await worker.types("/signal", *WHO, *TO_REVIEW, "=review.send")
        stranger = Person(office, "stranger", "en", tmp_path)
        lane, now = office.lane("line", "stranger"), office.clock.now()
        async with office.store.write() as tx:
            code = await people.invite(tx, ["be:21012"], "coordinator", now)
        await stranger.types(f"/invite {code}")
        secret = stranger.text.rsplit("\n", 1)[-1]
        await stranger.types("/desk")
        assert "six digits" in stranger.text
        import pyotp

        await stranger.types(pyotp.TOTP(secret).at(office.clock.now()))
        assert stranger.options[:2] == ["desk.refresh", "desk.leave"]
        async with office.store.read() as tx:
            assert await people.unlocked(tx, lane, now) is not None


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
async def test_notices_have_the_same_bytes_for_a_hundred_signals(
    library: Library, tmp_path: Path, language: str
) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/notices.db") as office:
        boss = await coordinator(office, tmp_path, language)
        seen, replies = set(), set()
        areas = list(library.content.areas)
        for number in range(100):
            worker = Person(office, f"worker{number}", language, tmp_path)
            area = library.content.areas[areas[number % len(areas)]]
            noticed = next(id for id, option in {**area.difficult, **area.changes}.items() if option.danger == "no")
            answers = [*WHO, *TO_REVIEW[:4], f"=areas.{area.id}", f"=noticed[{area.id}].{noticed}", *TO_REVIEW[6:-1]]
            await worker.types("/signal", *answers, "=contact_me.chat", "=review.send", "=how_are_you.ok")
            async with office.store.read() as tx:
                rows = await outbox.pulled(tx, office.lane("line", "coordinator"), 0, office.clock.now())
            seen |= {row.payload for row in rows}
            await office.drop("line", "coordinator", rows[-1].seq)
            if number % 20 == 0:
                await boss.types("/desk", "=desk.refresh")
                newest = boss.options[number // 20 * 0 + len(boss.options) - 4]
                await boss.types(f"={newest}", "=case.answer", "Dank.", "=guard.ok", "=next.list")
                async with office.store.read() as tx:
                    told = await outbox.pulled(tx, office.lane("line", worker.name), 0, office.clock.now())
                replies |= {row.payload.partition("\n")[2] for row in told}
        assert len(seen) == 1
        assert len(replies) == 1
