"""A `seeds:` key names a system that is listed."""

from pathlib import Path

from tests.check.folder import faults_of

SEEDS = "seeds:\n  - {id: SY01, type: F, name: Something}\n"
CARDS = "cards:\n  - {id: met, kind: learn, title: A card, text: A text., seeds: [SY77], for: [family]}\n"


def test_a_system_that_is_not_listed_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, flows__seeds=SEEDS, flows__cards__all=CARDS)
    assert (fault.file, fault.line, fault.cause) == ("flows/cards/all.yaml", 2, "There is no system 'SY77'.")


def test_a_list_that_cannot_be_read_is_a_fault_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, flows__seeds=SEEDS.replace("type: F", "type: X"), flows__cards__all=CARDS)
    assert (fault.file, fault.line) == ("flows/seeds.yaml", 2)
    assert "Write {id: SY01, type: F, name: …}." in str(fault)
