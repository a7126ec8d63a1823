"""“Me too”: a citizen joins the report of somebody else, or is joined to it when their own is merged into it.

A supporter hears once that they have joined, once each time the report is resolved, and once when it ends without a
result; they never see its code, its words or its author. They may leave it again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from svc_feedback.domain.categories import Category
from svc_feedback.domain.report_states import SUPPORTABLE, State


@dataclass(frozen=True)
class Support:
    """``category`` and ``commune`` are what they know of it: those of the report that they sent or joined themselves.
    ``own_report_id`` and ``own_code`` are those of the supporter's own report, where it was merged.
    ``notified_version`` is the version of the report of whose result they were last told. Who has ``left`` hears
    nothing more: by their own will, or because they follow the report that this one was merged into.
    """

    id: str
    version: int
    report_id: str
    citizen_id: str
    category: str
    commune: str | None
    at: datetime
    own_report_id: str | None = None
    own_code: str | None = None
    notified_version: int = 0
    left: bool = False


class SupportRefusal(Enum):
    OWN_REPORT = auto()
    NOT_OPEN = auto()
    PRIVATE = auto()


class SupportRefused(Exception):
    def __init__(self, reason: SupportRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_supportable(state: State, category: Category, author: str | None, citizen_id: str) -> None:
    """Raises ``SupportRefused``."""
    if category.private:
        raise SupportRefused(SupportRefusal.PRIVATE)
    if author == citizen_id:
        raise SupportRefused(SupportRefusal.OWN_REPORT)
    if state not in SUPPORTABLE:
        raise SupportRefused(SupportRefusal.NOT_OPEN)
