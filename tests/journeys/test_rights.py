"""Who may open what, and what nobody learns from a notice."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyotp
import pytest

from bot.features.staff import records as people
from bot.intake.office import Office
from bot.store import talks
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Dpia, Operator, Retention, Towns
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


@pytest.mark.seed("SY69")
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
            code = await people.make_invitation(tx, ["be:21012"], "coordinator", now)
        await stranger.types(f"/invite {code}")
        secret = stranger.text.rsplit("\n", 1)[-1]
        await stranger.types("/desk")
        assert "six digits" in stranger.text
        await stranger.types(pyotp.TOTP(secret).at(office.clock.now()))
        assert stranger.options[:2] == ["desk.refresh", "desk.leave"]
        async with office.store.read() as tx:
            assert await people.unlocked_person(tx, lane, now) is not None


@pytest.mark.parametrize(
    ("language", "signals"), [pytest.param("fr", 100, marks=pytest.mark.long), ("fr", 4), ("en", 4), ("nl", 4)]
)
async def test_notices_have_the_same_bytes_for_every_signal(
    library: Library, tmp_path: Path, language: str, signals: int
) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/notices.db") as office:
        boss = await coordinator(office, tmp_path, language)
        notices, replies = set(), set()
        for number in range(signals):
            sender = Person(office, f"worker{number}", language, tmp_path)
            await at_review(office, sender.name, language, number)
            await sender.types("=review.send")
            notices |= await taken(office, "coordinator")
            await boss.types("/desk", "=desk.refresh")
            key = next(id for id in reversed(boss.options) if id not in ("desk.refresh", "desk.leave", "/lock"))
            await boss.types(f"={key}", "=case.answer", f"Dank {'x' * number}.", "=guard.ok", "=next.list")
            replies |= await taken(office, sender.name)
            await boss.types(f"={key}", "=case.close", "=close.done", "=next.list")
        assert len(notices) == 1
        assert len(replies) == 1


async def at_review(office: Office, name: str, language: str, number: int) -> None:
    """Bring a worker to the review with other answers for each number."""
    areas = list(office.library.content.areas.values())
    area, place = areas[number % len(areas)], ("be:23088", "be:21012", "fr:84007", "nl:0599")[number % 4]
    answers: dict[str, tuple[str, ...]] = {
        "role": (sorted(MAY)[number % 5],),
        "about": ("client",) if sorted(MAY)[number % 5] != "school" else ("pupil",),
        "age": ("adult",),
        "place": (place,),
        "law": ("understood",),
        "allowed": ("yes",),
        "consent": ("yes",),
        "areas": (area.id,),
        f"noticed[{area.id}]": (next(iter(area.changes)),),
        "noticed_text": ("x" * (number + 1),),
        "how_known": ("seen",),
        "since": ("months3",),
        "strengths": ("adult",),
        "other_reasons": ("grief",),
        "informed": ("will",),
        "contact_me": ("chat",),
    }
    talk = Talk(f"t{number:05d}", "signal", language, answers)
    now = office.clock.now()
    kept = talks.StoredTalk(
        office.lane("line", name), talk.id, "signal", talk.to_json(), now + datetime.timedelta(hours=1)
    )
    async with office.store.write() as tx:
        await talks.save_talks(tx, [kept])


async def taken(office: Office, name: str) -> set[str]:
    """What waits for somebody, without the address; forgotten afterwards."""
    rows = await office.pulled("line", name)
    await office.drop("line", name, rows[-1][0])
    return {message.to_json() for _, message in rows if not message.talk}
