"""What an agency replies: the result of a report, the answer to a question. One officer writes it and a second one
approves it before a citizen sees it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from svc_feedback.domain.parties import Act, Attachment, Party


@dataclass(frozen=True)
class Reply:
    text: str
    attachments: tuple[Attachment, ...]
    written_by: Party
    at: datetime
    approved_by: Party | None = None
    approved_at: datetime | None = None

    def approved(self, act: Act) -> "Reply":
        """That it is somebody else's act, the state table sees to."""
        return replace(self, approved_by=act.by, approved_at=act.at)
