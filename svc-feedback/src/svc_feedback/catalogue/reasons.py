"""The reasons an officer chooses from, action by action."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_feedback.catalogue.data_files import read


@dataclass(frozen=True)
class ReasonText:
    """``label`` is what the officer chooses by, ``text`` what the citizen reads."""

    code: str
    label: str
    text: str


Reasons = Mapping[str, Mapping[str, ReasonText]]
"""The text of each reason, by the action's name and then by code."""


def load_reasons() -> Reasons:
    """Raises ``TypeError`` where the file is wrong."""
    return {
        action: {entry["code"]: ReasonText(**entry) for entry in entries}
        for action, entries in read("reasons.yaml").items()
    }
