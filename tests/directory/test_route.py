"""Routing on the real contacts: the examples of the brief, and what holds for every request."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.contact import Contact
from bot.directory.directory import Directory, load_contacts
from bot.directory.needs import ALL_ROLES, ALL_WISHES
from bot.directory.route import Request, route_contacts
from bot.directory.sentence import sentence_to_say
from tests.directory.conftest import FOLDER, NIGHT, Ask, contact

DIRECTORY = load_contacts(FOLDER)
CODES = sorted({area for row in DIRECTORY.contacts for area in row.areas} | {"be:24020", "FR", "DK", "be:21004"})
BRUSSELS = ZoneInfo("Europe/Brussels")


def numbers(directory: Directory, id: str) -> list[str]:
    return [phone.number for phone in directory.by_id[id].phones]


@pytest.mark.parametrize("need", ["talk", "advice", "unknown", "leave"])
@pytest.mark.seed("SY01")
def test_brussels_family_in_french_gets_the_free_number_while_it_is_open(
    directory: Directory, ask: Ask, need: str
) -> None:
    found = ask("be:21012", "fr", "family", need)
    assert found[0] == "be-fwb-reseau"
    assert numbers(directory, found[0]) == ["0800 111 72"]


@pytest.mark.parametrize("when", [NIGHT, "2026-11-24T14:00", "2026-11-21T10:00", "2026-12-25T10:00"])
def test_an_open_listening_line_comes_first_when_the_number_is_closed(ask: Ask, when: str) -> None:
    found = ask("be:21012", "fr", "family", "talk", when)
    assert found[0] == "be-tele-accueil-107"
    assert "be-fwb-reseau" in found


@pytest.mark.parametrize(
    ("when", "first"),
    [
        ("2026-11-24T10:00", "be-dg-wegweiser"),
        (NIGHT, "be-telefonhilfe-108"),
        ("2026-12-25T10:00", "be-telefonhilfe-108"),
    ],
)
def test_a_line_of_unknown_hours_is_trusted_in_office_hours_only(ask: Ask, when: str, first: str) -> None:
    assert ask("be:63023", "de", "family", "talk", when)[0] == first


@pytest.mark.parametrize("need", ["talk", "advice", "leave", "coordinator"])
@pytest.mark.parametrize("role", ["family", "school", "social"])
@pytest.mark.parametrize("when", ["2026-11-24T10:00", NIGHT])
@pytest.mark.seed("SY45")
def test_brussels_in_dutch_shows_both_communities(
    directory: Directory, ask: Ask, role: str, need: str, when: str
) -> None:
    areas = {area for id in ask("be:21012", "nl", role, need, when) for area in directory.by_id[id].areas}
    assert {"BE-FWB", "BE-VLC"} <= areas


@pytest.mark.parametrize("role", ["school", "youth", "family"])
@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.seed("SY68")
def test_eupen_leads_to_wegweiser(ask: Ask, role: str, language: str) -> None:
    assert ask("be:63023", language, role, "advice")[0] == "be-dg-wegweiser"


@pytest.mark.parametrize("when", ["2026-11-24T10:00", NIGHT])
@pytest.mark.parametrize("code", ["be:23088", "be:24020", "be:11002"])
def test_a_flemish_teacher_gets_school_support_before_any_general_line(ask: Ask, code: str, when: str) -> None:
    found = ask(code, "nl", "school", "advice", when)
    assert found[0] == "be-vlg-clb"
    assert "be-tele-onthaal-106" not in found


@pytest.mark.parametrize("when", ["2026-11-24T10:00", NIGHT])
@pytest.mark.parametrize("need", ["talk", "advice"])
def test_an_avignon_family_sees_a_line_without_police_beside_the_ministry(
    directory: Directory, ask: Ask, need: str, when: str
) -> None:
    rows = [directory.by_id[id] for id in ask("fr:84007", "fr", "family", need, when)]
    assert rows[-1].id == "fr-cnapr"
    assert rows[-1].channel == "police"
    assert rows[-1].police == "yes"
    assert rows[0].channel != "police"
    assert rows[0].phones


@pytest.mark.parametrize(
    ("code", "language", "hall"),
    [("be:24020", "nl", "be-town-hall"), ("be:92094", "fr", "be-town-hall"), ("fr:84007", "fr", "fr-mairie"),
     ("nl:0518", "nl", "nl-gemeente"), ("se:0180", "sv", "se-kommun"), ("es:29067", "es", "es-ayuntamiento"),
     ("DK", "da", "eu-town-hall")],
)  # fmt: skip
def test_a_place_nobody_has_shows_its_town_hall_with_a_sentence(
    directory: Directory, ask: Ask, code: str, language: str, hall: str
) -> None:
    for need in ("talk", "advice", "coordinator"):
        assert hall in ask(code, language, "family", need)
    assert sentence_to_say(directory.by_id[hall], "family", "advice") != sentence_to_say(
        directory.by_id[hall], "school", "advice"
    )


@pytest.mark.parametrize(
    ("code", "language", "first"),
    [("be:21012", "fr", "be-fwb-103"), ("fr:84007", "fr", "fr-119"), ("nl:0599", "nl", "nl-veilig-thuis"),
     ("be:24020", "nl", "be-vlg-1712"), ("de:05913000", "de", "de-nummer-gegen-kummer"), ("GB-ENG", "en", "gb-nspcc")],
)  # fmt: skip
@pytest.mark.parametrize("age", ["under12", "teen"])
def test_about_a_child_whoever_protects_children_comes_first(
    ask: Ask, code: str, language: str, first: str, age: str
) -> None:
    assert ask(code, language, "family", "advice", "2026-11-24T15:00", age)[0] == first


@pytest.mark.parametrize("code", ["be:24020", "be:21012", "fr:84007", "nl:0518", "de:09162000", "se:0180", "GB-ENG"])
@pytest.mark.parametrize("role", ["family", "school", "health"])
@pytest.mark.parametrize("need", ["advice", "coordinator"])
def test_about_a_child_the_first_card_protects_children(
    directory: Directory, ask: Ask, code: str, role: str, need: str
) -> None:
    first = directory.by_id[ask(code, "xx", role, need, age="under12")[0]]
    assert "child_protection" in first.needs


@pytest.mark.parametrize(("code", "language"), [("be:92094", "fr"), ("nl:0599", "nl"), ("de:05913000", "de")])
@pytest.mark.parametrize("role", ["family", "close", "school", "justice"])
def test_a_young_person_who_wants_out_gets_who_knows_the_way_and_then_child_protection(
    directory: Directory, ask: Ask, code: str, language: str, role: str
) -> None:
    teen = [directory.by_id[id] for id in ask(code, language, role, "leave", age="teen")]
    assert "exit" in teen[0].needs
    assert any("child_protection" in row.needs for row in teen[1:])
    child = directory.by_id[ask(code, language, role, "leave", age="under12")[0]]
    assert "child_protection" in child.needs


@pytest.mark.seed("SY25")
def test_ittre_probation_gets_the_house_of_justice_and_caprev(ask: Ask) -> None:
    assert {"be-mj-nivelles", "be-caprev"} <= set(ask("be:25044", "fr", "justice", "advice"))


def test_vilvoorde_worker_gets_the_service_of_the_town(ask: Ask) -> None:
    assert "be-vilvoorde-deradicalisering" in ask("be:23088", "nl", "youth", "coordinator")


@pytest.mark.seed("SY36")
def test_rotterdam_shows_its_own_point_third_tier_town(directory: Directory, ask: Ask) -> None:
    assert ask("nl:0599", "nl", "family", "advice")[0] == "nl-lse"
    request = Request(directory.places.chain("nl:0599"), "nl", "family", "advice")
    assert route_contacts(directory, request).tier == "town"


@pytest.mark.seed("SY60")
def test_unfair_treatment_leads_to_the_equality_body(ask: Ask) -> None:
    assert ask("be:21012", "fr", "family", "unfair")[0] == "be-unia"
    assert ask("fr:84007", "fr", "family", "unfair")[:2] == ["fr-3928", "fr-france-victimes"]
    assert ask("nl:0599", "nl", "family", "unfair")[-1] == "nl-politie"


def test_arabic_in_sweden_finds_who_speaks_it(ask: Ask) -> None:
    assert ask("se:0180", "ar", "family", "talk")[0] == "se-orostelefonen"


def test_the_tier_is_that_of_the_smallest_area(directory: Directory) -> None:
    for code, tier in (("be:23088", "town"), ("be:63023", "region"), ("nl:0518", "country"), ("DK", "eu")):
        place = directory.places.chain(code)
        assert route_contacts(directory, Request(place, "nl", "family", "advice")).tier == tier


def test_a_town_row_replaces_the_town_hall(directory: Directory) -> None:
    own = contact(areas=["be:24020"])
    request = Request(directory.places.chain("be:24020"), "nl", "family", "advice")
    assert "be-town-hall" in ids(directory, request)
    assert own.id in ids(directory.with_overrides([own]), request)
    assert "be-town-hall" not in ids(directory.with_overrides([own]), request)


@pytest.mark.parametrize(("days", "shown"), [(182, True), (183, True), (364, True), (365, False)])
def test_a_row_twice_past_its_interval_falls_below_the_next_tier(directory: Directory, days: int, shown: bool) -> None:
    checked = date(2026, 1, 1)
    own = contact(areas=["be:24020"], verified_on=checked)
    at = datetime(2026, 1, 1, 12, tzinfo=BRUSSELS) + timedelta(days=days)
    request = Request(directory.places.chain("be:24020"), "nl", "family", "advice", at=at)
    assert (own.id in ids(directory.with_overrides([own]), request)) is shown


def test_a_police_body_is_no_adviser_whatever_it_says_of_itself(directory: Directory) -> None:
    friendly = contact(channel="police", police="no", areas=["be:24020"], needs=["family_support"])
    request = Request(directory.places.chain("be:24020"), "nl", "family", "advice")
    assert ids(directory.with_overrides([friendly]), request)[-1] == friendly.id


def test_who_works_with_the_police_is_no_second_adviser(directory: Directory, ask: Ask) -> None:
    shown = [directory.by_id[id] for id in ask("be:63023", "de", "school", "advice")]
    assert [row.id for row in shown if row.police == "yes"] == ["be-town-hall"]


def test_one_town_hall_is_enough(ask: Ask) -> None:
    found = ask("se:0180", "sv", "family", "advice", age="teen")
    assert found[0] == "se-kommun"
    assert "eu-town-hall" not in found


def test_two_cards_never_lead_to_the_same_number(directory: Directory, ask: Ask) -> None:
    found = ask("be:92094", "fr", "family", "leave")
    numbers_shown = [phone.number for id in found for phone in directory.by_id[id].phones]
    assert len(numbers_shown) == len(set(numbers_shown))


def test_a_doubtful_row_without_number_gives_way_to_the_town_hall(ask: Ask) -> None:
    assert "be-molenbeek-prevention" not in ask("be:21012", "fr", "family", "advice")


def test_a_line_for_children_is_not_the_first_thought_when_no_age_is_known(ask: Ask) -> None:
    assert ask("de:09162000", "de", "family", "talk")[0] == "de-bamf"
    assert ask("de:09162000", "de", "family", "talk", age="teen")[0] == "de-nummer-gegen-kummer"


def test_who_wants_to_talk_gets_a_number_and_who_wants_advice_a_page_too(ask: Ask) -> None:
    assert ask("GB-ENG", "en", "family", "talk")[0] == "gb-samaritans"
    assert ask("GB-ENG", "en", "family", "advice")[0] == "gb-exit-hate"


def test_a_service_for_workers_comes_before_one_for_everybody(ask: Ask) -> None:
    assert ask("fr:84007", "fr", "youth", "talk")[0] == "fr-unadfi"


def test_an_unknown_need_or_role_is_named(directory: Directory) -> None:
    with pytest.raises(KeyError, match="no need 'x'"):
        route_contacts(directory, Request((), "en", "family", "x"))
    with pytest.raises(KeyError, match="role 'pilot'"):
        route_contacts(directory, Request((), "en", "pilot", "talk"))


def ids(directory: Directory, request: Request) -> list[str]:
    return [row.id for row in route_contacts(directory, request).contacts]


places = st.sampled_from(CODES).map(lambda code: DIRECTORY.places.chain(code))
chains = st.one_of(places, st.just(()), st.lists(st.sampled_from(CODES), max_size=5, unique=True).map(tuple))
requests = st.builds(
    Request,
    place=chains,
    language=st.sampled_from(["en", "fr", "nl", "de", "ar", "sv", "xx"]),
    role=st.sampled_from(ALL_ROLES),
    need=st.sampled_from(ALL_WISHES),
    age=st.sampled_from([None, "under12", "teen", "young", "adult", "unknown"]),
    at=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)


@settings(max_examples=300, deadline=None)
@given(requests)
def test_every_request_is_answered_well(request: Request) -> None:
    found = route_contacts(DIRECTORY, request).contacts
    assert 1 <= len(found) <= 3
    assert len({row.id for row in found}) == len(found)
    assert all(row.status == "active" for row in found)
    assert all(row.first_sentence for row in found)
    assert police_last(found)
    assert not any(row.needs == ("emergency",) for row in found)


@settings(max_examples=100, deadline=None)
@given(requests)
def test_the_same_request_has_the_same_answer_and_none_is_for_others(request: Request) -> None:
    found = route_contacts(DIRECTORY, request).contacts
    assert found == route_contacts(DIRECTORY, request).contacts
    assert all(set(row.areas) & {*request.chain} for row in found)
    assert all(not row.for_roles or request.role in row.for_roles for row in found)


def police_last(found: tuple[Contact, ...]) -> bool:
    answered = [row.channel == "police" for row in found]
    return answered == sorted(answered) and not (answered[0] and len(found) > 1)
