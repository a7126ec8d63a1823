"""Whose dossiers an officer may see, and where they may act."""

from typing import Annotated

from shared.identity import PROVINCE, Caller, staff_with
from svc_dossier.domain.transitions import OFFICER, Actor
from svc_dossier.use_cases.desk import Desk

ADMINISTRATOR = "administrator"

Officer = Annotated[Caller, staff_with(*sorted(OFFICER), ADMINISTRATOR)]
Handler = Annotated[Caller, staff_with(*sorted(OFFICER))]
"""Who works on dossiers."""
Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]


def handled(officer: Caller) -> frozenset[str]:
    """The offices in which they work on dossiers."""
    return officer.units(*OFFICER)


def visible(desk: Desk, officer: Caller) -> frozenset[str]:
    """The offices whose dossiers they may see: for an administrator of the province, all."""
    return frozenset(desk.agencies) if of_province(officer) else handled(officer)


def of_province(officer: Caller) -> bool:
    return PROVINCE in officer.units(ADMINISTRATOR)


def actors(officer: Caller, agency_id: str) -> frozenset[Actor]:
    return frozenset(actor for actor in OFFICER if agency_id in officer.units(actor))
