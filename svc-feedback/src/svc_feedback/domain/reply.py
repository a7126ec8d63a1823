"""What an agency replies: the result of a report, the answer to a question. One officer writes it and a second one
approves it before a citizen sees it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from svc_feedback.domain.parties import Act, Attachment, Party


class SamePerson(Exception):
    """Who wrote a reply may not approve it."""


@dataclass(frozen=True)
class Reply:
    text: str
    attachments: tuple[Attachment, ...]
    written_by: Party
    at: datetime
    approved_by: Party | None = None
    approved_at: datetime | None = None

    def approved(self, act: Act) -> "Reply":
        """Raises ``SamePerson``."""
        if self.written_by.id == act.by.id:
            raise SamePerson
        return replace(self, approved_by=act.by, approved_at=act.at)
