"""Which agencies' dossiers an officer may see, and at which agencies they may act."""

from collections.abc import Iterable
from typing import Annotated

from shared.command import Command
from shared.identity import ADMINISTRATOR, Caller, staff_with
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.transitions import OFFICER, Actor
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.take_step import DossierStepCommand

Officer = Annotated[Caller, staff_with(*sorted(OFFICER), ADMINISTRATOR)]
Handler = Annotated[Caller, staff_with(*sorted(OFFICER))]
"""Who works on dossiers."""


def handled(officer: Caller) -> frozenset[str]:
    """The offices in which they work on dossiers."""
    return officer.units(*OFFICER)


def visible(agencies: Iterable[str], officer: Caller) -> frozenset[str]:
    """Those of all ``agencies`` whose dossiers they may see: for an administrator of the province, each."""
    return frozenset(agencies) if officer.covers_province(ADMINISTRATOR) else handled(officer)


def acting(officer: Caller) -> Party:
    """Who acts, under the name that they have now."""
    return Party("staff", officer.id, officer.name)


def actors(officer: Caller, agency_id: str) -> frozenset[Actor]:
    return frozenset(actor for actor in OFFICER if agency_id in officer.units(actor))


def step_command(
    agencies: Iterable[str], dossier_id: str, officer: Caller, command: Command, seen: int
) -> DossierStepCommand:
    """What ``officer`` orders, who may see dossiers of some of all ``agencies``."""
    by, scope = acting(officer), Scope(agencies=visible(agencies, officer))
    return DossierStepCommand(dossier_id, by, scope, lambda agency_id: actors(officer, agency_id), command, seen)
