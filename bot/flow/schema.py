"""JSON Schemas of the files in `flows/`, so that an editor completes words and marks faults while somebody types.

They know what can be known from one file alone; `passerelle check` knows the rest. Draft 7, which editors understand.
Names that the office registers (sources, effects, facts) are handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.flow.area import TABLES
from bot.flow.model import HALF, ITEM_ID, OPTION_ID, ROW, STEP_ID

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1, "pattern": r"\S"}
NAME: Schema = {"type": "string", "minLength": 1}
YES: Schema = {"enum": ["yes", "no"]}
STEP: Schema = {"type": "string", "pattern": STEP_ID}
KEY: Schema = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\[\])?$"}
HEARD: Schema = {
    "type": "object",
    "properties": {word: {"type": "string", "pattern": OPTION_ID} for word in ("yes", "no", "help")},
    "additionalProperties": False,
}
WORDS: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
TIME: Schema = {"type": "string", "pattern": r"^\d+ (minutes?|hours?|days?)$"}
SAID = ("ask", "say", "review", "do", "start")
ANSWERED = ("one", "many", "text", "place")


@dataclass(frozen=True)
class Registered:
    """The names a flow file may use: facts with their values, sources, effects, things to show with their settings."""

    facts: Mapping[str, Collection[str]]
    sources: Collection[str]
    effects: Collection[str]
    shows: Mapping[str, Mapping[str, Collection[str]]]


def about(words: str, schema: Schema) -> Schema:
    """A schema with the sentence that an editor shows beside it."""
    return {"description": words, **schema}


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def mapping(properties: Schema, required: Collection[str] = ()) -> Schema:
    """A mapping that knows all its keys."""
    shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return shape | ({"required": list(required)} if required else {})


def table(keys: str, values: Schema) -> Schema:
    """A mapping of ids that fit a pattern."""
    return {"type": "object", "patternProperties": {keys: values}, "additionalProperties": False}


def number(most: int) -> Schema:
    """A whole number from 1, as a number or in quotes."""
    return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": most}, {"enum": [str(n + 1) for n in range(most)]}]}


def talk(names: Registered) -> Schema:
    """Talks and blocks: one schema, because their steps are the same."""
    top = {
        "flow": about("The name of the file.", NAME),
        "block": about("The name of the file.", NAME),
        "title": about("What people read where talks are listed.", TEXT),
        "for": about(
            "The roles that may open it; leave it out for everyone.", {"type": "array", "items": _role(names)}
        ),
        "expires": about(
            "How long it waits for its person, as 60 minutes; longer once an answer says so.",
            {"anyOf": [TIME, {"type": "object", "additionalProperties": TIME}]},
        ),
        "marks": about(
            "Notes that an answer can set and a `when` can ask.",
            {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        ),
        "steps": {"type": "array", "items": ref("part")},
    }
    return {
        "$schema": DRAFT,
        "title": "A talk or a block of Passerelle",
        **mapping(top, ["steps"]),
        "oneOf": [{"required": ["flow", "title"]}, {"required": ["block"]}],
        "definitions": _definitions(names),
    }


def _role(names: Registered) -> Schema:
    facts = {"enum": [f"is.{name}" for name in names.facts]}
    by_fact: Schema = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": facts}
    return {"anyOf": [NAME, by_fact]}


def _definitions(names: Registered) -> Schema:
    return {
        "part": _part(),
        "step": _step(names),
        "condition": _condition(names),
        "option": option(ROW, names),
        "half": option(HALF, names),
        "options": _choices("option", names),
        "halves": _choices("half", names),
        "characters": number(300),
        "show": _shown(names.shows),
    }


def _part() -> Schema:
    """A step, a block set in, or steps for each chosen answer."""
    each = mapping({"each": STEP, "steps": {"type": "array", "items": ref("part")}}, ["each", "steps"])
    listed = {"type": "array", "items": STEP}
    use = mapping({"use": NAME, "carried": listed, "without": listed}, ["use"])
    return {
        "type": "object",
        "if": {"required": ["each"]},
        "then": each,
        "else": {"if": {"required": ["use"]}, "then": use, "else": ref("step")},
    }


def _step(names: Registered) -> Schema:
    only_one = [{"required": [word]} for word in SAID]
    asks: Schema = {"anyOf": [{"required": ["ask"]}, {"required": ["review"]}]}
    none = {"not": {"anyOf": [{"required": [word]} for word in ANSWERED]}}
    narrow = {"properties": {"one": ref("halves"), "many": ref("halves")}}
    wide = {"properties": {"one": ref("options"), "many": ref("options")}}
    return {
        **mapping(step_words(names), ["id"]),
        "oneOf": only_one,
        "allOf": [
            {"if": asks, "then": {"oneOf": [{"required": [word]} for word in ANSWERED]}, "else": none},
            {"if": {"required": ["columns"]}, "then": narrow, "else": wide},
        ],
    }


def step_words(names: Registered) -> Schema:
    """Every word a step may hold."""
    effect = {"enum": list(names.effects)}
    one_or_more = {"anyOf": [ref("show"), {"type": "array", "items": ref("show")}]}
    return {
        "id": about("Answers, buttons and translations hang on it: change it only on purpose.", STEP),
        "ask": about("A question; with one, many, text or place.", TEXT),
        "say": about("A message.", TEXT),
        "review": about("Shows all answers; each can be changed.", TEXT),
        "do": about("A named deed.", effect),
        "start": about("A door into another talk.", NAME),
        "one": about("Answers, of which one is chosen: id: label.", {}),
        "many": about("Answers, of which several may be chosen.", {}),
        "text": about("Free text.", mapping({"max": ref("characters"), "phone": YES})),
        "place": about("A town or a postcode.", {"const": "yes"}),
        "when": about("Only then; all keys must hold.", ref("condition")),
        "unless": about("Not then; an unanswered step does not count.", ref("condition")),
        "optional": about("May be left out with /skip.", YES),
        "alone": about("Answers that exclude the others.", WORDS),
        "hears": about("Common words in any language, and the answers they stand for: yes: now.", HEARD),
        "why": about("A sentence for the person who asks why.", TEXT),
        "short": about("How the answer is called in the review and on paper.", TEXT),
        "show": about("What stands above the question.", one_or_more),
        "consent": about("The name of the wording; a new wording gets a new name.", NAME),
        "guard": about("Warns about names and judgements in a free text.", YES),
        "unsent": about("Decides the way and is never sent.", YES),
        "beside": about("Command buttons beside the answers.", {"type": "array", "items": {"pattern": "^/[a-z_]+$"}}),
        "columns": about("Two buttons in a row; labels of at most 16 characters.", {"const": "two"}),
        "carry": about("step here: step there", {"type": "object", "additionalProperties": STEP}),
        "keeps": about("With do: what stays known after it.", WORDS),
        "seeds": about("Which ideas of the founding documents it serves.", WORDS),
        "end": about("The talk ends here.", NAME),
    }


def _condition(names: Registered) -> Schema:
    facts = {f"is.{name}": one_of(values) for name, values in names.facts.items()}
    return table(KEY["pattern"], WORDS) | {"properties": facts}


def one_of(values: Collection[str]) -> Schema:
    """One of these words, or a list of them."""
    word = {"enum": list(values)}
    return {"anyOf": [word, {"type": "array", "items": word}]}


def option(most: int, names: Registered) -> Schema:
    """An answer: its label, or more."""
    label = TEXT | {"maxLength": most}
    words = {
        "label": label,
        "when": ref("condition"),
        "unless": ref("condition"),
        "sets": about("A mark, or the answer of another step.", {"type": "object", "additionalProperties": TEXT}),
        "forgets": about("These steps are asked again.", WORDS),
        "do": about("A named deed.", {"enum": list(names.effects)}),
        "danger": about("Opens the danger talk at once: threats, weapons and violence only.", YES),
    }
    return {"anyOf": [label, mapping(words, ["label"])]}


def _choices(kind: str, names: Registered) -> Schema:
    """Answers that are written out, or from a list with some more."""
    written = table(OPTION_ID, ref(kind)) | {"minProperties": 1}
    sourced = mapping(
        {"from": {"enum": list(names.sources)}, "also": table(OPTION_ID, ref(kind)), "max": number(20)}, ["from"]
    )
    return {"if": {"required": ["from"]}, "then": sourced, "else": written}


def _shown(names: Mapping[str, Mapping[str, Collection[str]]]) -> Schema:
    """A name, alone where nothing is left to say, or one name with its settings."""
    alone = [name for name, settings in names.items() if all("" in values for values in settings.values())]
    one = {name: _settings(settings) for name, settings in names.items() if settings}
    return {"anyOf": [{"enum": alone}, mapping(one) | {"minProperties": 1, "maxProperties": 1}]}


def _settings(taken: Mapping[str, Collection[str]]) -> Schema:
    """Where nothing is listed (the kinds of cards are each town's own) any word will do."""
    values: Schema = {
        name: {"enum": [one for one in values if one]} if values else NAME for name, values in taken.items()
    }
    return mapping(values, [name for name, values in taken.items() if "" not in values])


def areas() -> Schema:
    """The file `areas.yaml`."""
    label = TEXT | {"maxLength": ROW}
    answer = {"anyOf": [label, mapping({"label": label, "danger": YES}, ["label"])]}
    area = mapping(
        {"id": {"type": "string", "pattern": ITEM_ID}, "label": TEXT} | dict.fromkeys(TABLES, table(ITEM_ID, answer)),
        ["id", "label", *TABLES],
    )
    return _file("areas", "The areas of life", area)


def cards() -> Schema:
    """The files of `cards/`."""
    listed: Schema = {"type": "array", "items": TEXT}
    card = mapping(
        {
            "id": {"type": "string", "pattern": r"^[a-z][a-z0-9_]{0,39}$"},
            "kind": NAME,
            "title": TEXT,
            "text": about("At most 600 characters.", TEXT | {"maxLength": 600}),
            "for": about("Roles; leave it out for all.", listed),
            "countries": about("Leave it out for all.", listed),
            "date": about("When the text was last checked, as 2026-11.", {"type": "string"}),
            "checked_by_role": about("The role that checked a law card, never a name.", {"type": "string"}),
            "search": about("Words that lead here, old names too.", listed),
            "seeds": listed,
            "source": listed,
        },
        ["id", "kind", "title", "text"],
    )
    return _file("cards", "Short texts", card)


def _file(word: str, title: str, part: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **mapping({word: {"type": "array", "items": part}}, [word])}
