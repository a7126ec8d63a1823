"""The reasons an officer chooses from, action by action."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.transitions import Action


@dataclass(frozen=True)
class ReasonText:
    """``label`` is what the officer chooses by, ``text`` what the citizen reads."""

    code: str
    label: str
    text: str


Reasons = Mapping[Action, Mapping[str, ReasonText]]


def load_reasons() -> Reasons:
    """Raises ``ValueError`` or ``TypeError`` where the file is wrong."""
    return {
        Action(action): {entry["code"]: ReasonText(**entry) for entry in entries}
        for action, entries in read("reasons.yaml").items()
    }
