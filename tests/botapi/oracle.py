"""The judge: aiogram's machine-readable Bot API. It knows nothing of the program under test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

import aiogram.methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    found.__api_method__: found
    for found in vars(aiogram.methods).values()
    if isinstance(found, type) and issubclass(found, TelegramMethod) and found is not TelegramMethod
}


class Wrong(Exception):
    """A call that no correct program makes: answered with 400, and a violation that fails the test."""


def arguments(method: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """The decoded parameters of a call. Raises `Wrong` on an unknown method or parameter, or a wrong type."""
    known = METHODS.get(method)
    if known is None:
        raise Wrong(f"unknown method {method}")
    unknown = form.keys() - known.model_fields.keys()
    if unknown:
        raise Wrong(f"unknown parameters {sorted(unknown)}")
    given = decoded(known, form)
    named = {name: value if not isinstance(value, Upload) else value.name for name, value in given.items()}
    try:
        model = known.model_validate(named)
    except ValidationError as error:
        raise Wrong(_short(error)) from None
    unknown_inside = list(_extras(model))
    if unknown_inside:
        raise Wrong(f"unknown fields {unknown_inside}")
    return given


class Upload:
    """A file that came with a call."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content


def decoded(known: type[TelegramMethod[Any]], form: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call with the JSON in them read, unjudged."""
    return {name: _decoded(value, known.model_fields[name].annotation) for name, value in form.items()}


def _decoded(value: Any, annotation: Any) -> Any:
    """Form fields are strings: nested values, numbers and booleans come as JSON."""
    kinds = _plain_kinds(annotation)
    if not isinstance(value, str) or kinds == {str}:
        return value
    looks_json = value[:1] in ("[", "{") or value in ("true", "false")
    looks_number = re.fullmatch(r"-?\d+(\.\d+)?", value) and bool(kinds & {int, float})
    return json.loads(value) if looks_json or looks_number else value


def _plain_kinds(annotation: Any) -> set[Any]:
    inner = get_args(annotation) or (annotation,)
    return {kind for kind in inner if kind is not type(None) and getattr(kind, "__name__", "") != "Default"}


def _extras(model: BaseModel, path: str = "") -> Iterator[str]:
    for name in model.model_extra or {}:
        yield f"{path}{name}"
    for name in type(model).model_fields:
        yield from _extras_of(getattr(model, name), f"{path}{name}.")


def _extras_of(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _extras(value, path)
    elif isinstance(value, list):
        for item in value:
            yield from _extras_of(item, path)


@cache
def _returning(method: str) -> TypeAdapter[Any]:
    return TypeAdapter(METHODS[method].__returning__)


def check_result(method: str, result: Any) -> None:
    """Our own answer obeys the schema too, so that this server cannot drift from the real one."""
    _returning(method).validate_python(result)


def check_update(update: dict[str, Any]) -> None:
    """So do the updates we make."""
    unknown = list(_extras(Update.model_validate(update)))
    if unknown:
        raise AssertionError(f"this server made an update with unknown fields {unknown}")


def _short(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()[:3])
