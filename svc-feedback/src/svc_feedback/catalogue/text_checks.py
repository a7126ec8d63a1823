"""The phrases by which a report's words tell an emergency, or a matter for another channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.phrases import Phrases
from svc_feedback.domain.texts import EmergencyNumber, OtherChannel


@dataclass(frozen=True)
class TextChecks:
    emergencies: Sequence[EmergencyNumber]
    other_channels: Sequence[OtherChannel]


def load_text_checks() -> TextChecks:
    """Raises ``KeyError`` or ``TypeError`` where the file is wrong."""
    data = read("text_checks.yaml")
    feared = data["feared"]
    return TextChecks(
        tuple(
            EmergencyNumber(row["number"], row["label"], Phrases(row["phrases"], row["accented"], feared))
            for row in data["emergencies"]
        ),
        tuple(
            OtherChannel(
                row["code"], row["title"], row["detail"], Phrases(row["phrases"], row["accented"], row["not_meant"])
            )
            for row in data["other_channels"]
        ),
    )
