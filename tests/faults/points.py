"""Named points in the path of an update where a process may die. They are put into the program's functions from here,
by the launcher, in the process that is to die; the program itself knows nothing of them.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

Call = Callable[..., Any]
COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"
CALL = "bot.channels.telegram.api:TelegramBot.call"
TAKE, MARK = "bot.intake.office:Office.take", "bot.post.sender:Sender.mark"
_inside: ContextVar[bool] = ContextVar("inside", default=False)


@dataclass(frozen=True)
class Point:
    """Before (or after) a function; with `inside`, only while that other one is under way; with `method`, only for
    calls of the Bot API with this name; with `found`, only when the function found something."""

    name: str
    target: str
    after: bool = False
    inside: str = ""
    method: str = ""
    found: bool = False


def before(name: str, target: str, inside: str = "", method: str = "") -> Point:
    """A point just before a function is called."""
    return Point(name, target, False, inside, method)


def after(name: str, target: str, inside: str = "", method: str = "", found: bool = False) -> Point:
    """A point just after a function has returned."""
    return Point(name, target, True, inside, method, found)


COMING_IN = (
    before("updates arrived", "bot.channels.telegram.receive:Reception.receive"),
    after("an update parsed", "bot.channels.telegram.receive:see_update"),
    after("places looked up", "bot.intake.office:Office.resolved"),
    before("transaction begun", "bot.intake.office:Office.unseen"),
    after("update ids noted", "bot.store.talks:note_update_ids"),
    after("queues locked", "bot.store.tx:Tx.lock", inside=TAKE),
    after("talks loaded", "bot.store.talks:load_talks"),
    after("seat taken", "bot.intake.feature:Features.hear"),
    after("turn made", "bot.talk.handle:take_turn"),
    before("effects begin", "bot.intake.office:carry_out"),
    before("signal begins", "bot.features.signal.records:insert_signal"),
    before(
        "signal without its audit row",
        "bot.store.audit:write_audit",
        inside="bot.features.signal.records:insert_signal",
    ),
    after("signal written", "bot.features.signal.records:insert_signal"),
    after("coordinators' notices written", "bot.features.signal.notices:notices_to_staff"),
    after("effects done", "bot.intake.office:carry_out"),
    after("own message noted", "bot.intake.office:Office.noted"),
    after("talks ended", "bot.store.talks:end_talks"),
    after("talks saved", "bot.store.talks:save_talks"),
    after("replies queued", "bot.store.outbox:queue_messages"),
    before("before the commit", COMMIT, inside=TAKE),
    after("after the commit", COMMIT, inside=TAKE),
    after("batch taken", TAKE),
    after("batch received", "bot.channels.telegram.receive:Reception.receive"),
    after("offset moved", "bot.channels.telegram.poll:Poll.once"),
    before("before a press is answered", CALL, method="answerCallbackQuery"),
    after("after a press is answered", CALL, method="answerCallbackQuery"),
)
GOING_OUT = (
    after("outbox read", "bot.store.outbox:waiting_messages", found=True),
    before("before delivering", "bot.channels.telegram.deliver:Delivery.deliver"),
    before("before sending", CALL, method="sendMessage"),
    after("after the answer to a send", CALL, method="sendMessage"),
    after("after the answer to an edit", CALL, method="editMessageText"),
    after("delivered", "bot.channels.telegram.deliver:Delivery.deliver"),
    before("marking begins", "bot.post.sender:Sender.forget"),
    after("numbers kept", "bot.store.outbox:note_numbers", inside=MARK),
    after("rows gone", "bot.store.outbox:forget_sent"),
    before("before the mark commits", COMMIT, inside=MARK),
    after("after the mark commits", COMMIT, inside=MARK),
)
CLOCKWORK = (
    after("store opened", "bot.store.engine:Store.open"),
    before("round begins", "bot.store.purge:run_clock"),
    after("round done", "bot.store.purge:run_clock"),
    before("before a checkpoint", "bot.store.engine:Store._checkpoint"),
    after("after a checkpoint", "bot.store.engine:Store._checkpoint"),
    before("before the file is written anew", "bot.store.engine:Store._written_anew"),
    after("after the file is written anew", "bot.store.engine:Store._written_anew"),
)
LEADING = (
    before("lead taken", "bot.store.lead:LeadLock.free_leases"),
    after("leases freed", "bot.store.lead:LeadLock.free_leases"),
    after("sure of the lead", "bot.store.lead:LeadLock.sure"),
    before("an update is brought", "bot.channels.telegram.webhook:Webhook.taken"),
    after("before the webhook answers", "bot.channels.telegram.webhook:Webhook.taken"),
)
MIGRATING = (
    before("a table is made", "alembic.operations.ops:CreateTableOp.create_table"),
    before("an index is made", "alembic.operations.ops:CreateIndexOp.create_index"),
    after("migrated, not committed", "bot.store.migrations:_upgrade"),
)
POINTS = {point.name: point for point in (*COMING_IN, *GOING_OUT, *CLOCKWORK, *LEADING, *MIGRATING)}


def plant(name: str, nth: int) -> None:
    """From now on this process kills itself when it passes the point for the n-th time."""
    point, passages = POINTS[name], 0

    def here() -> None:
        nonlocal passages
        passages += 1
        if passages == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    if point.inside:
        replace(point.inside, _marking)
    replace(point.target, lambda function: _with_point(function, point, here))


def find(target: str) -> tuple[Any, str, Any]:
    """Where a function stands: its owner, its name there, and what stands there. Raises AttributeError."""
    module, _, path = target.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    return owner, name, inspect.getattr_static(owner, name)


def replace(target: str, change: Callable[[Call], Call]) -> None:
    """Put another function in a function's place."""
    owner, name, found = find(target)
    kind = type(found) if isinstance(found, (classmethod, staticmethod)) else None
    changed = change(found.__func__ if kind else found)
    setattr(owner, name, kind(changed) if kind else changed)


def _with_point(function: Call, point: Point, here: Callable[[], None]) -> Call:
    def counts(arguments: tuple[Any, ...]) -> bool:
        return (not point.method or point.method in arguments) and (not point.inside or _inside.get())

    def past(arguments: tuple[Any, ...], result: Any) -> None:
        if point.after and counts(arguments) and (result or not point.found):
            here()

    return _around(function, lambda arguments: here() if not point.after and counts(arguments) else None, past)


def _around(function: Call, ahead: Callable[[tuple[Any, ...]], None], past: Callable[..., None]) -> Call:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def later(*arguments: Any, **named: Any) -> Any:
            ahead(arguments)
            result = await function(*arguments, **named)
            past(arguments, result)
            return result

        return later

    @functools.wraps(function)
    def at_once(*arguments: Any, **named: Any) -> Any:
        ahead(arguments)
        result = function(*arguments, **named)
        past(arguments, result)
        return result

    return at_once


def _marking(function: Call) -> Call:
    @functools.wraps(function)
    async def marked(*arguments: Any, **named: Any) -> Any:
        token = _inside.set(True)
        try:
            return await function(*arguments, **named)
        finally:
            _inside.reset(token)

    return marked
