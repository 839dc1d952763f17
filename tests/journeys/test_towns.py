"""Two installations with the same chats, and two towns in one: nothing of the one shows in the other."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest

from bot.features.staff import records as people
from bot.intake.office import Office
from bot.keys.vault import Unsealable
from bot.words.library import Library
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person, office_at

HALLE = ("=role.youth", "=about.pupil", "=age.young", "=place.be:23027")
SENT = (*TO_REVIEW, "=review.send")
ADULT = tuple(each for each in SENT if not each.startswith("=child_channel"))


async def coordinator_of(office: Office, folder: Path, area: str) -> Person:
    """A coordinator of one town, unlocked."""
    async with office.store.write() as tx:
        code = await people.make_invitation(tx, [area], "coordinator", office.clock.now())
    boss = await Person(office, f"boss {area}", "en", folder).types(f"/invite {code}")
    secret = boss.text.rsplit("\n", 1)[-1]
    await boss.types("/desk", pyotp.TOTP(secret).at(office.clock.now()))
    return boss


def code_of(person: Person) -> str:
    found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", person.text)
    assert found
    return found[0]


@pytest.mark.threat(27)
async def test_the_same_person_at_two_installations_at_once(library: Library, tmp_path: Path) -> None:
    async with (
        office_at(library, f"sqlite:///{tmp_path}/one.db") as one,
        office_at(library, f"sqlite:///{tmp_path}/two.db") as two,
    ):
        here, there = Person(one, "same", "en", tmp_path), Person(two, "same", "en", tmp_path)
        await here.types("/signal")
        await there.types("/life_map")
        for mine, theirs in zip((*WHO, *SENT[:3]), (*WHO, "=mode.alone", "=areas.school", ""), strict=True):
            await here.types(mine)
            await there.types(theirs)
            assert (here.flow, there.flow) == ("signal", "life_map")
        code = code_of(await here.types(*SENT[3:]))
        assert (await there.types("/mydata")).text.count("Signals") == 0
        assert "do not know that code" in (await there.types(f"/receipt {code}")).text
        assert one.lane("line", "same") != two.lane("line", "same")
        with pytest.raises(Unsealable):
            two.store.ring.open_(one.store.ring.seal(b"x", "talk", "payload", "same"), "talk", "payload", "same")


@pytest.mark.threat(27)
async def test_two_towns_of_one_installation_side_by_side(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/towns.db") as office:
        bosses = [await coordinator_of(office, tmp_path, area) for area in ("be:23088", "be:23027")]
        workers = [Person(office, f"worker {number}", "en", tmp_path) for number in range(4)]
        for number, worker in enumerate(workers):
            await worker.types("/signal", *(HALLE if number % 2 else WHO), *(ADULT if number % 2 else SENT))
        for boss, town, other in ((bosses[0], "Vilvoorde", "Halle"), (bosses[1], "Halle", "Vilvoorde")):
            await boss.types("/desk", "=desk.refresh")
            listed = [option["label"] for option in boss.seen[-1]["options"] if "·" in option["label"]]
            assert len(listed) == 2
            assert all(town in label and other not in label for label in listed)
        theirs = next(id for id in bosses[1].options if id.startswith("desk.") and len(id) > 14)
        await bosses[0].types(f"={theirs}")
        assert bosses[0].seen[0]["error"] == "unknown_answer"
