"""What other services are told. No name, no phone, no place and no words of a citizen ever leave this service, but
those of a question that an approver has shown to everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ReportChanged:
    """The report's public facts right after the step; ``state`` is a code of public-services 3.4.

    ``citizen_id`` is ``None`` for one that another system sent. ``category_name`` is ``None`` where it is about
    officers: such a report is told of by its code and state only, and so is ``reason``, which is what the office tells
    the citizen. ``answer_until``: while something is asked of them; ``reopen_until``: while there is a result that they
    may have reopened.
    """

    citizen_id: str | None
    code: str
    state: str
    category_name: str | None
    agency_id: str | None
    agency_name: str | None
    handling_class: str
    occurred_at: datetime
    received_by: datetime
    resolved_by: datetime
    reason: str | None
    answer_until: datetime | None
    reopen_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReportRated(ReportChanged):
    """``level``: 5 rất hài lòng … 1 rất không hài lòng. The comment stays with the report."""

    level: int


@dataclass(frozen=True, kw_only=True)
class ReportAlert(ReportChanged):
    """An alert about one of the two clocks: ``receive`` or ``resolve``."""

    clock: str
    clock_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class SupportChanged:
    """``code`` is that of the supporter's own report, where it was merged; never that of the one they follow.
    ``rate_until``: while such a supporter may rate its result.
    """

    citizen_id: str
    code: str | None
    category_name: str | None
    occurred_at: datetime
    rate_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class QuestionChanged:
    """``state`` is the number of public-services 3.6; ``reason`` is what the office tells the asker."""

    citizen_id: str
    code: str
    state: int
    field_name: str
    agency_id: str | None
    agency_name: str | None
    occurred_at: datetime
    answer_by: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class QuestionRated(QuestionChanged):
    """``level``: 5 hài lòng, 3 chấp nhận, 1 không hài lòng."""

    level: int


@dataclass(frozen=True, kw_only=True)
class QuestionPublished:
    """A question as everybody may read it, new or renewed: the words that the approver let pass, and nobody's id."""

    title: str
    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class QuestionWithdrawn:
    """No longer to be read by everybody."""


PAYLOADS: Mapping[str, type] = {
    **{
        f"report_{name}": ReportChanged
        for name in (
            "received",
            "accepted",
            "information_requested",
            "information_given",
            "refused",
            "referred",
            "merged",
            "withdrawn",
            "assigned",
            "officer_assigned",
            "reclassified",
            "started",
            "sent_back",
            "progress_noted",
            "extended",
            "result_submitted",
            "resolved",
            "result_rejected",
            "reopened",
            "published",
            "unpublished",
        )
    },
    "report_rated": ReportRated,
    "report_closed": ReportChanged,
    "report_closed_dissatisfied": ReportChanged,
    **{f"report_{level}": ReportAlert for level in ("due_soon", "overdue", "escalated")},
    **{
        f"report_{name}": SupportChanged
        for name in ("joined", "joined_resolved", "joined_ended", "merged_resolved", "merged_ended")
    },
    **{
        f"question_{name}": QuestionChanged
        for name in (
            "received",
            "assigned",
            "officer_assigned",
            "refused",
            "answer_drafted",
            "answered",
            "answer_renewed",
            "answer_rejected",
            "answer_confirmed",
            "returned",
            "due_soon",
            "overdue",
            "escalated",
        )
    },
    "question_rated": QuestionRated,
}
"""Payload by the event's name: in a state table, of an alert, of a report's publication, or of a supporter."""

QUESTION_PUBLISHED = "vn.quangngai.question.published.v1"
QUESTION_WITHDRAWN = "vn.quangngai.question.withdrawn.v1"
PUBLIC_PAYLOADS: Mapping[str, type] = {
    QUESTION_PUBLISHED: QuestionPublished,
    QUESTION_WITHDRAWN: QuestionWithdrawn,
}
"""Payload by type of what goes to a topic of its own, which is kept for as long as the texts hold."""


def event_type(name: str) -> str:
    return f"vn.quangngai.feedback.{name}.v1"
