"""Who may give a dossier to an officer, and how often."""

from collections.abc import Collection
from enum import Enum, auto

from svc_dossier.domain.dossier import MAX_ASSIGNMENTS, Dossier
from svc_dossier.domain.transitions import FINAL


class AssignmentRefusal(Enum):
    ANOTHER_OFFICE = auto()
    """The one who assigns does not work in the office that handles the dossier."""
    CLOSED_OR_FULL = auto()
    """The dossier has ended, or has been handed over ``MAX_ASSIGNMENTS`` times."""


class AssignmentRefused(Exception):
    def __init__(self, reason: AssignmentRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_assignable(dossier: Dossier, offices: Collection[str]) -> None:
    """Whether somebody who works in ``offices`` may assign it. Raises ``AssignmentRefused``."""
    if dossier.agency_id not in offices:
        raise AssignmentRefused(AssignmentRefusal.ANOTHER_OFFICE)
    if dossier.state in FINAL or len(dossier.assignments) >= MAX_ASSIGNMENTS:
        raise AssignmentRefused(AssignmentRefusal.CLOSED_OR_FULL)
