"""Who may give a dossier to an officer, and how often."""

from dataclasses import replace

import pytest

from svc_dossier.domain.assignment import AssignmentRefusal, AssignmentRefused, check_assignable
from svc_dossier.domain.dossier import MAX_ASSIGNMENTS, Assignment, Dossier
from svc_dossier.domain.transitions import FINAL, State

from .test_dossier import NOON, submitted

OFFICES = {"21025"}


def refusal(dossier: Dossier, offices: set[str]) -> AssignmentRefusal:
    with pytest.raises(AssignmentRefused) as refused:
        check_assignable(dossier, offices)
    return refused.value.reason


def handed_over(times: int) -> Dossier:
    made = Assignment("stf_2", "stf_1", NOON, 2, "cmd_1", "f")
    return replace(submitted(), assignments=(made,) * times)


def test_an_officer_of_the_office_assigns_an_open_dossier() -> None:
    check_assignable(submitted(), OFFICES)
    check_assignable(handed_over(MAX_ASSIGNMENTS - 1), OFFICES | {"21028"})


def test_nobody_else_does() -> None:
    assert refusal(submitted(), {"21028"}) is AssignmentRefusal.ANOTHER_OFFICE
    assert refusal(submitted(), set()) is AssignmentRefusal.ANOTHER_OFFICE


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_has_ended_stays_with_whom_it_was(state: State) -> None:
    assert refusal(replace(submitted(), state=state), OFFICES) is AssignmentRefusal.CLOSED_OR_FULL


def test_a_dossier_is_handed_over_so_often() -> None:
    assert refusal(handed_over(MAX_ASSIGNMENTS), OFFICES) is AssignmentRefusal.CLOSED_OR_FULL
