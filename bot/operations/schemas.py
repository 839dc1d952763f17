"""The JSON Schemas that stand in `flows/schemas/`: made from the models, one for each kind of file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.directory.contact import Contact
from bot.features import FEATURES
from bot.flow import schema
from bot.flow.schema import Schema

SCHEMAS_FOLDER = "schemas"


def make_schemas() -> dict[str, Schema]:
    """File name → schema."""
    known = FEATURES.vocabulary
    facts = {name: fact.values for name, fact in known.facts.items()}
    names = schema.RegisteredNames(facts, sorted(known.sources), sorted(FEATURES.effects), known.show_settings(()))
    return {
        "talk.json": schema.talk_schema(names),
        "areas.json": schema.areas_schema(),
        "cards.json": schema.cards_schema(),
        "contacts.json": contacts_schema(),
    }


def write_schemas(flows: Path) -> Iterator[Path]:
    """Write the schemas into `flows/schemas/`; the files that were written."""
    folder = flows / SCHEMAS_FOLDER
    folder.mkdir(exist_ok=True)
    for name, each in make_schemas().items():
        (folder / name).write_text(schema_text(each), encoding="utf-8")
        yield folder / name


def schema_text(each: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(each, indent=1, ensure_ascii=False) + "\n"


def contacts_schema() -> Schema:
    """The files of `contacts/`, from the model of a row."""
    row = Contact.model_json_schema(ref_template="#/definitions/{model}")
    definitions = row.pop("$defs")
    listed = {"type": "array", "items": _as_written(row)}
    return {
        "$schema": schema.DRAFT,
        "title": "Contact points of a country",
        **schema.mapping_schema({"contacts": listed}, ["contacts"]),
        "definitions": _as_written(definitions),
    }


def _as_written(part: Any) -> Any:
    """As a file says it: yes and no for a truth, a number with or without quotes, nothing for what is not known."""
    if isinstance(part, list):
        return [_as_written(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "boolean":
        return schema.YES_SCHEMA
    if part.get("type") == "integer":
        return part | {"type": ["integer", "string"], "pattern": r"^\d*$"}
    if part.get("format") == "date":
        return {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d)?$"}
    return {key: _as_written(value) for key, value in part.items() if key != "default"}
