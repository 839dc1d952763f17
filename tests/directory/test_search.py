"""Names of yesterday lead to the body of today."""

import pytest

from bot.directory.directory import Directory
from bot.directory.search import find_contacts


@pytest.mark.parametrize(
    ("words", "id"),
    [("CREA", "be-fwb-cimede-prevention"), ("plan r", "be-lisc"), ("U-Turn", "de-nina-nrw"),
     ("D-Rad", "be-prison-ittre"),
     ("RAN", "eu-knowledge-hub"), ("caprev", "be-caprev"), ("Net Ecoute", "fr-3018"), ("PRODERAE", "es-cat-prev"),
     ("familiesteunpunt", "nl-lse"), ("RAR", "be-fwb-reseau"), ("tele accueil", "be-tele-accueil-107")],
)  # fmt: skip
@pytest.mark.seed("SY22")
@pytest.mark.seed("SY46")
@pytest.mark.seed("SY64")
def test_old_names_lead_to_who_is_there_now(directory: Directory, words: str, id: str) -> None:
    assert id in [row.id for row in find_contacts(directory, words)]


def test_what_ended_is_never_found_itself(directory: Directory) -> None:
    assert "de-uturn-dortmund" not in [row.id for row in find_contacts(directory, "U-Turn Dortmund")]
    assert directory.current("de-uturn-dortmund").id == "de-nina-nrw"


@pytest.mark.parametrize("words", ["", "   ", "...", "xyzzy"])
def test_nothing_finds_nothing(directory: Directory, words: str) -> None:
    assert find_contacts(directory, words) == ()
