"""Two real processes on one PostgreSQL: nothing lost, one effect each, in order, and a dead leader's place is taken."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from tests.botapi import BotApi, Person
from tests.botapi.bring import HEADER
from tests.botapi.fixtures import botapi
from tests.faults.stream import QUESTIONS, ROUND, questions
from tests.journeys.replicas import SECRET, Replica, Replicas, brought, replicas

__all__ = ["botapi"]

postgresql = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
TAKE_OVER = 5.0  # seconds, design.md section 9


def asked(person: Person) -> list[str]:
    """The questions a person got, in order."""
    return questions(person.texts())


def once(got: list[str]) -> list[str]:
    """Without duplicates that follow their twins."""
    return [question for question, _ in groupby(got)]


def talk(people: list[Person]) -> None:
    """Everybody writes a whole round at once, without waiting."""
    for text, _ in ROUND:
        for person in people:
            person.writes(text)


async def answered(people: list[Person], rounds: int, patience: float = 60) -> None:
    """Until everybody has every answer."""
    async with asyncio.timeout(patience):
        while not all(len(once(asked(person))) >= rounds * len(ROUND) for person in people):
            await asyncio.sleep(0.05)


async def count(database: str, table: str) -> int:
    """Rows of a table."""
    connection = await asyncpg.connect(database)
    found = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (a name from this file)
    await connection.close()
    return int(found)


async def killed(all_: Replicas, people: list[Person], kills: int) -> list[float]:
    """Kill the leader amid talks, again and again; the seconds until the other led."""
    took = []
    for number in range(1, kills + 1):
        talk(people)
        await asyncio.sleep(0.1 * number)
        took.append(await all_.kill_the_leader())
        await answered(people, number)
    return took


@pytest.mark.faults
@pytest.mark.threat(17)
@pytest.mark.threat(19)
@pytest.mark.threat(20)
@pytest.mark.timeout(300)
@postgresql
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_the_leader_is_killed_amid_talks(
    botapi: BotApi, database_url: str, tmp_path: Path, webhook: bool
) -> None:
    people, kills = [botapi.person(number + 1) for number in range(6)], 3
    botapi.promises.discard("pace")  # who is killed does not know how fast it was
    async with replicas(tmp_path, database_url, botapi, webhook=webhook) as all_:
        if webhook:
            async with brought(all_):
                took = await killed(all_, people, kills)
        else:
            took = await killed(all_, people, kills)
        async with asyncio.timeout(20):
            while await count(database_url, "outbox"):
                await asyncio.sleep(0.1)
        assert await count(database_url, "seen") == kills * len(ROUND) * len(people)
    print(f"\n{'webhook' if webhook else 'polling'}: led again after {', '.join(f'{one:.2f}' for one in took)} s")
    assert max(took) <= TAKE_OVER
    for person in people:
        assert once(asked(person)) == QUESTIONS * kills
        assert len(asked(person)) - len(once(asked(person))) <= kills
    assert botapi.world.updates == []


@pytest.mark.faults
@pytest.mark.threat(1)
@pytest.mark.threat(2)
@pytest.mark.timeout(300)
@postgresql
async def test_brought_to_both_in_turn_and_ten_thousand_forged_calls_between(
    botapi: BotApi, database_url: str, tmp_path: Path
) -> None:
    people = [botapi.person(number + 1) for number in range(12)]
    async with replicas(tmp_path, database_url, botapi, webhook=True) as all_, brought(all_) as bringer:
        talk(people)
        await answered(people, 1)
        before = [memory(one) for one in all_.all]
        told = await asyncio.gather(*(forge(botapi, one, 5000) for one in all_.all))
        talk(people)
        await answered(people, 2)
        grown = [round(memory(one) - was, 1) for one, was in zip(all_.all, before, strict=True)]
        assert await count(database_url, "seen") == 2 * len(ROUND) * len(people)
    print(
        f"\nforged: {sum(map(len, told))} calls, statuses {sorted({s for one in told for s in one})}, MB grown: {grown}"
    )
    assert {status for one in told for status in one} == {401}
    assert max(grown) < 30
    assert set(bringer.statuses) == {200}
    for person in people:
        assert asked(person) == QUESTIONS * 2


@pytest.mark.faults
@pytest.mark.timeout(120)
@postgresql
async def test_a_leader_that_is_told_to_stop_hands_over_without_a_duplicate(
    botapi: BotApi, database_url: str, tmp_path: Path
) -> None:
    people = [botapi.person(number + 1) for number in range(6)]
    async with replicas(tmp_path, database_url, botapi) as all_:
        leader = await all_.led()
        talk(people)
        await asyncio.sleep(0.2)
        assert leader.process is not None
        leader.process.terminate()
        await asyncio.wait_for(leader.process.wait(), 20)
        assert await all_.led() is not leader
        await answered(people, 1)
    for person in people:
        assert asked(person) == QUESTIONS


def memory(one: Replica) -> float:
    """Resident megabytes."""
    assert one.process is not None
    return float(psutil.Process(one.process.pid).memory_info().rss) / 2**20


async def forge(api: BotApi, one: Replica, number: int) -> list[int]:
    """Calls of somebody who found the address and not the secret."""
    url = one.door + "/" + api.world.webhook.rpartition("/")[2]
    update = b'{"update_id": 9000001, "message": {"chat": {"id": 1, "type": "private"}, "text": "/start"}}'
    tries: list[tuple[dict[str, bytes], bytes]] = [
        ({}, update),
        ({HEADER: b""}, update),
        ({HEADER: SECRET[:-1].encode()}, update),
        ({HEADER: SECRET.encode() * 100}, update),
        ({HEADER: "ключ".encode()}, update),
        ({HEADER: b"x", "content-type": b"text/plain"}, update),
        ({HEADER: b"x"}, b"[" * 60_000),
    ]
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:

        async def some(first: int) -> list[int]:
            found = []
            for turn in range(first, number, 20):
                headers, body = tries[turn % len(tries)]
                given = [
                    (name.encode(), value) for name, value in {"content-type": b"application/json", **headers}.items()
                ]
                found.append((await client.post(url, content=body, headers=given)).status_code)
            return found

        return [status for part in await asyncio.gather(*map(some, range(20))) for status in part]


async def test_one_process_with_a_webhook_on_sqlite(botapi: BotApi, sqlite_template: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/one.db"
    person = botapi.person(1)
    botapi.world.webhook = "https://old.example.org/forgotten"
    async with replicas(tmp_path, database, botapi, number=1, webhook=True) as all_, brought(all_):
        async with asyncio.timeout(10):
            while not botapi.world.webhook.startswith("https://chat.example.org/"):
                await asyncio.sleep(0.02)
        talk([person])
        await answered([person], 1)
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(all_.all[0].door + "/")).status_code == 200
    assert asked(person) == QUESTIONS
    assert botapi.called("getUpdates") == []
