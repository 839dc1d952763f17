"""JSON Schemas of the files in `flows/`, so that an editor completes words and marks faults while somebody types.

They know what can be known from one file alone; `passerelle check` knows the rest. Draft 7, which editors understand.
Names that the office registers (sources, effects, facts) are handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.flow.area import AREA_TABLES
from bot.flow.model import HALF_WIDTH, ITEM_ID, OPTION_ID, ROW_WIDTH, STEP_ID

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT_SCHEMA: Schema = {"type": ["string", "number", "boolean"], "minLength": 1, "pattern": r"\S"}
NAME_SCHEMA: Schema = {"type": "string", "minLength": 1}
YES_SCHEMA: Schema = {"enum": ["yes", "no"]}
STEP_SCHEMA: Schema = {"type": "string", "pattern": STEP_ID}
KEY_SCHEMA: Schema = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\[\])?$"}
HEARD_SCHEMA: Schema = {
    "type": "object",
    "properties": {word: {"type": "string", "pattern": OPTION_ID} for word in ("yes", "no", "help")},
    "additionalProperties": False,
}
WORDS_SCHEMA: Schema = {"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}]}
TIME_SCHEMA: Schema = {"type": "string", "pattern": r"^\d+ (minutes?|hours?|days?)$"}
SPOKEN_KINDS = ("ask", "say", "review", "do", "start")
ANSWERED_KINDS = ("one", "many", "text", "place")


@dataclass(frozen=True)
class RegisteredNames:
    """The names a flow file may use: facts with their values, sources, effects, things to show with their settings."""

    facts: Mapping[str, Collection[str]]
    sources: Collection[str]
    effects: Collection[str]
    shows: Mapping[str, Mapping[str, Collection[str]]]


def described(words: str, schema: Schema) -> Schema:
    """A schema with the sentence that an editor shows beside it."""
    return {"description": words, **schema}


def reference(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def mapping_schema(properties: Schema, required: Collection[str] = ()) -> Schema:
    """A mapping that knows all its keys."""
    shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return shape | ({"required": list(required)} if required else {})


def table_schema(keys: str, values: Schema) -> Schema:
    """A mapping of ids that fit a pattern."""
    return {"type": "object", "patternProperties": {keys: values}, "additionalProperties": False}


def number_schema(most: int) -> Schema:
    """A whole number from 1, as a number or in quotes."""
    return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": most}, {"enum": [str(n + 1) for n in range(most)]}]}


def talk_schema(names: RegisteredNames) -> Schema:
    """Talks and blocks: one schema, because their steps are the same."""
    top = {
        "flow": described("The name of the file.", NAME_SCHEMA),
        "block": described("The name of the file.", NAME_SCHEMA),
        "title": described("What people read where talks are listed.", TEXT_SCHEMA),
        "for": described(
            "The roles that may open it; leave it out for everyone.", {"type": "array", "items": _role(names)}
        ),
        "expires": described(
            "How long it waits for its person, as 60 minutes; longer once an answer says so.",
            {"anyOf": [TIME_SCHEMA, {"type": "object", "additionalProperties": TIME_SCHEMA}]},
        ),
        "marks": described(
            "Notes that an answer can set and a `when` can ask.",
            {"type": "object", "additionalProperties": {"type": "array", "items": TEXT_SCHEMA}},
        ),
        "steps": {"type": "array", "items": reference("part")},
    }
    return {
        "$schema": DRAFT,
        "title": "A talk or a block of Passerelle",
        **mapping_schema(top, ["steps"]),
        "oneOf": [{"required": ["flow", "title"]}, {"required": ["block"]}],
        "definitions": _definitions(names),
    }


def _role(names: RegisteredNames) -> Schema:
    facts = {"enum": [f"is.{name}" for name in names.facts]}
    by_fact: Schema = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": facts}
    return {"anyOf": [NAME_SCHEMA, by_fact]}


def _definitions(names: RegisteredNames) -> Schema:
    return {
        "part": _part(),
        "step": _step(names),
        "condition": _condition(names),
        "option": option_schema(ROW_WIDTH, names),
        "half": option_schema(HALF_WIDTH, names),
        "options": _choices("option", names),
        "halves": _choices("half", names),
        "characters": number_schema(300),
        "show": _shown(names.shows),
    }


def _part() -> Schema:
    """A step, a block set in, or steps for each chosen answer."""
    each = mapping_schema(
        {"each": STEP_SCHEMA, "steps": {"type": "array", "items": reference("part")}}, ["each", "steps"]
    )
    listed = {"type": "array", "items": STEP_SCHEMA}
    use = mapping_schema({"use": NAME_SCHEMA, "carried": listed, "without": listed}, ["use"])
    return {
        "type": "object",
        "if": {"required": ["each"]},
        "then": each,
        "else": {"if": {"required": ["use"]}, "then": use, "else": reference("step")},
    }


def _step(names: RegisteredNames) -> Schema:
    only_one = [{"required": [word]} for word in SPOKEN_KINDS]
    asks: Schema = {"anyOf": [{"required": ["ask"]}, {"required": ["review"]}]}
    none = {"not": {"anyOf": [{"required": [word]} for word in ANSWERED_KINDS]}}
    narrow = {"properties": {"one": reference("halves"), "many": reference("halves")}}
    wide = {"properties": {"one": reference("options"), "many": reference("options")}}
    return {
        **mapping_schema(step_words(names), ["id"]),
        "oneOf": only_one,
        "allOf": [
            {"if": asks, "then": {"oneOf": [{"required": [word]} for word in ANSWERED_KINDS]}, "else": none},
            {"if": {"required": ["columns"]}, "then": narrow, "else": wide},
        ],
    }


def step_words(names: RegisteredNames) -> Schema:
    """Every word a step may hold."""
    effect = {"enum": list(names.effects)}
    one_or_more = {"anyOf": [reference("show"), {"type": "array", "items": reference("show")}]}
    return {
        "id": described("Answers, buttons and translations hang on it: change it only on purpose.", STEP_SCHEMA),
        "ask": described("A question; with one, many, text or place.", TEXT_SCHEMA),
        "say": described("A message.", TEXT_SCHEMA),
        "review": described("Shows all answers; each can be changed.", TEXT_SCHEMA),
        "do": described("A named deed.", effect),
        "start": described("A door into another talk.", NAME_SCHEMA),
        "one": described("Answers, of which one is chosen: id: label.", {}),
        "many": described("Answers, of which several may be chosen.", {}),
        "text": described("Free text.", mapping_schema({"max": reference("characters"), "phone": YES_SCHEMA})),
        "place": described("A town or a postcode.", {"const": "yes"}),
        "when": described("Only then; all keys must hold.", reference("condition")),
        "unless": described("Not then; an unanswered step does not count.", reference("condition")),
        "optional": described("May be left out with /skip.", YES_SCHEMA),
        "alone": described("Answers that exclude the others.", WORDS_SCHEMA),
        "hears": described("Common words in any language, and the answers they stand for: yes: now.", HEARD_SCHEMA),
        "why": described("A sentence for the person who asks why.", TEXT_SCHEMA),
        "short": described("How the answer is called in the review and on paper.", TEXT_SCHEMA),
        "show": described("What stands above the question.", one_or_more),
        "consent": described("The name of the wording; a new wording gets a new name.", NAME_SCHEMA),
        "guard": described("Warns about names and judgements in a free text.", YES_SCHEMA),
        "unsent": described("Decides the way and is never sent.", YES_SCHEMA),
        "beside": described(
            "Command buttons beside the answers.", {"type": "array", "items": {"pattern": "^/[a-z_]+$"}}
        ),
        "columns": described("Two buttons in a row; labels of at most 16 characters.", {"const": "two"}),
        "carry": described("step here: step there", {"type": "object", "additionalProperties": STEP_SCHEMA}),
        "keeps": described("With do: what stays known after it.", WORDS_SCHEMA),
        "seeds": described("Which ideas of the founding documents it serves.", WORDS_SCHEMA),
        "end": described("The talk ends here.", NAME_SCHEMA),
    }


def _condition(names: RegisteredNames) -> Schema:
    facts = {f"is.{name}": one_of_schema(values) for name, values in names.facts.items()}
    return table_schema(KEY_SCHEMA["pattern"], WORDS_SCHEMA) | {"properties": facts}


def one_of_schema(values: Collection[str]) -> Schema:
    """One of these words, or a list of them."""
    word = {"enum": list(values)}
    return {"anyOf": [word, {"type": "array", "items": word}]}


def option_schema(most: int, names: RegisteredNames) -> Schema:
    """An answer: its label, or more."""
    label = TEXT_SCHEMA | {"maxLength": most}
    words = {
        "label": label,
        "when": reference("condition"),
        "unless": reference("condition"),
        "sets": described(
            "A mark, or the answer of another step.", {"type": "object", "additionalProperties": TEXT_SCHEMA}
        ),
        "forgets": described("These steps are asked again.", WORDS_SCHEMA),
        "do": described("A named deed.", {"enum": list(names.effects)}),
        "danger": described("Opens the danger talk at once: threats, weapons and violence only.", YES_SCHEMA),
    }
    return {"anyOf": [label, mapping_schema(words, ["label"])]}


def _choices(kind: str, names: RegisteredNames) -> Schema:
    """Answers that are written out, or from a list with some more."""
    written = table_schema(OPTION_ID, reference(kind)) | {"minProperties": 1}
    sourced = mapping_schema(
        {
            "from": {"enum": list(names.sources)},
            "also": table_schema(OPTION_ID, reference(kind)),
            "max": number_schema(20),
        },
        ["from"],
    )
    return {"if": {"required": ["from"]}, "then": sourced, "else": written}


def _shown(names: Mapping[str, Mapping[str, Collection[str]]]) -> Schema:
    """A name, alone where nothing is left to say, or one name with its settings."""
    alone = [name for name, settings in names.items() if all("" in values for values in settings.values())]
    one = {name: _settings(settings) for name, settings in names.items() if settings}
    return {"anyOf": [{"enum": alone}, mapping_schema(one) | {"minProperties": 1, "maxProperties": 1}]}


def _settings(taken: Mapping[str, Collection[str]]) -> Schema:
    """Where nothing is listed (the kinds of cards are each town's own) any word will do."""
    values: Schema = {
        name: {"enum": [one for one in values if one]} if values else NAME_SCHEMA for name, values in taken.items()
    }
    return mapping_schema(values, [name for name, values in taken.items() if "" not in values])


def areas_schema() -> Schema:
    """The file `areas.yaml`."""
    label = TEXT_SCHEMA | {"maxLength": ROW_WIDTH}
    answer = {"anyOf": [label, mapping_schema({"label": label, "danger": YES_SCHEMA}, ["label"])]}
    area = mapping_schema(
        {"id": {"type": "string", "pattern": ITEM_ID}, "label": TEXT_SCHEMA}
        | dict.fromkeys(AREA_TABLES, table_schema(ITEM_ID, answer)),
        ["id", "label", *AREA_TABLES],
    )
    return _file("areas", "The areas of life", area)


def cards_schema() -> Schema:
    """The files of `cards/`."""
    listed: Schema = {"type": "array", "items": TEXT_SCHEMA}
    card = mapping_schema(
        {
            "id": {"type": "string", "pattern": r"^[a-z][a-z0-9_]{0,39}$"},
            "kind": NAME_SCHEMA,
            "title": TEXT_SCHEMA,
            "text": described("At most 600 characters.", TEXT_SCHEMA | {"maxLength": 600}),
            "for": described("Roles; leave it out for all.", listed),
            "countries": described("Leave it out for all.", listed),
            "date": described("When the text was last checked, as 2026-11.", {"type": "string"}),
            "checked_by_role": described("The role that checked a law card, never a name.", {"type": "string"}),
            "search": described("Words that lead here, old names too.", listed),
            "seeds": listed,
            "source": listed,
        },
        ["id", "kind", "title", "text"],
    )
    return _file("cards", "Short texts", card)


def _file(word: str, title: str, part: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **mapping_schema({word: {"type": "array", "items": part}}, [word])}
