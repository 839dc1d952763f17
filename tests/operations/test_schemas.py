"""The schemas for editors: made from the code, true to every file we have, awake to what one file alone can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from bot.cli import app
from bot.directory.files import parse_contact_file
from bot.flow import schema
from bot.flow.model import Choices, Option, Step
from bot.flow.source import Fault, parse_yaml, read_yaml
from bot.operations.schemas import SCHEMAS_FOLDER, make_schemas, schema_text
from tests.check.folder import ROOT
from tests.check.test_seeded import SEEDED

FLOWS = ROOT / "flows"
KINDS = {"talks": "talk.json", "blocks": "talk.json", "cards": "cards.json", "contacts": "contacts.json"}
FILES = sorted(path for path in FLOWS.rglob("*.yaml") if path.parent.name in KINDS and path.name != "needs.yaml")
KNOWN = {
    "unknown source",
    "unknown effect",
    "unknown effect of an option",
    "unknown thing to show",
    "unknown setting of what is shown",
    "unknown value of what is shown",
    "no kind of card",
    "settings of a source",
    "unknown fact",
    "unknown value of a fact",
    "label over 36",
    "label over 16 in two columns",
    "empty label",
    "label of spaces",
    "unknown key",
    "no steps",
}
UNREADABLE = {"anchor", "tag", "key twice"}  # YAML itself refuses these, or our reader does


@pytest.fixture(scope="module")
def schemas() -> dict[str, Draft7Validator]:
    for each in make_schemas().values():
        Draft7Validator.check_schema(each)
    return {name: Draft7Validator(each) for name, each in make_schemas().items()}


def content(path: Path) -> Any:
    return parse_contact_file(path)[0] if path.parent.name == "contacts" else read_yaml(path).data


def test_the_files_beside_the_flows_are_what_the_code_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in (FLOWS / SCHEMAS_FOLDER).iterdir()} == {
        name: schema_text(each) for name, each in make_schemas().items()
    }, "run `passerelle flows schema`"
    (tmp_path / "flows").mkdir()
    monkeypatch.setenv("PASSERELLE_CONTENT_DIR", str(tmp_path))
    done = CliRunner().invoke(app, ["flows", "schema"])
    assert [Path(line).name for line in done.stdout.splitlines()] == list(make_schemas())
    assert (
        json.loads((tmp_path / "flows" / SCHEMAS_FOLDER / "areas.json").read_text(encoding="utf-8"))
        == make_schemas()["areas.json"]
    )


def test_every_file_we_have_is_accepted(schemas: dict[str, Draft7Validator]) -> None:
    assert len(FILES) > 25
    for path in FILES:
        assert [each.message for each in schemas[KINDS[path.parent.name]].iter_errors(content(path))] == [], path
    assert schemas["areas.json"].is_valid(read_yaml(FLOWS / "areas.yaml").data)


@pytest.mark.parametrize("name", SEEDED)
def test_a_seeded_fault_is_seen_where_one_file_can_tell(schemas: dict[str, Draft7Validator], name: str) -> None:
    try:
        data = parse_yaml(SEEDED[name][0], "test.yaml").data
    except Fault:
        assert name in UNREADABLE
        return
    assert schemas["talk.json"].is_valid(data) == (name not in KNOWN)


STEPS = [
    "{id: a, ask: Now?}",
    "{id: a, ask: Now?, one: {x: One}, many: {y: Two}}",
    "{id: a, say: Good., one: {x: One}}",
    "{id: a, say: Good., ask: Now?, one: {x: One}}",
    "{id: A, say: Good.}",
    "{id: abcdefghijklmnopq, say: Good.}",
    "{id: a, ask: Now?, one: {}}",
    "{id: a, ask: Now?, one: {x: {when: {b: c}}}}",
    "{id: a, ask: Now?, one: {x-y: One}}",
    "{id: a, ask: Now?, text: {max: 301}}",
    "{id: a, ask: Now?, text: {max: many}}",
    "{id: a, ask: Now?, place: no}",
    "{id: a, say: Good., optional: perhaps}",
    "{id: a, say: Good., show: {cards: {kind: law}, contacts: {need: talk}}}",
    "{each: a}",
    "{use: a, carry: {b: c}}",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_the_wrong_shape_is_refused(schemas: dict[str, Draft7Validator], step: str) -> None:
    data = parse_yaml(f"flow: test\ntitle: A talk\nsteps:\n  - {step}\n", "test.yaml").data
    assert not schemas["talk.json"].is_valid(data)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("cards.json", "cards:\n  - {id: a, kind: law, title: A}\n"),
        ("cards.json", f"cards:\n  - {{id: a, kind: law, title: A, text: {'x' * 601}}}\n"),
        ("areas.json", "areas:\n  - {id: a, label: A, strengths: {}, changes: {}, difficult: {}}\n"),
        ("areas.json", "areas: no\n"),
        ("contacts.json", "contacts:\n  - {id: be-one, nonsense: x}\n"),
        ("contacts.json", "contacts: []\nmore: x\n"),
    ],
)
def test_other_files_of_the_wrong_shape_are_refused(schemas: dict[str, Draft7Validator], kind: str, text: str) -> None:
    assert not schemas[kind].is_valid(parse_yaml(text, "test.yaml").data)


def test_a_contact_without_a_source_is_refused(schemas: dict[str, Draft7Validator]) -> None:
    rows = parse_contact_file(FLOWS / "contacts" / "be.yaml")[0]["contacts"]
    row = {key: value for key, value in rows[0].items() if key != "source"}
    assert schemas["contacts.json"].is_valid({"contacts": [rows[0]]})
    assert not schemas["contacts.json"].is_valid({"contacts": [row]})
    assert not schemas["contacts.json"].is_valid({"contacts": [rows[0] | {"generic": "perhaps"}]})


def test_the_schema_has_every_word_of_the_format() -> None:
    names = schema.RegisteredNames({}, (), (), {})
    assert set(schema.step_words(names)) == set(Step.model_fields) - {"owner", "carried"}
    assert set(schema.option_schema(36, names)["anyOf"][1]["properties"]) == set(Option.model_fields)
    assert set(Choices.model_fields) == {"options", "source", "also", "max"}
