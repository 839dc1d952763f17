"""Odd things made by a seeded chance: texts, JSON, and whole updates of the Bot API after aiogram's types."""

from __future__ import annotations

import datetime
import enum
import types
import typing
from collections.abc import Callable, Hashable
from functools import cache
from random import Random
from typing import Any, Literal, Union

from aiogram import types as telegram
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tests.faults.corpus import strings

DEEPEST = 4
Maker = Callable[[Random, int], Any]


def text(chance: Random) -> str:
    """A string of the corpus, or pieces of several, cut, joined and sprinkled with any character there is."""
    fixed = strings()
    if chance.random() < 0.3:
        return chance.choice(fixed)
    pieces = [_piece(chance, chance.choice(fixed)) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        pieces.insert(chance.randint(0, len(pieces)), chr(chance.randrange(0x110000)))
    return chance.choice(("", " ", "\n", "\u200d", ".", "\u202e")).join(pieces)


def _piece(chance: Random, whole: str) -> str:
    start = chance.randint(0, max(0, len(whole) - 1))
    return whole[start : start + chance.choice((1, 3, 12, 60, 400))]


def value(chance: Random, depth: int = 0) -> Any:
    """Any JSON."""
    kind = chance.randrange(9 if depth < 3 else 7)
    if kind == 7:
        return [value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    if kind == 8:
        return {
            chance.choice(("id", "chat", "text", "from", text(chance)[:20])): value(chance, depth + 1) for _ in "ab"
        }
    plain = (None, True, chance.randint(-3, 3), chance.choice((2**63, -(2**63), 10**40)), 1.5, text(chance), "")
    return plain[kind]


def update(chance: Random, number: int, kind: str = "", content: str = "") -> Any:
    """An update as the Bot API may send it one day: of a kind, with what aiogram knows in it, sometimes broken.

    `kind` is a field of Update, `content` a field of Message that shall be there; any when empty.
    """
    kind = kind or chance.choice(UPDATES if chance.random() < 0.4 else ASKED_FOR)
    body = _field(telegram.Update, kind)(chance, 1)
    inner = body.get("message", body) if isinstance(body, dict) else {}
    if isinstance(inner, dict) and "chat" in inner and (content or chance.random() < 0.8):
        inner["chat"] = {"id": chance.randint(1, 9), "type": "private"}
    if isinstance(body, dict) and content:
        body = {**body, content: _field(telegram.Message, content)(chance, 2)}
    found = {"update_id": number, kind: body}
    return _broken(chance, found) if chance.random() < 0.2 and not content else found


def _broken(chance: Random, thing: Any) -> Any:
    """The same with one part of it replaced by anything."""
    if isinstance(thing, dict) and thing and chance.random() < 0.85:
        name = chance.choice(list(thing))
        return {**thing, name: _broken(chance, thing[name])}
    if isinstance(thing, list) and thing and chance.random() < 0.8:
        return [_broken(chance, thing[0]), *thing[1:]]
    return value(chance)


@cache
def _field(model: type[BaseModel], name: str) -> Maker:
    return _maker(_annotation(model.model_fields[name]))


def _annotation(field: FieldInfo) -> Any:
    return field.annotation


@cache
def _makers(model: type[BaseModel]) -> tuple[tuple[tuple[str, Maker], ...], tuple[tuple[str, Maker], ...]]:
    """The makers of the fields that must be there, and of those that may."""
    fields = model.model_fields.items()
    made = [(field.alias or name, _maker(_annotation(field)), field.is_required()) for name, field in fields]
    return tuple((name, make) for name, make, must in made if must), tuple(
        (name, make) for name, make, must in made if not must
    )


def _object(model: type[BaseModel]) -> Maker:
    def make(chance: Random, depth: int) -> Any:
        must, may = _makers(model)
        more = chance.sample(may, min(len(may), chance.choice((0, 1, 3)))) if depth < DEEPEST else ()
        if depth > 2 * DEEPEST:
            return {}
        return {name: field(chance, depth + 1) for name, field in (*must, *more)}

    return make


@cache
def _maker(hint: Hashable) -> Maker:
    """How to make a value of an annotation."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        makers = [_maker(each) for each in inner if each is not type(None)]
        return lambda chance, depth: chance.choice(makers)(chance, depth)
    if origin is Literal:
        return lambda chance, depth: chance.choice(inner)
    if origin is list:
        item = _maker(inner[0])
        return lambda chance, depth: [item(chance, depth + 1) for _ in range(chance.choice((0, 1, 2)))]
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _object(hint)
    return _plain(hint)


def _plain(hint: Any) -> Maker:
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        members = [member.value for member in hint]
        return lambda chance, depth: chance.choice(members)
    if hint is bool:
        return lambda chance, depth: chance.random() < 0.5
    if hint is int or hint in (datetime.datetime, datetime.timedelta):
        return lambda chance, depth: chance.choice((0, 1, chance.randrange(10**9), -(10**13), 2**62))
    if hint is float:
        return lambda chance, depth: chance.uniform(-180, 180)
    return lambda chance, depth: text(chance)


ASKED_FOR = ("message", "edited_message", "callback_query", "my_chat_member")
UPDATES = tuple(name for name in telegram.Update.model_fields if name != "update_id")
CONTENTS = tuple(
    name
    for name, field in telegram.Message.model_fields.items()
    if not field.is_required() and name not in ("from_user", "sender_chat", "text", "date")
)
