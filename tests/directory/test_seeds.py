"""The bodies that the founding documents name: each is reached by a route or by a search."""

import pytest

from bot.directory.directory import Directory
from bot.directory.lines import need_lines
from bot.directory.search import find_contacts
from tests.directory.conftest import Ask


def found(directory: Directory, words: str) -> list[str]:
    return [row.id for row in find_contacts(directory, words)]


@pytest.mark.seed("SY03")
def test_every_row_states_mission_and_limits(directory: Directory) -> None:
    assert all(row.mission and row.limits for row in directory.contacts)


@pytest.mark.parametrize("role", ["myself", "family", "social"])
@pytest.mark.seed("SY06")
def test_each_group_reaches_somebody_who_accompanies(directory: Directory, ask: Ask, role: str) -> None:
    first = directory.by_id[ask("be:92094", "fr", role, "leave")[0]]
    assert {"exit", "family_support"} <= set(first.needs)


@pytest.mark.seed("SY72")
def test_probation_leads_to_the_house_of_justice(ask: Ask) -> None:
    assert "be-mj-namur" in ask("be:92094", "fr", "justice", "advice")
    assert "be-jh-gent" in ask("be:44021", "nl", "justice", "advice")


@pytest.mark.seed("SY70")
def test_the_prison_is_found_for_its_social_service(ask: Ask) -> None:
    assert "be-prison-ittre" in ask("be:25044", "fr", "justice", "advice")


@pytest.mark.seed("SY30")
def test_youth_justice_in_avignon(directory: Directory, ask: Ask) -> None:
    assert "fr-pjj-vaucluse" in ask("fr:84007", "fr", "justice", "advice", age="teen")
    assert found(directory, "PJJ") == ["fr-pjj-vaucluse"]


@pytest.mark.seed("SY35")
def test_spain_sends_families_to_social_services_and_labels_the_state_line(directory: Directory, ask: Ask) -> None:
    assert "es-ayuntamiento" in ask("es:28079", "es", "family", "advice")
    assert "es-malaga-derechos-sociales" in ask("es:29067", "es", "school", "advice")
    line = directory.by_id["es-stop-radicalismos"]
    assert (line.channel, line.police) == ("police", "yes")
    assert ask("es:28079", "es", "family", "coordinator")[-1] == line.id


@pytest.mark.seed("SY39")
@pytest.mark.seed("SY42")
def test_sweden_reaches_exit(ask: Ask) -> None:
    assert "se-exit-fryshuset" in ask("se:0180", "sv", "myself", "leave")


@pytest.mark.parametrize("code", ["be:21012", "fr:84007", "nl:0518", "GB-NIR", "de:09162000"])
@pytest.mark.seed("SY41")
def test_repairing_harm_has_a_service(directory: Directory, code: str) -> None:
    assert need_lines(directory, directory.places.chain(code), "restorative")


@pytest.mark.parametrize(
    ("words", "id"),
    [("LISC", "be-lisc"), ("Local Task Force", "be-lisc"), ("LISC-R", "be-town-hall")],
)
@pytest.mark.seed("SY50")
@pytest.mark.seed("SY51")
def test_the_safety_cell_is_explained(directory: Directory, words: str, id: str) -> None:
    assert id in found(directory, words)
    assert "police" in directory.by_id[id].limits


@pytest.mark.seed("SY65")
def test_unfair_treatment_and_its_victims(ask: Ask) -> None:
    assert "be-vlg-vmri" in ask("be:24020", "nl", "family", "unfair")


@pytest.mark.parametrize("words", ["BOUNCE", "CoPPRa", "mobile team"])
@pytest.mark.seed("SY79")
@pytest.mark.seed("SY80")
@pytest.mark.seed("SY82")
def test_support_for_towns(directory: Directory, words: str) -> None:
    assert "be-fed-lsiv-mobile-team" in found(directory, words)


@pytest.mark.seed("SY59")
def test_a_flemish_town_finds_its_association(directory: Directory, ask: Ask) -> None:
    assert "be-vvsg" in ask("be:24020", "nl", "town", "coordinator")
    assert "be-vvsg" in found(directory, "EMMA")


@pytest.mark.seed("SY83")
def test_the_european_network_has_its_present_name(directory: Directory) -> None:
    assert found(directory, "Radicalisation Awareness Network") == ["eu-knowledge-hub"]


@pytest.mark.seed("SY67")
def test_the_german_community_has_one_service_for_every_kind(directory: Directory, ask: Ask) -> None:
    assert ask("be:63023", "de", "myself", "leave", "2026-11-24T10:00")[0] == "be-dg-wegweiser"


@pytest.mark.parametrize("code", ["be:21012", "fr:84007", "nl:0599", "GB-NIR", "de:09162000", "se:0180", "es:28079"])
@pytest.mark.seed("SY111")
def test_violence_at_home_has_a_chain_of_its_own(directory: Directory, code: str) -> None:
    assert need_lines(directory, directory.places.chain(code), "home_violence")[0].phones
