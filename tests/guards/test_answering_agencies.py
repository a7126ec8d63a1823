"""Whoever reports and questions are sent to can have staff: a role can be granted there."""

from gateway.domain.roles import PROVINCE, Place
from gateway.wiring import load_labels
from shared.reference.agencies import read_agencies
from svc_feedback.catalogue.routing import shipped_rules
from svc_feedback.domain.routing import COMMUNE_ITSELF
from svc_feedback.use_cases.rules import Rules


def test_every_agency_that_answers_is_a_unit_of_the_roles_for_it() -> None:
    labels, agencies = load_labels(), Rules.load().agencies
    for role in ("feedback_handler", "feedback_approver"):
        nobody = [agency for agency in agencies if labels.place(agency) not in labels.roles[role].held_in]
        assert not nobody, f"{role} can be granted in none of these: {nobody}"
    assert {rule.agency_id for rule in shipped_rules()} - {COMMUNE_ITSELF} <= agencies.keys()


def test_an_agency_has_one_name_wherever_it_stands() -> None:
    offices, agencies = read_agencies(), Rules.load().agencies
    assert {each: offices[each].name for each in offices.keys() & agencies} == {
        each: name for each, name in agencies.items() if each in offices
    }


def test_only_offices_for_dossiers_have_staff_for_dossiers() -> None:
    labels = load_labels()
    assert {unit for unit in labels.units if labels.place(unit) is Place.UNIT} == read_agencies().keys()
    assert labels.place(PROVINCE) is Place.PROVINCE
