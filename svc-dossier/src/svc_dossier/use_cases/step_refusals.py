"""Why a step cannot be taken, and what the caller has to know first."""

from typing import Any

from shared.clock import rfc3339
from shared.errors import OutdatedVersion, ServiceError
from shared.refusals import illegal_step
from shared.state_table import IllegalStep
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier, Party
from svc_dossier.domain.transitions import State


def illegal_dossier_step(wording: Wording, refusal: IllegalStep) -> ServiceError:
    return illegal_step(refusal, "Hồ sơ", wording.labels[State(refusal.state.value)])


class DossierChanged(OutdatedVersion):
    """Others have changed the dossier since ``by`` saw it: ``changes`` is the difference."""

    def __init__(self, wording: Wording, dossier: Dossier, seen: int, by: Party) -> None:
        super().__init__(current_version=dossier.version, changes=_changes_since(wording, dossier, seen, by))


def _changes_since(wording: Wording, dossier: Dossier, seen: int, by: Party) -> list[dict[str, Any]]:
    for_staff = by.kind == "staff"
    changes: list[dict[str, Any]] = [
        {
            "version": entry.version,
            "at": rfc3339(entry.at),
            "action": entry.action.value,
            "label": wording.actions[entry.action],
            "state": int(entry.state),
            "state_label": wording.labels[entry.state],
            "by": entry.by.kind,
            "text": entry.text,
            **({"by_id": entry.by.id, "by_name": entry.by.name} if for_staff else {}),
        }
        for entry in dossier.timeline
    ]
    if for_staff:
        changes += [
            {
                "version": assignment.version,
                "at": rfc3339(assignment.at),
                "action": "assign",
                "label": wording.assigned if assignment.officer_id else wording.unassigned,
                "assignee": assignment.officer_id,
                "assignee_name": assignment.officer_name,
                "by": "staff",
                "by_id": assignment.by,
                "by_name": assignment.by_name,
                "text": assignment.note,
            }
            for assignment in dossier.assignments
        ]
    return sorted((change for change in changes if change["version"] > seen), key=lambda change: change["version"])
