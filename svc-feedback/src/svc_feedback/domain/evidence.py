"""How many files of which kind a report and a question may have."""

from collections.abc import Sequence
from enum import Enum, auto

from svc_feedback.domain.parties import Attachment

MAX_PICTURES = 6
"""The most pictures of a report, and of a note or a reply about it."""
MAX_VIDEOS = 1
MAX_OF_QUESTION = 3
"""Files of a question, and of its answer."""


class EvidenceRefusal(Enum):
    OTHER_KIND = auto()
    """A report takes what was seen: pictures and a video, no papers."""
    TOO_MANY = auto()


class EvidenceRefused(Exception):
    def __init__(self, reason: EvidenceRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_evidence(files: Sequence[Attachment]) -> None:
    """Whether a report may have ``files``. Raises ``EvidenceRefused``."""
    videos = sum(each.media_type.startswith("video/") for each in files)
    pictures = sum(each.media_type.startswith("image/") for each in files)
    if pictures + videos < len(files):
        raise EvidenceRefused(EvidenceRefusal.OTHER_KIND)
    if pictures > MAX_PICTURES or videos > MAX_VIDEOS:
        raise EvidenceRefused(EvidenceRefusal.TOO_MANY)
