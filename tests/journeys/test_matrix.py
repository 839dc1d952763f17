"""Who may do what to which signal: every role tries every act on every signal, on a real database.

`uv run pytest tests/journeys/test_matrix.py -m long -s -n 0` prints the table. What is not allowed below is denied.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table as Printed

from bot.features.staff import records as people
from bot.operations.desks import lock_every_desk
from bot.operations.doctor import examine_installation
from bot.settings import Settings
from bot.words.library import Library
from tests.commands.tree import every_command
from tests.journeys.acts import ACTS, Try
from tests.journeys.scene import Scene, Signal, Stage, person, words

SCOPES = ("own", "other area", "closed", "erased")
IN_TOWN = ("own", "closed", "erased")
SENDER = {"status": ("own", "closed"), "question": ("own",), "copy": ("own", "closed"), "mydata": ("own",)} | {
    "delete": ("own",),
    "withdraw": ("own", "closed"),
}
Rights = dict[str, tuple[str, ...]]
Results = dict[tuple[str, str, str], bool]  # role, act, signal: whether it happened
State = dict[str, list[tuple[object, ...]]]
ELSEWHERE: Rights = dict.fromkeys(("status", "copy", "mydata", "delete", "withdraw"), ("other area",))
READS: Rights = dict.fromkeys(("list", "open", "print"), ("own",))
KEEPS: Rights = READS | dict.fromkeys(("take", "ask", "answer", "close", "second"), ("own",))
LOCKS: Rights = {"lock": SCOPES}
MAY: dict[str, Rights] = {
    "nobody": {},
    "sender": SENDER,
    "sender elsewhere": ELSEWHERE,
    "another sender": {},
    "coordinator": KEEPS | LOCKS | {"lock all": IN_TOWN},
    "deputy": KEEPS | LOCKS | {"lock all": IN_TOWN},
    "second person": READS | LOCKS,
    "coordinator of another town": LOCKS,
    "region": LOCKS,
    "auditor": LOCKS | {"counts": IN_TOWN, "log": IN_TOWN},
    "coordinator, locked": LOCKS | {"lock all": IN_TOWN},
    "coordinator, removed": {},
    "operator": {"lock all": SCOPES},
}
ENROLLED = set(MAY) - {"nobody", "sender", "sender elsewhere", "another sender", "coordinator, removed", "operator"}
AT_THE_DESK = ("open", "take", "ask", "answer", "close", "print", "second")
EVENTS = {"answer": 2}
"""Events an act takes, where it is more than one: each shows the signal, and each showing is logged once."""


async def prepared(scene: Scene, role: str) -> None:
    """Bring the scene to where this role stands."""
    lane, now = scene.lane("coordinator"), scene.office.clock.now()
    async with scene.office.store.write() as tx:
        if role == "coordinator, locked":
            await people.lock_person(tx, lane, now)
        elif role == "coordinator, removed":
            one = await people.person_by_lane(tx, lane)
            assert one
            await people.remove_person_row(tx, one.id, now)


async def row_of(stage: Stage, role: str, results: Results) -> None:
    """Try every act on every signal as this role. What is denied may change nothing, so its database goes on."""
    cells = [(act, scope) for act in ACTS for scope in SCOPES]
    while cells:
        async with stage.copy() as scene:
            await prepared(scene, role)
            clean = await scene.state()
            while cells:
                act, scope = cells.pop()
                if await tried(scene, role, act, scope, results, clean) != clean:
                    break


async def tried(scene: Scene, role: str, act: str, scope: str, results: Results, before: State) -> State:
    """One cell: it happens exactly where it may; else nothing of anybody changes, and nothing is shown."""
    allowed = scope in MAY[role].get(act, ())
    cell = Try(scene, role, scene.signals[scope])
    rows = await cell.log("read", "printed", "refused") if act in AT_THE_DESK else []
    happened = await ACTS[act](cell)
    where = f"{role} · {act} · {scope}"
    assert happened == allowed, f"{where}: {'done' if happened else 'denied'}\n{words(cell.shown)}"
    after = await scene.state()
    assert happened or changed(before, after, act) == [], where
    seen = {one.canary for one in scene.signals.values() if one.canary in words(cell.shown)}
    assert seen <= may_see(role, act, cell.signal), where
    if act in AT_THE_DESK:
        new = (await cell.log("read", "printed", "refused"))[len(rows) :]
        assert sorted(what for what, _, _ in new) == logged_as(role, act, scope), where
    await scene.cleaned()
    results[role, act, scope] = happened
    return after


def changed(before: State, after: State, act: str) -> list[str]:
    """The tables that changed; who locks or deletes may change what is theirs."""
    own = {"lock": {"person"}, "lock all": {"person"}, "delete": set(before)}.get(act, set())
    return [name for name in before if before[name] != after[name] and name not in own]


def may_see(role: str, act: str, signal: Signal) -> set[str]:
    """The signals whose words may stand on this role's screen after this act."""
    mine = {"sender": {"canary-own", "canary-closed"}, "sender elsewhere": {"canary-other-area"}}.get(role, set())
    own = mine | ({"canary-another"} if role == "another sender" else set())
    if act in ("copy", "mydata"):
        return own
    reads = "own" in MAY[role].get("open", ()) and signal.name == "own" and act in AT_THE_DESK
    return {"canary-own"} if reads else set()


def logged_as(role: str, act: str, scope: str) -> list[str]:
    """What the log must hold: each showing once, each print, and each press of enrolled people that was refused."""
    if role not in ENROLLED:
        return []
    if scope != "own" or "open" not in MAY[role]:
        return ["refused"]
    return sorted(["read"] * EVENTS.get(act, 1) + ["printed"] * (act == "print"))


@pytest.mark.long
@pytest.mark.threat(8)
@pytest.mark.threat(38)
@pytest.mark.timeout(600)
async def test_every_cell(library: Library, tmp_path: Path) -> None:
    stage, results = Stage(library, tmp_path), Results()
    await stage.prepare()
    for role in MAY:
        if role != "operator":
            await row_of(stage, role, results)
    await operator_row(stage, results)
    wanted = {(role, act, scope) for role in MAY for act in ACTS for scope in SCOPES}
    assert set(results) == wanted
    show(results)


async def operator_row(stage: Stage, results: Results) -> None:
    """The command line shows no signal: no command for any of the acts, and nothing of one in what the commands say."""
    async with stage.copy() as scene:
        keys = stage.folder / "keys.json"
        stage.ring.save(keys)
        database = next(stage.folder.glob("copy-*.db"))
        settings = Settings(database_url=f"sqlite:///{database}", keys_file=keys)
        said = "\n".join(f"{one.what} {one.says}" for one in await examine_installation(settings, stage.library))
        commands = every_command()
        for signal in scene.signals.values():
            assert not [part for part in (signal.canary, signal.key, signal.code) if part in said]
        assert await lock_every_desk(settings, stage.library) == len(scene.secrets)
        locked = [(await person(scene, chat)).unlocked_until for chat in scene.secrets] == [None] * len(scene.secrets)
        for act, scope in ((act, scope) for act in ACTS for scope in SCOPES):
            happened = locked if act == "lock all" else act in commands - {"lock"}
            assert happened == (scope in MAY["operator"].get(act, ())), f"operator · {act} · {scope}"
            results["operator", act, scope] = happened


def show(results: dict[tuple[str, str, str], bool]) -> None:
    """Print the table: which of own, other area, closed, erased each role may."""
    table = Printed("act", *MAY, title="Access: o own · a other area · c closed · e erased · – denied")
    for act in ACTS:
        marks = [
            "".join(mark for mark, scope in zip("oace", SCOPES, strict=True) if results[role, act, scope])
            for role in MAY
        ]
        table.add_row(act, *(found or "–" for found in marks))
    console = Console(width=220)
    console.print(table)
    cells = len(MAY) * len(ACTS) * len(SCOPES)
    console.print(f"cells asserted: {len(results)} of {cells} ({100 * len(results) / cells:.0f} %)")
