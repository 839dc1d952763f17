"""What somebody can try with a signal: each act really done in the chat, and whether it happened, by the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import Row, select

from bot.post.message import Message
from bot.talk.event import Asked, Chose, Wrote
from tests import tables
from tests.journeys.scene import TOWN, Scene, Signal, at_desk, person, words

VARIANTS = {"coordinator, locked": "coordinator", "coordinator, removed": "coordinator"}


class Try:
    """One cell: somebody tries one act on one signal."""

    def __init__(self, scene: Scene, role: str, signal: Signal) -> None:
        self.scene, self.role, self.signal = scene, role, signal
        self.chat = VARIANTS.get(role, role)
        self.shown: list[Message] = []

    @property
    def code(self) -> str:
        """Senders have their own codes; everybody else can only guess."""
        mine = "other area" if self.role == "sender elsewhere" else "own"
        theirs = self.signal.name == mine or (self.role == "sender" and self.signal.name != "other area")
        return self.signal.code if theirs and self.role.startswith("sender") else "0000-0000-0000-0000"

    async def says(self, *events: Asked | Chose | Wrote) -> str:
        """Do this in the chat; what is shown."""
        self.shown += await self.scene.does(self.chat, *events)
        return words(self.shown)

    async def desk(self, step: str, option: str, case: str = "") -> str:
        """Press this with the signal open on the desk, as if one had come there."""
        self.shown += await at_desk(self.scene, self.chat, self.signal.key, step, option, case)
        return words(self.shown)

    async def row(self) -> Row[tuple[object, ...]] | None:
        """The signal as it is kept now."""
        async with self.scene.office.store.read() as tx:
            return await tx.one(select(tables.signal).where(tables.signal.c.id == self.signal.key))

    async def words_kept(self, kind: str, step: str) -> bool:
        """Whether a contribution of this kind was added."""
        table = tables.contribution
        mine = (table.c.signal == self.signal.key) & (table.c.kind == kind) & (table.c.step == step)
        async with self.scene.office.store.read() as tx:
            return await tx.one(select(table.c.id).where(mine)) is not None

    async def log(self, *what: str) -> list[tuple[str, str, str]]:
        """Rows of the log of these kinds: what, who, about which signal."""
        table = tables.audit
        async with self.scene.office.store.read() as tx:
            rows = await tx.rows(select(table).where(table.c.what.in_(what)))
        return [(row.what, row.who, row.object) for row in rows]


async def listed(cell: Try) -> bool:
    await cell.says(Asked("desk"))
    return any(button.id == f"desk.{cell.signal.key}" for one in cell.shown for button in one.buttons)


async def opened(cell: Try) -> bool:
    talk = await cell.scene.seated(cell.chat, "desk", {})
    return cell.signal.canary in await cell.says(Chose("desk", (cell.signal.key,), talk))


async def taken(cell: Try) -> bool:
    await cell.desk("case", "take")
    row = await cell.row()
    return row is not None and row.taken is not None


async def asked(cell: Try) -> bool:
    await cell.desk("ask_back", "talked", "ask")
    return await cell.words_kept("question", "talked")


async def answered(cell: Try) -> bool:
    etag = await cell.scene.etag(cell.signal.key)
    await cell.scene.seated(cell.chat, "desk", {"desk": (cell.signal.key,), "case": ("answer",)}, etag)
    await cell.says(Wrote("Thank you."), Chose("guard", ("ok",)))
    return await cell.words_kept("note", "")


async def closed(cell: Try) -> bool:
    before = await cell.row()
    await cell.desk("close", "done", "close")
    after = await cell.row()
    return before is not None and after is not None and before.closed != after.closed


async def printed(cell: Try) -> bool:
    await cell.desk("case", "print")
    return any(cell.signal.canary in file.sheet for one in cell.shown for file in one.files)


async def named(cell: Try) -> bool:
    somebody = (await person(cell.scene, "coordinator of another town")).id
    await cell.desk("colleague", somebody, "second")
    row = await cell.row()
    return row is not None and row.second == somebody


async def status(cell: Try) -> bool:
    text = await cell.says(Asked("receipt", cell.code))
    states = ("question for you", "Finished.", "Received.", "being read", "following up")
    return any(state in text for state in states)


async def question(cell: Try) -> bool:
    await cell.says(Asked("receipt", cell.code), Chose("often", ("once",)))
    return await cell.words_kept("answer", "often")


async def copied(cell: Try) -> bool:
    return cell.signal.canary in await cell.says(Asked("mydata", cell.code))


async def mydata(cell: Try) -> bool:
    return cell.signal.canary in await cell.says(Asked("mydata"))


async def gone(cell: Try, command: str, argument: str = "") -> bool:
    before = await cell.row()
    await cell.says(Asked(command, argument))
    return before is not None and await cell.row() is None


async def deleted(cell: Try) -> bool:
    return await gone(cell, "delete")


async def withdrawn(cell: Try) -> bool:
    return await gone(cell, "withdraw", cell.code)


async def locked(cell: Try) -> bool:
    before = len(await cell.log("locked"))
    await cell.says(Asked("lock"))
    return len(await cell.log("locked")) > before


async def locked_all(cell: Try) -> bool:
    near = ("coordinator", "deputy") if cell.signal.area == TOWN else ("their coordinator",)
    await cell.says(Asked("lock", "all"))
    others = [chat for chat in near if chat != cell.chat]
    return all([(await person(cell.scene, chat)).unlocked_until is None for chat in others])


async def counted(cell: Try) -> bool:
    town = cell.scene.office.library.places.area(cell.signal.area).called("en")
    text = await cell.says(Asked("counts"))
    return f"\n{town}\n" in text


async def logged(cell: Try) -> bool:
    about = cell.scene.office.store.ring.pseudonym("signal", cell.signal.key)
    return about in await cell.says(Asked("log"))


ACTS: dict[str, Callable[[Try], Awaitable[bool]]] = {
    **{"list": listed, "open": opened, "take": taken, "ask": asked, "answer": answered, "close": closed},
    **{"print": printed, "second": named, "status": status, "question": question, "copy": copied, "mydata": mydata},
    **{"delete": deleted, "withdraw": withdrawn, "lock": locked, "lock all": locked_all},
    **{"counts": counted, "log": logged},
}
