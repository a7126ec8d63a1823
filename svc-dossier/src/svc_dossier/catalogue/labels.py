"""What people read for the codes of an answer, each beside its code; the data files are checked for being whole."""

from collections.abc import Iterable, Mapping
from typing import get_args

from shared.labels import whole
from shared.reference.agency_kind import AgencyKind
from shared.reference.communes import Basis
from svc_dossier.catalogue.data_files import read
from svc_dossier.catalogue.procedure_file import Channel, Level, OnlineLevel, Target
from svc_dossier.domain import rating
from svc_dossier.domain.deadlines import ClockPolicy, Unit
from svc_dossier.domain.payment import PaymentDecision
from svc_dossier.domain.procedure import CopyKind, SubmissionMode
from svc_dossier.domain.procedure_version import Edit, Stage
from svc_dossier.domain.upstream import StatusOutcome

_CODES_OF_PROCEDURE: Mapping[str, Iterable[str]] = {
    "levels": Level,
    "targets": get_args(Target),
    "online_level": get_args(OnlineLevel),
    "submission_mode": SubmissionMode,
    "copies": CopyKind,
    "channel": get_args(Channel),
    "unit": Unit,
    "clock_policy": ClockPolicy,
}
_of_procedure, _words = read("procedure_labels.yaml"), read("labels.yaml")

PROCEDURE_LABELS: Mapping[str, Mapping[str, str]] = {
    member: whole(_of_procedure[member], codes) for member, codes in _CODES_OF_PROCEDURE.items()
}
"""The labels of codes, by the member of a procedure that holds the code."""
AGENCY_KINDS = whole(_words["agency_kinds"], AgencyKind)
"""Those of communes are among them."""
COMMUNE_BASES = whole(_words["commune_bases"], Basis)
RATINGS: Mapping[int, str] = whole(_words["ratings"], rating.Level)
PAYMENT_DECISIONS = whole(_words["payment_decisions"], PaymentDecision)
STATUS_OUTCOMES = whole(_words["status_outcomes"], StatusOutcome)
VERSION_STAGES = whole(_words["version_stages"], Stage)
VERSION_EDITS = whole(_words["version_edits"], Edit)
